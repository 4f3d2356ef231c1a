"""The scripted model that measurements put in a real one's place."""

from __future__ import annotations

from answer.llm import Evidence
from answer.prompt import build_prompt
from eval.scripted_llm import quotes


def test_it_writes_the_quotes_it_was_given_with_their_numbers() -> None:
    evidence = [Evidence(n=n, text=text) for n, text in enumerate(("One is so.", "Two is not.", "Three."), start=1)]
    prompt = build_prompt("What is so?", evidence, language="en")
    script = quotes({"messages": [{"content": prompt.system}, {"content": prompt.user}]}, most=2, gap_s=0.5)
    assert "".join(script.pieces) == "One is so [1]. Two is not [2]."
    assert script.gap_s == 0.5
