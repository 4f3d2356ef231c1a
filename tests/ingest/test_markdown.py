from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.readers.markdown import read_markdown
from ingest.records import BlockKind, Document

SOURCE = """---
title: "Plan for health"
date: 2024-05-01
---
# Plan

Some *strong* **words** with a [link](http://x.example) and `code`,
broken <b>here</b>.<br>And a new line. &amp; ![picture](a.png)

## Aims

3. third
   with more
4. fourth

   its second paragraph
   * nested

> quoted

| Country | Value |
|---------|-------|
| Malta   | **7** |

```
x = 1
    y
```

<div><p>raw <i>html</i></p><script>alert(1)</script></div>

[^1]: https://note.example
[^2]: A note in words.
"""


def read(tmp_path: Path, source: str) -> Document:
    path = tmp_path / "plan.md"
    path.write_bytes(source.encode())
    return read_markdown(path, revision="0")


def test_page_holds_what_a_reader_sees(tmp_path: Path) -> None:
    document = read(tmp_path, SOURCE)
    assert [page.text for page in document.pages] == [
        "Plan\n\nSome strong words with a link and code, broken here.\nAnd a new line. &",
        "Aims\n\n3. third with more\n4. fourth\nits second paragraph\n• nested\n\nquoted\n\n"
        "Country | Value\nMalta | 7\n\nx = 1\ny\n\nraw html\n\n[^2]: A note in words.\n\n[^1]: https://note.example",
    ]
    assert (document.title, document.year) == ("Plan for health", 2024)


def test_blocks_say_what_they_are(tmp_path: Path) -> None:
    document = read(tmp_path, SOURCE)
    kinds = [block.kind for block in document.blocks if block.page == 2]
    assert kinds == [
        BlockKind.HEADING, *[BlockKind.LIST_ITEM] * 4, BlockKind.PARAGRAPH, *[BlockKind.TABLE_ROW] * 2,
        *[BlockKind.PARAGRAPH] * 2, *[BlockKind.FOOTNOTE] * 2,
    ]  # fmt: skip
    row = next(block for block in document.blocks if block.context)
    assert (row.context, row.section) == ("Country | Value", ("Aims",))


def test_pandoc_title_lines_are_title_and_text(tmp_path: Path) -> None:
    document = read(tmp_path, "% Gesetz über\n  Daten\n% Ausfertigungsdatum: 22.03.2024\n\n# § 1\n\nA\n\n# § 2\n\nB\n")
    assert [page.text for page in document.pages] == [
        "Gesetz über Daten\n\nAusfertigungsdatum: 22.03.2024",
        "§ 1\n\nA",
        "§ 2\n\nB",
    ]
    assert document.title == "Gesetz über Daten"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("---\n\ntext\n\n---\n", id="thematic breaks are no front matter"),
        pytest.param("\ufeff# A\r\n\r\ntext\r\n", id="byte order mark and Windows line ends"),
        pytest.param("<!-- only -->\n\ntext", id="comment"),
    ],
)
def test_text_survives_odd_beginnings(tmp_path: Path, source: str) -> None:
    assert "text" in read(tmp_path, source).pages[0].text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(words=st.lists(st.text("abcdefgh", min_size=3, max_size=8), min_size=1, max_size=20))
def test_no_word_of_a_paragraph_is_lost(tmp_path: Path, words: list[str]) -> None:
    document = read(tmp_path, "\n".join(words))
    assert document.pages[0].text.split() == words
