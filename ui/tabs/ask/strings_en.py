"""What can be done with an answer, in English."""

from __future__ import annotations

from ui.tabs.ask.strings import AskStrings

STRINGS = AskStrings(
    take_as="Take this answer away as {kind}",
    keep="Permanent address",
    keep_hint="Keeps the question, the answer and the pages it cites on the server, and gives an address that opens "
    "them again as they are today.",
    kept="Kept. Whoever has this address can open the answer as it is today:",
    copy="Copy the address",
    copied="Copied.",
    not_copied="Your browser does not let the page copy. The address is marked: copy it from there.",
    not_stored="This could not be stored on the server. Try again; if it happens again, tell whoever runs this "
    "library.",
    judge="Is this answer right?",
    judge_citation="Is this citation right?",
    verdicts={"right": "Right", "wrong": "Wrong", "not_supported": "Not supported"},
    with_comment="Add a comment first",
    comment="Comment, sent with your verdict",
    judge_hint="Your verdict is stored on the server with the question and the whole answer, without your name.",
    thanks="Thank you. Noted: {verdict}.",
    kept_answer="Kept answer",
    given_on="Answer of {date}, shown as it was given. State of the library then: {snapshot}.",
    unchanged="None of the cited documents has changed since.",
    changed="Cited documents that have changed since: {count} of {all}. Their sources say how.",
    changes={
        "revised": "Changed since: the library now holds a newer revision. The quote is from the one cited.",
        "removed": "Removed since: the library no longer holds this document.",
        "replaced": "Replaced since: the official document has taken this digest's place.",
        "superseded": "No longer in force: the document is now marked as superseded or expired.",
    },
    ask_again="Ask again on today's library",
    close_kept="Close this answer",
    not_kept="No answer is kept under this address. Check that the address is whole, or ask your question anew.",
    kept_waits="The library is still being opened. The kept answer is shown as soon as that is done.",
    show_kept="Show the answer now",
    kept_sources="Sources of the kept answer",
    history="Earlier conversations ({count})",
    history_none="There are no earlier conversations. They will be kept in this browser, and nowhere else.",
    history_hint="Kept in this browser and nowhere else; the oldest give way when there are too many.",
    history_off="This browser keeps no conversations: the window is private, or storage is turned off.",
    restore="Open the conversation: {question}",
    delete="Delete",
    delete_this="Delete the conversation: {question}",
    delete_all="Delete all",
    questions="questions: {count}",
    not_restored="This conversation cannot be opened: what the browser kept of it is damaged, or comes from another "
    "library. Delete it and ask anew.",
    left_out="Answers left out, because they are not as this library gave them: {count}.",
)
