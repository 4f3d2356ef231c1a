"""The words of the Maintain tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.strings import by_language


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintainStrings:
    """The words of one language; `{name}` is filled by the caller.

    Attributes:
        kinds: what a job is called, by `desk.Kind`.
        ends: how a job ended, by `desk.End`.
        file_statuses: how a file ended, as the ingest names it, and what needs attention.
        refused: why an upload is not taken, by `UploadRefused.reason`, and what page.js finds out itself.
        fields: what is known of a document, by the manifest's column.
        field_hints: what a field takes, by the same key.
        parts: of a state, by `StateInfo.part`.
        judgements: by `Judgement`.
    """

    tab: str
    login: str
    login_text: str
    user: str
    login_word: str
    enter: str
    wrong: str
    wait: str
    closed: str
    log_out: str

    job: str
    job_none: str
    kinds: Mapping[str, str]
    ends: Mapping[str, str]
    running: str
    files_done: str
    encoded: str
    file_now: str
    working: str
    seconds: str
    stop: str
    stopping: str
    busy: str
    ended_files: str
    switched: str
    nothing_printed: str

    add: str
    add_text: str
    choose: str
    upload: str
    upload_sending: str
    upload_sent: str
    upload_none: str
    refused: Mapping[str, str]
    uploaded: str
    uploaded_none: str
    delete_upload: str
    ingest: str
    ingest_staged: str
    nothing_uploaded: str
    path: str
    path_hint: str
    path_ingest: str
    path_staged: str
    path_refused: str

    report: str
    report_none: str
    report_line: str
    report_page: str
    report_more: str
    earlier: str
    problems: str
    problems_none: str
    edit: str
    more_rows: str
    column_file: str
    column_status: str
    column_message: str
    column_pages: str
    column_passages: str
    file_statuses: Mapping[str, str]

    states: str
    states_text: str
    parts: Mapping[str, str]
    column_part: str
    column_since: str
    column_documents: str
    column_size: str
    not_ready: str
    since_beginning: str
    promote: str
    roll_back: str
    drop: str
    measure_staged: str

    document: str
    choose_document: str
    choose_first: str
    fields: Mapping[str, str]
    field_hints: Mapping[str, str]
    save: str
    saved_same: str
    bad_field: str
    edits_stay: str
    sure: str
    sure_first: str
    remove: str

    quality: str
    quality_text: str
    measure: str
    quality_none: str
    column_at: str
    column_state: str
    column_ranking: str
    column_first_three: str
    column_false_answers: str
    column_false_refusals: str
    column_report: str

    readers: str
    readers_text: str
    feedback: str
    feedback_none: str
    unanswered: str
    unanswered_none: str
    judgements: Mapping[str, str]
    column_question: str
    column_judgement: str
    column_comment: str
    column_asked: str
    column_reason: str
    on_citation: str


maintain_strings = by_language("ui.tabs.maintain.strings", MaintainStrings)
