"""Whether an alert's condition is met. Only sound numbers are judged, and each crossing once.

**Hysteresis.** A share that wobbles around the threshold would cross it daily. So once a condition is met it is armed
again only when the share has gone back beyond a band: 0.2 points, or five percent of the threshold if that is more
(with 20 %: one point). Shares near 100 % mirror shares near 0 %, so the five percent are taken of the smaller of the
threshold and its distance to 100 %. And the band is at most half the way to 0 % (or to 100 %), else an alert on 0.1 %
could never return.

**Most of the week.** A share of a single day may be off by a fifth (see `bot.domain.numbers.level`). So a condition is
met, or has returned, when it is so on the new day and on more than half of the sound days of the week that ends with
it: on four of seven daily ones. Without other days that week, the new one decides. A threshold with a number of days
asks for each of the sound days among the last so many instead.

**Uncertainty.** Where a share is only known to lie between two ends, it has crossed, or returned, when both ends have:
also between those under several meanings that fit.

**Users.** A limit may be a number of users: it is the share that so many are of the users counted last. Without a count
nothing is judged.

**Breaks.** While WeChat counts otherwise than before (see `bot.domain.numbers.breaks`), no share, safe minimum or
withdrawal is judged, unless the condition was met before, too. One message per break says that it would have been.
Days that a break spoils are no basis afterwards.

**Once a day.** A condition that is met, returns and is met again on one Chinese day waits until the next day's snapshot
confirms it: nothing is lost, and no channel gets two messages a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.alerts.alert import AlertState, Condition, Crossing, Threshold, Watched
from bot.domain.fleet.row import ATTENTION, ONE_PERCENT, FleetRow, Standing
from bot.domain.numbers.comparison import alike, comparable
from bot.domain.numbers.distribution import ONE, SAFE, Bounds, Losses
from bot.domain.numbers.level import WEEK, Level
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import Suspicion, spoils, suspicions, suspicions_by_day
from bot.domain.numbers.version import Version
from bot.domain.numbers.withdrawal import Withdrawal, withdrawal
from bot.domain.report.broken import NO_BREAKS, Breaks, Broken, counted_alike
from bot.domain.report.report import Report

_BAND = Decimal("0.002")
_BAND_OF_THRESHOLD = Decimal("0.05")
_COUNTED: Final = (Watched.LOSS, Watched.COVERAGE, Watched.SAFE, Watched.WITHDRAWAL)
"""What WeChat counts: the rest is true whatever it counts."""
FAILING: Final = timedelta(hours=6)
"""How long a program must have been unreadable: most failures pass by themselves."""


class Outcome(StrEnum):
    """The effect of a snapshot on a condition."""

    NOTHING = "nothing"
    CROSSED = "crossed"
    RETURNED = "returned"
    HELD_BACK = "held-back"
    """It would have crossed but for a break."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result of judging one snapshot."""

    outcome: Outcome
    state: AlertState
    """The state to store; unchanged when nothing could be judged."""
    crossing: Crossing | None = None
    """With `CROSSED` and `HELD_BACK`."""


def judge(
    condition: Condition,
    snapshot: Snapshot,
    earlier: Sequence[Snapshot],
    state: AlertState,
    breaks: Breaks = NO_BREAKS,
) -> Judgement:
    """Judge a snapshot by a condition.

    Args:
        earlier: those of the week before, oldest first; older ones count as none. For a changed minimum, or where
            `in_question` says no, the newest is enough.
        state: the alert's state for the program; a new `AlertState` for a new program.
        breaks: those known on the snapshot's day; none where `in_question` says no.
    """
    condition = condition.among(snapshot.users)
    if condition.watched in _COUNTED:
        if holds_back(condition, breaks):
            return _held_back(condition, snapshot, state, breaks.concerning)
        earlier = counted_alike(breaks.found, earlier, snapshot.day)
    if not sound(condition, snapshot, earlier):
        return Judgement(Outcome.NOTHING, state)
    judged = _judged(condition, snapshot, earlier, state)
    if judged.outcome is Outcome.CROSSED and state.crossed_on == snapshot.day:
        return Judgement(Outcome.NOTHING, state)
    return replace(judged, state=replace(judged.state, judged_on=snapshot.day))


def holds_back(condition: Condition, breaks: Breaks) -> bool:
    """Whether nothing that a condition watches may be judged because of a break."""
    broken = breaks.concerning
    if condition.watched not in _COUNTED or broken is None or not broken.open:
        return False
    before, threshold = _before(condition, broken), condition.threshold
    return not (before and threshold and _all_hold(threshold, before))


def _before(condition: Condition, broken: Broken) -> Bounds | None:
    """The share that a condition is about before a break; None when unknown."""
    loss = broken.loss(condition.threshold.version) if condition.threshold else None
    return loss.rest if loss and condition.watched is Watched.COVERAGE else loss


def _held_back(condition: Condition, snapshot: Snapshot, state: AlertState, broken: Broken | None) -> Judgement:
    """Nothing, or once in a break that the condition would be met."""
    nothing, sound_alone = Judgement(Outcome.NOTHING, state), not suspicions(snapshot, None)
    if broken is None or not sound_alone or (state.crossed_on and state.crossed_on >= broken.found.since):
        return nothing
    crossing = replace(_crossing(snapshot), broken=broken.found)
    safe, threshold = snapshot.safe_minimum, condition.threshold
    if threshold and not state.holds and _votes(condition, snapshot, state):
        before, after = _before(condition, broken), share_of(condition, snapshot.losses)
        crossing = replace(crossing, version=threshold.version, before=before, after=after)
    elif condition.watched is Watched.SAFE and state.minimum and safe and safe > state.minimum:
        before, after = broken.loss(safe), snapshot.losses.loss(safe) if snapshot.losses else None
        crossing = replace(crossing, minimum_before=state.minimum, minimum_after=safe, before=before, after=after)
    else:
        return nothing
    return Judgement(Outcome.HELD_BACK, replace(state, crossed_on=snapshot.day, judged_on=snapshot.day), crossing)


def sound(condition: Condition, snapshot: Snapshot, earlier: Sequence[Snapshot]) -> bool:
    """Whether a snapshot may be judged: a meaning fits, it has no suspicion and no sudden fall.

    For a withdrawal condition neither a fall nor a missing newest version disqualifies it.
    """
    if snapshot.losses is None or condition.watched is Watched.ATTENTION:  # `judge_attention` judges that
        return False
    if condition.counts_users and snapshot.users is None:
        return False
    previous = _previous(snapshot, earlier)
    found = set(suspicions(snapshot, previous))
    if condition.watched is Watched.WITHDRAWAL:
        return not found - {Suspicion.NEWEST_MISSING}
    return not found and not (previous and _fallen(snapshot, [previous]))


def _previous(snapshot: Snapshot, earlier: Sequence[Snapshot]) -> Snapshot | None:
    """The snapshot before it, at most a week old."""
    return earlier[-1] if earlier and snapshot.day - earlier[-1].day <= WEEK else None


def _fallen(snapshot: Snapshot, earlier: Sequence[Snapshot]) -> Withdrawal | None:
    """A withdrawal, even if the newest version is missing, as one that WeChat withdrew is at first."""
    return withdrawal(snapshot, alike(earlier, snapshot))


def band(threshold: Threshold) -> Decimal:
    """How far beyond the threshold a share must go back before the alert is armed again (a fraction)."""
    share, other = threshold.share, ONE - threshold.share
    room = share if threshold.sign.upwards else other
    return min(max(_BAND, _BAND_OF_THRESHOLD * min(share, other)), room / 2)


def _judged(condition: Condition, snapshot: Snapshot, earlier: Sequence[Snapshot], state: AlertState) -> Judgement:
    if condition.watched is Watched.WITHDRAWAL:
        return _withdrawal(snapshot, earlier, state)
    previous = _previous(snapshot, earlier)
    if condition.watched is Watched.MINIMUM:
        return _minimum(snapshot, previous, state)
    if condition.watched is Watched.SAFE:
        return _safe_minimum(snapshot, earlier, state)
    return _share(condition, snapshot, earlier, state)


def in_question(condition: Condition, snapshot: Snapshot, state: AlertState) -> bool:
    """Whether the snapshot alone would change the state, so that its week must be read."""
    if condition.watched is Watched.SAFE:
        safe = snapshot.safe_minimum
        return safe is not None and (state.minimum is None or safe > state.minimum)
    return condition.watched is Watched.WITHDRAWAL or _votes(condition.among(snapshot.users), snapshot, state)


def _share(condition: Condition, snapshot: Snapshot, earlier: Sequence[Snapshot], state: AlertState) -> Judgement:
    threshold, after = condition.threshold, share_of(condition, snapshot.losses)
    if threshold is None or after is None or not _votes(condition, snapshot, state):
        return Judgement(Outcome.NOTHING, state)
    recent = [kept for kept in earlier if snapshot.day - kept.day <= WEEK]
    if spoils(suspicions_by_day([*recent, snapshot])[snapshot.day]):
        return Judgement(Outcome.NOTHING, state)
    known = _comparable(recent, snapshot)
    against = [kept for kept in known if not _votes(condition, kept, state)]
    period = timedelta(days=threshold.days) if threshold.days else WEEK
    of_days = 1 + sum(_within(period, kept, snapshot) for kept in known)
    on_days = of_days - sum(_within(period, kept, snapshot) for kept in against)
    needed = of_days if threshold.days else of_days // 2 + 1
    if on_days < needed:
        return Judgement(Outcome.NOTHING, state)
    if state.holds:
        return Judgement(Outcome.RETURNED, replace(state, holds=False))
    before = share_of(condition, against[-1].losses) if against else None
    crossing = replace(_crossing(snapshot), version=threshold.version, before=before, after=after)
    return _crossed(state, replace(crossing, on_days=on_days, of_days=of_days))


def _comparable(earlier: Sequence[Snapshot], snapshot: Snapshot) -> Sequence[Snapshot]:
    """The days that are judged beside a snapshot: what holds under each meaning is as good as one of them."""
    if snapshot.distribution is not None:
        return comparable(earlier, snapshot)
    found = suspicions_by_day(earlier)
    return [kept for kept in earlier if kept.losses is not None and not spoils(found[kept.day])]


def _within(period: timedelta, kept: Snapshot, snapshot: Snapshot) -> bool:
    """Whether an earlier snapshot is of the period that ends with the new one."""
    return snapshot.day - kept.day < period


def _votes(condition: Condition, snapshot: Snapshot, state: AlertState) -> bool:
    """Whether a day alone meets the condition or, where the condition holds, returns from it."""
    threshold, share = condition.threshold, share_of(condition, snapshot.losses)
    if threshold is None or share is None:
        return False
    if state.holds:
        return all(_returned(threshold, end) for end in (share.low, share.high))
    return _all_hold(threshold, share)


def _all_hold(threshold: Threshold, share: Bounds) -> bool:
    """Whether both ends of a share meet a condition."""
    return all(threshold.sign.holds(end, threshold.share) for end in (share.low, share.high))


def share_of(condition: Condition, losses: Losses | None) -> Bounds | None:
    """The share of users that a condition is about; None where there is none to compute."""
    if losses is None or condition.threshold is None:
        return None
    version = condition.threshold.version
    return losses.loss(version) if condition.watched is Watched.LOSS else losses.coverage(version)


def _returned(threshold: Threshold, share: Decimal) -> bool:
    """Whether the share is back by the whole band; then the condition no longer holds either."""
    sign, limit = threshold.sign, threshold.share
    if sign.holds(share, limit):
        return False
    return share <= limit - band(threshold) if sign.upwards else share >= limit + band(threshold)


def _minimum(snapshot: Snapshot, previous: Snapshot | None, state: AlertState) -> Judgement:
    """Judge a changed minimum: each change is a crossing, and none returns."""
    now, before = snapshot.minimum, state.minimum or (previous.minimum if previous else None)
    if now is None:
        return Judgement(Outcome.NOTHING, state)
    known = replace(state, minimum=now)
    if before is None or now == before:
        return Judgement(Outcome.NOTHING, known)
    return _changed(snapshot, known, before, now)


def _safe_minimum(snapshot: Snapshot, earlier: Sequence[Snapshot], state: AlertState) -> Judgement:
    """Judge the highest safe minimum: a crossing for each version above all that were safe before, and none returns.

    The first one seen is not new. One that is lost and comes back was reported before. It has to be safe on the new day
    and by the median of the week that ends with it.
    """
    now, before = _safe_by_week(snapshot, earlier), state.minimum
    if now is None or (before is not None and now <= before):
        return Judgement(Outcome.NOTHING, state)
    known = replace(state, minimum=now)
    return Judgement(Outcome.NOTHING, known) if before is None else _changed(snapshot, known, before, now)


def _safe_by_week(snapshot: Snapshot, earlier: Sequence[Snapshot]) -> Version | None:
    """The highest minimum that keeps 99 % of users on the new day and by the median of the week that ends with it."""
    week = [kept for kept in _comparable(earlier, snapshot) if _within(WEEK, kept, snapshot)]
    today, by_week = snapshot.safe_minimum, Level((*week, snapshot)).highest_keeping(SAFE)
    return min(today, by_week) if today and by_week else None


def is_safe(version: Version, report: Report, earlier: Sequence[Snapshot]) -> bool:
    """Whether an alert on the safe minimum would say by now that a version is safe; in a break, also before it.

    Args:
        earlier: the snapshots of the week before, oldest first.
    """
    snapshot = report.snapshot
    earlier = counted_alike(report.breaks, earlier, snapshot.day)
    if report.one_sided or not sound(Condition(Watched.SAFE), snapshot, earlier):
        return False
    kept = (_safe_by_week(snapshot, earlier), report.safe_minimum if report.in_break else version)
    return all(each is not None and each >= version for each in kept)


def _changed(snapshot: Snapshot, state: AlertState, before: Version, after: Version) -> Judgement:
    loss = snapshot.losses.loss(after) if snapshot.losses else None
    crossing = replace(_crossing(snapshot), after=loss, minimum_before=before, minimum_after=after)
    return Judgement(Outcome.CROSSED, replace(state, crossed_on=snapshot.day), crossing)


def _withdrawal(snapshot: Snapshot, earlier: Sequence[Snapshot], state: AlertState) -> Judgement:
    """Judge a withdrawal: one over several days counts once, and ends when nothing fell within three days."""
    if not alike(earlier, snapshot):
        return Judgement(Outcome.NOTHING, state)
    fallen = _fallen(snapshot, earlier)
    if fallen is None:
        return Judgement(Outcome.RETURNED if state.holds else Outcome.NOTHING, replace(state, holds=False))
    before = next((kept.distribution for kept in earlier if kept.day == fallen.since), None)
    if state.holds or before is None or snapshot.distribution is None:
        return Judgement(Outcome.NOTHING, state)
    version = fallen.version
    after = snapshot.distribution.coverage(version)
    crossing = replace(_crossing(snapshot), version=version, before=before.coverage(version), after=after)
    return _crossed(state, replace(crossing, since=fallen.since))


def _crossing(snapshot: Snapshot) -> Crossing:
    return Crossing(snapshot.appid, snapshot.day, snapshot.taken_at, users=snapshot.users)


def _crossed(state: AlertState, crossing: Crossing) -> Judgement:
    return Judgement(Outcome.CROSSED, replace(state, holds=True, crossed_on=crossing.day), crossing)


def loses_by_break(report: Report) -> bool:
    """Whether a break goes on but for which the program might cut off less than one percent."""
    before = report.before(report.minimum) if report.minimum else None
    return report.broken is not None and report.broken.open and not (before and before.low > ONE_PERCENT)


def judge_attention(row: FleetRow, state: AlertState, *, day: date, now: datetime) -> Judgement:
    """Judge a program as it stands in the fleet's overview: a blocked one has no new snapshot.

    Args:
        day: today in China.
    """
    needed = row.standing in ATTENTION
    if needed and row.standing is Standing.ERROR and (row.failing_since is None or now - row.failing_since < FAILING):
        return Judgement(Outcome.NOTHING, state)
    if state.holds and not needed:
        return Judgement(Outcome.RETURNED, replace(state, holds=False, judged_on=day))
    if state.holds or not needed or state.crossed_on == day:
        return Judgement(Outcome.NOTHING, state)
    crossing = Crossing(row.program.appid, day, now, after=row.loss, standing=row.standing)
    return Judgement(Outcome.CROSSED, replace(state, holds=True, crossed_on=day, judged_on=day), crossing)
