"""Text out of bytes whose encoding nobody has written down."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
# Named so on the web, these mean the wider Windows sets (WHATWG encoding standard).
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}


def decode(data: bytes, *, declared: str = "") -> str:
    """Return the text: by byte order mark, as UTF-8, as declared or by guess; what cannot be decoded becomes U+FFFD."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    for name in ("utf-8", declared):
        text = _try(data, name)
        if text is not None:
            return text
    return _guess(data)


def declared_charset(data: bytes) -> str:
    """Return the encoding an HTML file names in its head, "" where it names none that is known."""
    match = _META_CHARSET.search(data[:4096])
    return _known(match[1].decode("ascii", errors="replace")) if match else ""


def _known(name: str) -> str:
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return ""
    return _WIDER.get(codec, codec)


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name) if name else None
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - seldom needed

    best = from_bytes(data).best()
    return str(best) if best is not None else data.decode("utf-8", errors="replace")
