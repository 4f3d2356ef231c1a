"""The tabs of the page, each a folder of its own.

To add a tab:

1. Make a folder `ui/tabs/NAME/` with `tab.py`, which holds a subclass of `ui.tabs.tab.Tab` (its docstrings say what
   each method owes), and what else it needs: `parts.py` (the components), `handlers.py` (what events do), `view_*.py`
   (records to HTML, through ui/html.py only), `strings.py` and `strings_LANGUAGE.py` (the tab's own words).
2. Add it to `TABS` below. The page then shows it, keeps it in the address (`?tab=NAME`) and hands it every change of
   language; tests/ui/test_strings.py finds its words by their file names and holds that no language lacks any.

The Maintain tab stands apart: ui/page.py adds it where a login is set.

A button of a view that sends `kb_open` with a `Place` opens the page viewer beside whichever tab it stands in, once the
tab has said `shell.viewer.opens(area)`. A handler that may run by itself (`started`, on the timer) never changes what
an answer, a search or another long run changes.
"""

from __future__ import annotations

from ui.tabs.ask.tab import AskTab
from ui.tabs.check.tab import CheckTab
from ui.tabs.compare.tab import CompareTab
from ui.tabs.library.tab import LibraryTab
from ui.tabs.search.tab import SearchTab
from ui.tabs.tab import Tab

TABS: tuple[type[Tab], ...] = (AskTab, CompareTab, SearchTab, CheckTab, LibraryTab)
"""In the order in which the page shows them."""
