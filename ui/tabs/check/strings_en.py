"""The Check tab in English."""

from __future__ import annotations

from ui.tabs.check.strings import CheckStrings

STRINGS = CheckStrings(
    tab="Check a draft",
    text="Your draft",
    placeholder="Paste a speech or a brief",
    upload="Choose a file",
    check="Check",
    stop="Stop",
    intro="Each sentence of your draft is held against the library: supported, contradicted or not found there. Each "
    "verdict opens the lines it rests on. The draft is not kept on the server.",
    limits="Text, or a .txt, .md or .docx file of at most {megabytes} MB; at most {characters} characters and "
    "{sentences} sentences at once.",
    reading="Reading the draft",
    nothing="There is nothing to check. Paste a text, or choose a file.",
    no_sentence="No sentence was found in this draft. Paste its text instead.",
    too_long="The draft has {count} characters; at most {most} can be checked at once. Check it in parts.",
    too_large="The file is larger than {megabytes} MB. Save its text alone, or paste it.",
    too_many="The draft has {count} sentences; at most {most} can be checked at once. Check it in parts.",
    not_text="{name} is not a draft that can be checked. Save it as .txt, .md or .docx, or paste its text.",
    unreadable="{name} cannot be read: it is damaged, protected or not what its name says. Save it again as .docx or "
    ".txt, or paste its text.",
    progress="Checked so far: {done} of {all} sentences",
    done="Sentences checked: {count}",
    stopped="Stopped after {done} of {all} sentences.",
    too_slow="One sentence took longer than {seconds} seconds, so the rest was given up. Check again to start over.",
    unexpected="The draft could not be checked to its end because of a fault on the server. Check again; if it happens "
    "again, tell whoever runs this library.",
    result="Your draft, sentence by sentence",
    show="Show",
    everything="All sentences",
    to_look_at="Contradicted or not found",
    hidden="Sentences not shown: {count}",
    none_shown="There is no such sentence.",
    verdicts={
        "supported": "Supported",
        "contradicted": "Contradicted",
        "not_found": "Not found",
        "not_checked": "Not checked",
    },
    unchecked={
        "heading": "a heading",
        "question": "a question",
        "greeting": "a greeting or thanks",
        "no_claim": "says nothing that could be looked up",
    },
    support="support {share}",
    nearest="Nearest passage:",
    ways={
        "comments": "Word with comments",
        "footnotes": "Word with footnotes",
        "pdf": "PDF",
        "md": "Markdown",
    },
)
