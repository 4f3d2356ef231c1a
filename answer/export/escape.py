"""How the text of documents is made harmless in each format: it is shown, and never run, computed or set."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from ingest.clean import readable

# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), and with it what has no shape or turns the text about.
_UNSHOWN = re.compile("[^\t\n\r\u0020-\u007e\u0085\u00a0-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]|~$^]")
_MARKDOWN_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKDOWN_START = re.compile(r"^(?:([-+=#:])|(\d{1,9})([.)]))")
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",  # BibTeX counts even \{ as a brace
    "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}",
    '"': r"\symbol{34}",  # babel makes letters of it: in German "a is ä
}  # fmt: skip
_LIGATURE = re.compile(r"[-`',?!](?=[-`',])")  # of which LaTeX would set another character: -- ,, ''
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_IN_ADDRESS = "!#$%&'()*+,-./:;=?@_~[]"


def one_line(text: str) -> str:
    """Return text on one line, without what a file of XML cannot hold and what nobody can see."""
    return readable(_UNSHOWN.sub("", text))


def markdown(text: str) -> str:
    """Return Markdown that shows exactly this text, wherever in a line it is put."""
    shown = _MARKDOWN.sub(r"\\\g<0>", one_line(text))
    shown = _MARKDOWN_START.sub(_shown_start, shown)
    return "".join(_MARKDOWN_ENTITIES.get(char, char) for char in shown)


def _shown_start(match: re.Match[str]) -> str:
    return rf"\{match[1]}" if match[1] else rf"{match[2]}\{match[3]}"


def latex(text: str) -> str:
    """Return LaTeX that shows this text; for a field of BibTeX, whose braces must balance."""
    shown = "".join(_LATEX.get(char, char) for char in one_line(text))
    return _LIGATURE.sub(r"\g<0>{}", shown)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may compute a cell of this text."""
    return text.startswith(_FORMULA)


def csv_cell(text: str) -> str:
    """Return a cell of CSV that no spreadsheet computes: an apostrophe goes before what looks like a formula."""
    shown = one_line(text)
    return f"'{shown}" if is_formula(shown) else shown


def web_address(address: str) -> str:
    """Return an address that may be made a link, "" for any other: http(s) to a host, without a user's name.

    What may not stand in an address is percent-encoded, so that no format can be broken out of.
    """
    try:
        parts = urlsplit(one_line(address))
        host = parts.netloc.encode("idna").decode("ascii") if not parts.netloc.isascii() else parts.netloc
    except ValueError:  # UnicodeError is one
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or not re.fullmatch(r"[\w.\-:\[\]]+", host):
        return ""
    return urlunsplit((parts.scheme, host, *(quote(part, safe=_IN_ADDRESS) for part in parts[2:])))
