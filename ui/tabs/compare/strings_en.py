"""The Compare tab in English."""

from __future__ import annotations

from ui.tabs.compare.strings import CompareStrings

STRINGS = CompareStrings(
    tab="Compare",
    topics="Topics or questions, one a line",
    placeholder="liability for AI in health",
    countries="Countries and regions",
    all_held="All that documents are held of",
    compare="Compare",
    stop="Stop",
    intro="The same topic is put to each country's own documents. A cell holds their words, with the page they stand "
    "on, or says that a document is held and silent, or that none is held. Choose countries and write topics, or "
    "begin with one of these:",
    limits="At most {topics} topics at once, and {cells} cells: topics times countries.",
    examples=(
        "liability for AI in health",
        "training of health workers in AI",
        "secondary use of health data",
        "national AI strategy for health",
    ),
    no_topic="Write at least one topic.",
    no_country="Choose at least one country.",
    too_many_topics="These are {count} topics; at most {most} can be compared at once. Take some away.",
    too_many_cells="These are {count} cells, {topics} topics for {countries} countries; at most {most} can be "
    "compared at once. Take topics or countries away.",
    progress="Asked so far: {done} of {all}",
    done="Cells with quotes: {found} of {all} · silent: {silent} · no document: {missing}",
    stopped="Stopped. What was not asked is marked as such.",
    too_slow="One cell took longer than {seconds} seconds, so the rest was given up. Compare again to begin anew.",
    unexpected="The comparison could not be finished because of a fault on the server. Compare again; if it happens "
    "again, tell whoever runs this library.",
    heat="Coverage at a glance",
    heat_hint="The number of quotes in each cell; the darker, the more. Choose a cell to go to its quotes.",
    heat_cell="{country} on {topic}: {value}",
    heat_or_more="{count} or more",
    matrix="What each country's documents say",
    country="Country",
    found="quotes: {count}",
    silent="Document held, silent",
    silent_hint="Documents held: {count}",
    no_document="No document held",
    pending="Not asked yet",
    not_asked="Not asked",
    more_quotes="More quotes ({count})",
    opens="Open {page} of {title}",
    take_as="Take this comparison away as {kind}",
)
