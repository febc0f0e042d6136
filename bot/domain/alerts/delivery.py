"""Deliver an alert's message, and tell how an alert stands now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.alerts.alert import Alert, Condition, Watched
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import WECHAT_ZONE, Headcount
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Broken, Report

SETTLING = timedelta(minutes=10)
"""How long a fleet alert's message waits for more programs: about as long as a sweep takes."""
_DAY = timedelta(days=1)


def chances(alert: Alert, day: date, *, now: datetime) -> Sequence[Delivery]:
    """Return the deliveries that may carry a crossing: its own day's.

    Else, for that may be under way already, a later day's.

    Numbers of a past day may be imported at any time, so the last of them is tomorrow's, which nothing has sent yet.

    Args:
        alert: the alert whose condition was met.
        day: the snapshot's Chinese day.
    """
    tomorrow = now.astimezone(WECHAT_ZONE).date() + _DAY
    own = _due(alert, day, now + SETTLING if alert.fleet else now)
    return (own, *(_later(alert, each, now) for each in sorted({day + _DAY, tomorrow})))


def _later(alert: Alert, day: date, now: datetime) -> Delivery:
    begins = datetime.combine(day, time(), WECHAT_ZONE).astimezone(now.tzinfo)
    return _due(alert, day, max(now, begins) + SETTLING)


def _due(alert: Alert, day: date, due_at: datetime) -> Delivery:
    return Delivery(
        f"{alert.id}-{day.isoformat()}",
        alert.team_id,
        alert.id,
        day,
        due_at,
        DeliveryState.DUE,
        channel_id=alert.channel_id,
        kind=DeliveryKind.ALERT,
    )


@dataclass(frozen=True, slots=True)
class AlertSet:
    alert: Alert
    program: Program | None
    """None: every program."""
    already: tuple[Program, ...] = ()
    """Programs that already meet the condition: named now, and not alerted until they have returned."""
    unjudged: int = 0
    """How many programs have no sound numbers at present."""
    uncounted: int = 0
    """Of how many programs the users are not counted, where the limit is a number of users."""
    existed: bool = False
    """The channel already had this alert; nothing changed."""
    changed: bool = False
    """It replaced its earlier version."""


@dataclass(frozen=True, slots=True)
class Present:
    """What a condition watches as it is now."""

    value: Bounds | Version
    """The share, in a break from what it was before; or the minimum, or the highest that is safe."""
    people: Headcount | None = None
    """Those behind the share, where the limit is a number of users."""
    broken: Broken | None = None
    """The break that goes on."""
    day: date | None = None
    """The earlier day that it is of, where the newest list is unusable; None for the newest numbers."""


@dataclass(frozen=True, slots=True)
class ListedAlert:
    alert: Alert
    program: Program | None
    """None: many programs, or one that does not exist for the reader."""
    holding: int
    """How many programs that exist for the reader meet the condition now."""
    present: Present | None = None
    """What it watches as it is now; None when unknown, or about many programs."""
    last: date | None = None
    """The Chinese day on which its program last met it; None if it has not, and about many programs."""
    unseen: bool = False
    """Whether its program does not exist for the reader, or not in the channel: there the alert rests."""


def listed_alert(
    alert: Alert,
    program: Program | None,
    holding: Collection[str],
    newest: Report | None,
    *,
    last: date | None,
    reader: Collection[str],
    channel: Collection[str],
) -> ListedAlert:
    """Return an alert as its reader may see it: of a program that does not exist for the reader, only that.

    Args:
        program: the alert's, if it exists for the reader; None for many.
        holding: the AppIDs of the programs that meet the condition now.
        newest: of the program.
        last: the day on which the program last met the condition.
        reader: the AppIDs of those of all these programs that exist for the reader.
        channel: of those that exist in the alert's channel.
    """
    if alert.fleet:
        return ListedAlert(alert, None, sum(1 for appid in holding if appid in reader and appid in channel))
    if program is None:
        return ListedAlert(alert, None, 0, unseen=True)
    rests = not program.is_all_of_wechat and program.appid not in channel
    return ListedAlert(alert, program, len(holding), present_of(alert.condition, newest), last, unseen=rests)


def present_of(condition: Condition, report: Report | None) -> Present | None:
    """Return what a condition watches, as the newest numbers have it; None where they do not tell."""
    if report is None or not report.judgement.known:
        return None
    broken = report.broken if report.broken and report.broken.open else None
    day = report.snapshot.day if report.stale_because else None
    if condition.watched is Watched.MINIMUM:
        return Present(report.minimum) if report.minimum else None
    if condition.watched is Watched.SAFE:
        return Present(report.safe_minimum, None, broken, day) if report.safe_minimum else None
    loss = report.loss(condition.threshold.version) if condition.threshold else None
    if loss is None:
        return None
    share = loss.rest if condition.watched is Watched.COVERAGE else loss
    return Present(share, report.people(share) if condition.counts_users else None, broken, day)
