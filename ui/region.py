"""The Member States of the WHO European Region, and the square of each on a map of equal squares."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Who belongs to the Region: the list of Member States of the WHO Regional Office for Europe,
# https://www.who.int/europe/countries (53 in all). Where a square lies is our own choice: about where the country is
# seen from its neighbours, north above and east to the right.
_LAYOUT = """
ISL  .   .  NOR SWE FIN  .   .   .   .   .
 .   .   .   .   .  EST  .   .   .   .   .
IRL GBR  .  DNK  .  LVA  .   .  RUS  .   .
 .   .  NLD DEU POL LTU BLR  .   .  KAZ  .
 .   .  BEL LUX CZE SVK UKR  .   .  UZB KGZ
 .   .  FRA CHE AUT HUN ROU MDA  .  TKM TJK
 .  AND MCO ITA SVN HRV SRB BGR GEO AZE  .
PRT ESP  .   .  SMR BIH MNE MKD TUR ARM  .
 .   .   .   .  MLT  .  ALB GRC CYP ISR  .
"""


def _squares() -> dict[str, tuple[int, int]]:
    rows = [line.split() for line in _LAYOUT.strip().splitlines()]
    cells = ((code, row, column) for row, codes in enumerate(rows, 1) for column, code in enumerate(codes, 1))
    return {code: (row, column) for code, row, column in cells if code != "."}


SQUARES: Mapping[str, tuple[int, int]] = MappingProxyType(_squares())
"""Row and column, both from 1, by ISO 3166-1 alpha-3 code; row by row, from west to east."""

COLUMNS = max(column for _, column in SQUARES.values())
