"""The Search tab in English."""

from __future__ import annotations

from ui.tabs.search.strings import SearchStrings

STRINGS = SearchStrings(
    tab="Search",
    words="Search for",
    placeholder="Words or a question, in any language",
    search="Search",
    intro="Search shows the passages themselves, best first, with the words marked that they were found by, in "
    "whatever "
    "language they stand. The address of this page holds the search: copy it to share or to come back.",
    examples=("human oversight", "secondary use of health data", "liability", "training of the health workforce"),
    searching="Searching …",
    found="Passages: {passages} · documents: {documents}",
    counted="Of the best {considered} passages for these words, those are shown and counted that share enough of "
    "them, be "
    "it in another language. The number beside a value says how many it has.",
    nothing="No passage was found. Try other words.",
    nothing_filtered="No passage was found under these filters. Take one away, or try other words.",
    too_slow="The search took longer than {seconds} seconds and was given up. Try again, with fewer words.",
    failed="The search failed because of a fault on the server. Try again; if it happens again, tell whoever runs "
    "this "
    "library.",
    narrow="Narrow down",
    facet_year="Year",
    facet_document="Document",
    facet_hint="Press a second year for the years between.",
    facet_more="More ({count})",
    facet_value="{name}, passages: {count}",
    chosen="Narrowed to",
    clear="Clear all",
    sort="Order",
    by_relevance="Relevance",
    by_year="Newest first",
    more="Show {count} more",
    pick="Select: {title}, {page}",
    picked="Selected: {count}",
    pick_shown="Select all shown",
    pick_none="Select none",
    take_picked="Take the selected passages away as {kind}",
    take_shown="Take all shown passages away as {kind}",
    takes_picked="Selected passages that a file will hold: {count}",
    takes_shown="None is selected, so a file will hold all passages shown: {count}",
)
