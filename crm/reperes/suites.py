"""What the law is known to end, and nothing is known to follow: whoever runs the instance is told in time (CAL-20)."""

from collections.abc import Iterable
from datetime import date, timedelta

import structlog

from crm import clock
from crm.reperes.exonerations import EXONERATIONS
from crm.reperes.mentions import MENTIONS

log = structlog.get_logger(__name__)
PREAVIS = timedelta(days=60)
PERIODES = tuple((row[0], row[-2], row[-1]) for row in (*EXONERATIONS, *MENTIONS))
"""Code, first day, last day."""


def sans_suite(day: date, periodes: Iterable[tuple[str, date, date | None]] = PERIODES) -> list[tuple[str, date]]:
    """The codes, with their last day, that end within 60 days and that no row takes up the day after."""
    periodes = list(periodes)
    begun = {(code, debut) for code, debut, _ in periodes}
    ending = [(code, fin) for code, _, fin in periodes if fin and day <= fin <= day + PREAVIS]
    return [(code, fin) for code, fin in ending if (code, fin + timedelta(days=1)) not in begun]


def warn() -> None:
    """Each day: one warning in the instance's log for each."""
    for code, fin in sans_suite(clock.today()):
        log.warning("a rule of law ends and nothing follows it", code=code, fin=fin.isoformat())
