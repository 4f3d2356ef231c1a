"""The Maintain tab's frame: the login, the way out, the form for uploads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from ui import html
from ui.tabs.maintain.strings import MaintainStrings, maintain_strings
from ui.tabs.maintain.uploads import Upload


def login(language: str, *, has_ended: bool = False) -> Markup:
    """Return the form that logs in; a plain one, which password managers know."""
    words = maintain_strings(language)
    return Markup(
        '{}<form class="kb-login" method="post" action="maintain/login"><h3>{}</h3><p class="kb-lead">{}</p>'
        '<input type="hidden" name="lang" value="{}">'
        '<label>{}<input name="user" autocomplete="username" required maxlength="200"></label>'
        '<label>{}<input name="password" type="password" autocomplete="current-password" required maxlength="1000">'
        '</label><button type="submit" class="kb-button kb-main-button">{}</button></form>'
    ).format(
        html.when(has_ended, html.notice(words.closed, kind="warn", role="alert")), words.login, words.login_text,
        language, words.user, words.login_word, words.enter,
    )  # fmt: skip


def failed_login(said: str, language: str) -> Markup:
    """Return why a login has failed, as the address says it: "wrong", "wait-30"; nothing for what it never says."""
    words = maintain_strings(language)
    if said == "wrong":
        return html.notice(words.wrong, kind="warn", role="alert")
    kind, _, seconds = said.partition("-")
    if kind == "wait" and seconds.isascii() and seconds.isdecimal() and len(seconds) < 6:
        return html.notice(words.wait.format(seconds=seconds), kind="warn", role="alert")
    return html.EMPTY


def leave(language: str) -> Markup:
    """Return the button that logs out."""
    words = maintain_strings(language)
    return Markup(
        '<form class="kb-leave" method="post" action="maintain/logout"><input type="hidden" name="lang" value="{}">'
        '<button type="submit" class="kb-button">{}</button></form>'
    ).format(language, words.log_out)


def upload_form(language: str) -> Markup:
    """Return the form that sends files; upload.js does the sending, in the words it is given here."""
    words = maintain_strings(language)
    given = {
        "sending": words.upload_sending, "sent": words.upload_sent, "none": words.upload_none, **words.refused,
    }  # fmt: skip
    return Markup(
        '<p class="kb-lead">{}</p><form class="kb-upload" data-words="{}"><label for="kb-files">{}</label>'
        '<input id="kb-files" type="file" multiple> <button type="submit" class="kb-button">{}</button>'
        '<progress max="1" value="0" hidden aria-label="{}"></progress><p role="status"></p><ul class="kb-warn"></ul>'
        "</form>"
    ).format(words.add_text, json.dumps(given, ensure_ascii=False), words.choose, words.upload, words.upload)


def uploaded(files: Sequence[Upload], language: str) -> Markup:
    """Return what was uploaded, with a way to delete each."""
    words = maintain_strings(language)
    if not files:
        return html.notice(words.uploaded_none)
    rows = html.join(
        Markup("<li>{} <span class=\"kb-meta\">{}</span> {}</li>").format(
            one.name, size(one.size),
            html.button("✕", event="kb_delete", payload={"name": one.name}, classes="kb-quiet",
                        label=words.delete_upload.format(name=one.name)),
        )
        for one in files
    )  # fmt: skip
    return Markup('<details class="kb-fold" open><summary>{}</summary><ul class="kb-uploads">{}</ul></details>').format(
        words.uploaded.format(count=len(files)), rows
    )


def size(count: int) -> str:
    """Return a number of bytes as people read it."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"


def table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str, is_headed: bool = False
) -> Markup:
    """Return a table whose first column heads each row; on a narrow screen every cell brings its column's name.

    Args:
        columns: their names.
        rows: of cells, one for each column.
        caption: what the table is.
        is_headed: whether a heading above says the same; then the caption is there for screen readers alone.
    """
    head = html.join(Markup('<th scope="col">{}</th>').format(column) for column in columns)
    body = html.join(_table_row(columns, row) for row in rows)
    return Markup(
        '<div class="kb-scroll" role="region" tabindex="0" aria-label="{}"><table class="kb-data">'
        "<caption{}>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, html.when(is_headed, Markup(' class="kb-hidden"')), caption, head, body)


def _table_row(columns: Sequence[str], row: Sequence[str]) -> Markup:
    pairs = zip(columns[1:], row[1:], strict=True)
    cells = html.join(Markup('<td data-label="{}">{}</td>').format(label, cell) for label, cell in pairs)
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(row[0], cells)


def status_name(status: str, words: MaintainStrings) -> Markup:
    """Return how a file ended, marked where a person should look."""
    kinds: Mapping[str, str] = {
        "rejected": "warn", "partly_indexed": "warn", "warning": "warn", "incomplete": "warn", "indexed": "good",
    }  # fmt: skip
    return html.badge(words.file_statuses.get(status, status), kind=kinds.get(status, "plain"))


def page_link(address: str, text: str) -> Markup:
    """Return a link to a page of ours that opens in a new tab; `address` is made of names that we have given."""
    return Markup('<a class="kb-link" href="{}" target="_blank" rel="noopener">{}</a>').format(address, text)
