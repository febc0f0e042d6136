"""Whether an alert's condition is met. Only sound numbers are judged, and each crossing once.

**Hysteresis.** A share that wobbles around the threshold would cross it daily. So once a condition is met it is armed
again only when the share has gone back beyond a band: 0.2 points, or five percent of the threshold if that is more
(with 20 %: one point). Shares near 100 % mirror shares near 0 %, so the five percent are taken of the smaller of the
threshold and its distance to 100 %. And the band is at most half the way to 0 % (or to 100 %), else an alert on 0.1 %
could never return.

**Most of the week.** A share of a single day may be off by a fifth (see `bot.domain.numbers.comparison`). So a
condition is met, or has returned, when it is so on the new day and on more than half of the sound days of the week that
ends with it: on four of seven daily ones. Without other days that week, the new one decides. A threshold with a number
of days asks for each of the sound days among the last so many instead.

**Uncertainty.** Where a share is only known to lie between two ends, it has crossed, or returned, when both ends have:
also between those under several meanings that fit.

**Users.** A limit may be a number of users: it is the share that so many are of the users counted last. Without a count
nothing is judged.

**Breaks.** While WeChat counts otherwise than before, a share is only known to lie between what it was before and what
is counted now: it crosses or returns when both ends do. A safe minimum and a withdrawal wait for the end. One message
per break says that a condition would be met by the count alone.

**Only judged numbers.** A day that nobody judged by the present rules, or whose list is doubtful, changes nothing.

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
from bot.domain.fleet_row import ATTENTION, FleetRow, Standing
from bot.domain.numbers.comparison import WEEK, Day, sound_ones
from bot.domain.numbers.distribution import ONE, Bounds
from bot.domain.numbers.judgement import Numbers, Suspicion, spoils
from bot.domain.numbers.suspicion import WITHIN
from bot.domain.numbers.version import Version
from bot.domain.report import Report

_BAND = Decimal("0.002")
_BAND_OF_THRESHOLD = Decimal("0.05")
_COUNTED: Final = (Watched.LOSS, Watched.COVERAGE, Watched.SAFE, Watched.WITHDRAWAL)
"""What WeChat counts: the rest is true whatever it counts."""
_WAITED_OUT: Final = (Standing.DOUBTFUL, Standing.UNJUDGED, Standing.UNSETTLED)
"""A list that looks wrong for a day, is still to be judged or counted in an unknown way, neither needs attention nor
ends that."""
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
class Verdict:
    outcome: Outcome
    state: AlertState
    """The state to store; unchanged when nothing could be judged."""
    crossing: Crossing | None = None
    """With `CROSSED` and `HELD_BACK`."""


def share_of(condition: Condition, day: Day) -> Bounds | None:
    """Return the share that a condition is about, in a break from what it was before; None without one."""
    return _as_watched(condition, day.loss(condition.threshold.version)) if condition.threshold else None


def _counted(condition: Condition, day: Day) -> Bounds | None:
    losses, threshold = day.snapshot.losses, condition.threshold
    return _as_watched(condition, losses.loss(threshold.version)) if losses and threshold else None


def _before(condition: Condition, day: Day) -> Bounds | None:
    """Return the same before the break that goes on; None without one, or when unknown."""
    return _as_watched(condition, day.loss_before(condition.threshold.version)) if condition.threshold else None


def _as_watched(condition: Condition, loss: Bounds | None) -> Bounds | None:
    return loss.rest if loss and condition.watched is Watched.COVERAGE else loss


def judge(condition: Condition, day: Day, earlier: Sequence[Day], state: AlertState) -> Verdict:
    """Judge a day by a condition.

    Args:
        condition: what the alert waits for.
        day: one that no alert was judged by before.
        earlier: those of the week before, oldest first; older ones count as none.
        state: the alert's state for the program; a new `AlertState` for a new program.
    """
    condition, count = condition.among(day.snapshot.users), day.judgement.count
    if not sound(condition, day):
        return Verdict(Outcome.NOTHING, state)
    if count and count.open and condition.watched in _COUNTED and not _certain(condition, day, state):
        return _held_back(condition, day, state)
    judged = _judged(condition, day, earlier, state)
    if judged.outcome is Outcome.CROSSED and state.crossed_on == day.day:
        return Verdict(Outcome.NOTHING, state)
    return replace(judged, state=replace(judged.state, judged_on=day.day))


def _certain(condition: Condition, day: Day, state: AlertState) -> bool:
    """Return whether a condition can be judged in a break: what was before it is known, and both say the same."""
    return condition.threshold is not None and day.before is not None and _votes(condition, day, state)


def _held_back(condition: Condition, day: Day, state: AlertState) -> Verdict:
    """Return nothing, or once in a break that the condition would be met."""
    nothing, count = Verdict(Outcome.NOTHING, state), day.judgement.count
    if count is None or (state.crossed_on and state.crossed_on >= count.found.since):
        return nothing
    crossing = replace(_crossing(day), broken=count.found)
    safe, threshold, after = day.judgement.safe_today, condition.threshold, _counted(condition, day)
    if threshold and after and not state.holds and _all_hold(threshold, after):
        crossing = replace(crossing, version=threshold.version, before=_before(condition, day), after=after)
    elif condition.watched is Watched.SAFE and state.minimum and safe and safe > state.minimum:
        losses = day.snapshot.losses
        now, then = losses.loss(safe) if losses else None, day.before.loss(safe) if day.before else None
        crossing = replace(crossing, minimum_before=state.minimum, minimum_after=safe, before=then, after=now)
    else:
        return nothing
    return Verdict(Outcome.HELD_BACK, replace(state, crossed_on=day.day, judged_on=day.day), crossing)


def sound(condition: Condition, day: Day) -> bool:
    """Return whether a day may be judged: a meaning fits, it has no suspicion and no sudden fall.

    For a withdrawal condition neither a fall nor a missing newest version disqualifies it.
    """
    known, watched = day.judgement, condition.watched
    if not known.known or day.snapshot.losses is None or watched is Watched.ATTENTION:  # `judge_attention` judges that
        return False
    if condition.counts_users and day.snapshot.users is None:
        return False
    if known.count and known.count.unknown and watched in _COUNTED:
        return False
    found = set(known.suspicions)
    if watched is Watched.WITHDRAWAL:
        return not found - {Suspicion.NEWEST_MISSING}
    return known.own and not known.fell


def band(threshold: Threshold) -> Decimal:
    """How far beyond the threshold a share must go back before the alert is armed again (a fraction)."""
    share, other = threshold.share, ONE - threshold.share
    room = share if threshold.sign.upwards else other
    return min(max(_BAND, _BAND_OF_THRESHOLD * min(share, other)), room / 2)


def _judged(condition: Condition, day: Day, earlier: Sequence[Day], state: AlertState) -> Verdict:
    if condition.watched is Watched.WITHDRAWAL:
        return _withdrawal(day, earlier, state)
    if condition.watched is Watched.MINIMUM:
        previous = earlier[-1] if earlier and day.day - earlier[-1].day <= WEEK else None
        return _minimum(day, previous, state)
    if condition.watched is Watched.SAFE:
        return _safe_minimum(day, state)
    return _share(condition, day, earlier, state)


def in_question(condition: Condition, day: Day, state: AlertState) -> bool:
    """Return whether the day by its list alone may change the state, so that earlier ones must be read."""
    watched, count, safe = condition.watched, day.judgement.count, day.judgement.safe_today
    if watched in (Watched.MINIMUM, Watched.WITHDRAWAL):
        return state.minimum is None
    if watched is Watched.SAFE:
        return bool(count and count.open and safe and state.minimum and safe > state.minimum)
    return condition.threshold is not None and _votes(condition.among(day.snapshot.users), day, state)


def _share(condition: Condition, day: Day, earlier: Sequence[Day], state: AlertState) -> Verdict:
    threshold, after = condition.threshold, share_of(condition, day)
    if threshold is None or after is None or not _votes(condition, day, state):
        return Verdict(Outcome.NOTHING, state)
    known = _comparable([kept for kept in earlier if day.day - kept.day <= WEEK], day)
    against = [kept for kept in known if not _votes(condition, kept, state)]
    period = timedelta(days=threshold.days) if threshold.days else WEEK
    of_days = 1 + sum(_within(period, kept, day) for kept in known)
    on_days = of_days - sum(_within(period, kept, day) for kept in against)
    needed = of_days if threshold.days else of_days // 2 + 1
    if on_days < needed:
        return Verdict(Outcome.NOTHING, state)
    if state.holds:
        return Verdict(Outcome.RETURNED, replace(state, holds=False))
    before, count = share_of(condition, against[-1]) if against else None, day.judgement.count
    crossing = replace(_crossing(day), version=threshold.version, before=before, after=after)
    broken = count.found if count and count.open else None
    return _crossed(state, replace(crossing, on_days=on_days, of_days=of_days, broken=broken))


def _comparable(earlier: Sequence[Day], day: Day) -> Sequence[Day]:
    """Return the days that are judged beside another: what holds under each meaning is as good as one of them."""
    if day.judgement.numbers is Numbers.PROVED:
        sound_days = {each.day for each in sound_ones([*(each.snapshot for each in earlier), day.snapshot])}
        foreseen = [each for each in earlier if each.judgement.count or not _spoilt(each, day)]
        return [each for each in foreseen if each.day in sound_days]
    return [each for each in earlier if each.snapshot.losses is not None and not spoils(each.judgement.suspicions)]


def _spoilt(kept: Day, day: Day) -> bool:
    """Return whether an earlier day lies in a break that was not known then."""
    return any(each.spoils(kept.day) for each in day.judgement.breaks)


def _within(period: timedelta, kept: Day, day: Day) -> bool:
    """Return whether an earlier day is of the period that ends with the new one."""
    return day.day - kept.day < period


def _votes(condition: Condition, day: Day, state: AlertState) -> bool:
    """Return whether a day alone meets the condition or, where the condition holds, returns from it."""
    threshold, share = condition.threshold, share_of(condition, day)
    if threshold is None or share is None:
        return False
    if state.holds:
        return all(_returned(threshold, end) for end in (share.low, share.high))
    return _all_hold(threshold, share)


def _all_hold(threshold: Threshold, share: Bounds) -> bool:
    """Whether both ends of a share meet a condition."""
    return all(threshold.sign.holds(end, threshold.share) for end in (share.low, share.high))


def _returned(threshold: Threshold, share: Decimal) -> bool:
    """Whether the share is back by the whole band; then the condition no longer holds either."""
    sign, limit = threshold.sign, threshold.share
    if sign.holds(share, limit):
        return False
    return share <= limit - band(threshold) if sign.upwards else share >= limit + band(threshold)


def _minimum(day: Day, previous: Day | None, state: AlertState) -> Verdict:
    """Judge a changed minimum: each change is a crossing, and none returns."""
    now, before = day.snapshot.minimum, state.minimum or (previous.snapshot.minimum if previous else None)
    if now is None:
        return Verdict(Outcome.NOTHING, state)
    known = replace(state, minimum=now)
    if before is None or now == before:
        return Verdict(Outcome.NOTHING, known)
    return _changed(day, known, before, now)


def _safe_minimum(day: Day, state: AlertState) -> Verdict:
    """Judge the highest safe minimum: a crossing for each version above all that were safe before, and none returns.

    The first one seen is not new. One that is lost and comes back was reported before.
    """
    now, before = day.judgement.safe, state.minimum
    if now is None or (before is not None and now <= before):
        return Verdict(Outcome.NOTHING, state)
    known = replace(state, minimum=now)
    return Verdict(Outcome.NOTHING, known) if before is None else _changed(day, known, before, now)


def is_safe(version: Version, report: Report) -> bool:
    """Return whether an alert on the safe minimum would say by now that a version is safe; in a break, also before."""
    if not report.judgement.decides or not sound(Condition(Watched.SAFE), Day(report.snapshot)):
        return False
    kept = (report.safe_minimum, report.safe_today)
    return all(each is not None and each >= version for each in kept)


def _changed(day: Day, state: AlertState, before: Version, after: Version) -> Verdict:
    loss = day.snapshot.losses.loss(after) if day.snapshot.losses else None
    crossing = replace(_crossing(day), after=loss, minimum_before=before, minimum_after=after)
    return Verdict(Outcome.CROSSED, replace(state, crossed_on=day.day), crossing)


def _withdrawal(day: Day, earlier: Sequence[Day], state: AlertState) -> Verdict:
    """Judge a withdrawal: one over several days counts once, and ends when nothing fell within three days."""
    fallen, distribution = day.judgement.fall, day.snapshot.distribution
    if fallen is None and not any(day.day - each.day <= WITHIN for each in earlier):
        return Verdict(Outcome.NOTHING, state)
    if fallen is None:
        return Verdict(Outcome.RETURNED if state.holds else Outcome.NOTHING, replace(state, holds=False))
    if state.holds or distribution is None:
        return Verdict(Outcome.NOTHING, state)
    before, after = Bounds(fallen.before, fallen.before), distribution.coverage(fallen.version)
    crossing = replace(_crossing(day), version=fallen.version, before=before, after=after)
    return _crossed(state, replace(crossing, since=fallen.since))


def _crossing(day: Day) -> Crossing:
    snapshot = day.snapshot
    return Crossing(snapshot.appid, snapshot.day, snapshot.taken_at, users=snapshot.users)


def _crossed(state: AlertState, crossing: Crossing) -> Verdict:
    return Verdict(Outcome.CROSSED, replace(state, holds=True, crossed_on=crossing.day), crossing)


def judge_attention(row: FleetRow, state: AlertState, *, day: date, now: datetime) -> Verdict:
    """Judge a program as it stands in the fleet's overview: a blocked one has no new snapshot.

    Args:
        day: today in China.
    """
    needed, count = row.standing in ATTENTION, row.judgement.count if row.judgement else None
    if row.standing in _WAITED_OUT or (count and count.open and not needed):  # what was met before a break stays met
        return Verdict(Outcome.NOTHING, state)
    if needed and row.standing is Standing.ERROR and (row.failing_since is None or now - row.failing_since < FAILING):
        return Verdict(Outcome.NOTHING, state)
    if state.holds and not needed:
        return Verdict(Outcome.RETURNED, replace(state, holds=False, judged_on=day))
    if state.holds or not needed or state.crossed_on == day:
        return Verdict(Outcome.NOTHING, state)
    crossing = Crossing(row.program.appid, day, now, after=row.loss, standing=row.standing)
    return Verdict(Outcome.CROSSED, replace(state, holds=True, crossed_on=day, judged_on=day), crossing)
