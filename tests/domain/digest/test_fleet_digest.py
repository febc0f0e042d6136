"""What changed in a fleet between two digests."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest.comparison import Entry, Kind
from bot.domain.digest.fleet_digest import FleetDigestMemory, as_told, fleet_changes
from bot.domain.fleet_row import State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version
from tests.domain.test_fleet import judgement, row
from tests.fakes.fleet import fleet_memory

_LOW, _HIGH = Decimal(0), Decimal("0.12")


def entry(loss: str | None = "0.002", state: State = State.READ, minimum: str = "3.0.0") -> Entry:
    return Entry(Version.read(minimum), Bounds(Decimal(loss), Decimal(loss)) if loss else None, state)


def kinds(before: Entry | None, after: Entry | None) -> set[Kind]:
    memories = [FleetDigestMemory.of("fleet", {"wx1": one} if one else {}) for one in (before, after)]
    return {kind for change in fleet_changes(*memories).rows for kind in change.kinds}


@st.composite
def some_entry(draw: st.DrawFn) -> Entry:
    low = draw(st.none() | st.decimals(_LOW, _HIGH, places=4))
    high = None if low is None else low + draw(st.decimals(_LOW, Decimal("0.02"), places=4))
    minimum = draw(st.sampled_from(["", "2.30.0", "3.0.0", "3.10.0"]))
    bounds = Bounds(low, high) if low is not None and high is not None else None
    return Entry(Version.read(minimum) if minimum else None, bounds, draw(st.sampled_from(list(State))))


FLEETS = st.dictionaries(st.sampled_from([f"wx{number}" for number in range(8)]), some_entry()).map(
    lambda programs: FleetDigestMemory.of("fleet", programs)
)
OPPOSITE = {
    Kind.OVER_1: Kind.UNDER_1,
    Kind.OVER_5: Kind.UNDER_5,
    Kind.LOSS_UP: Kind.LOSS_DOWN,
    Kind.RAISED: Kind.LOWERED,
    Kind.ADDED: Kind.GONE,
}
OPPOSITE |= {back: there for there, back in OPPOSITE.items()}


def between(low: str, high: str) -> Entry:
    """A loss that reaches from what was before a break to what is counted now."""
    return replace(entry(), loss=Bounds(Decimal(low), Decimal(high)))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (entry("0.0087"), between("0.0085", "0.0185"), set()),
        (between("0.0085", "0.0185"), between("0.0085", "0.0125"), set()),
        (between("0.0085", "0.0165"), entry("0.0076"), set()),
        (between("0.0085", "0.0165"), entry("0.0163"), set()),
        (between("0.0085", "0.0165"), entry("0.03"), {Kind.LOSS_UP}),
        (entry("0.015"), between("0.006", "0.015"), set()),
        (between("0.006", "0.015"), entry("0.015"), set()),
        (between("0.006", "0.0095"), entry("0.011"), {Kind.OVER_1}),
        (entry("0.011"), between("0.006", "0.0095"), {Kind.UNDER_1}),
    ],
)
def test_what_only_the_count_moved(before: Entry, after: Entry, expected: set[Kind]) -> None:
    """It is no movement, and crosses no line: a loss that may have been beyond it before did not get there now."""
    assert kinds(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (entry("0.002"), entry("0.0069"), set()),
        (entry("0.002"), entry("0.0071"), {Kind.LOSS_UP}),
        (entry("0.009"), entry("0.0101"), {Kind.OVER_1}),
        (entry("0.0101"), entry("0.01"), {Kind.UNDER_1}),
        (entry("0.002"), entry("0.06"), {Kind.LOSS_UP, Kind.OVER_1, Kind.OVER_5}),
        (entry("0.06"), entry("0.04"), {Kind.LOSS_DOWN, Kind.UNDER_5}),
        (entry(minimum="3.0.0"), entry(minimum="3.10.0"), {Kind.RAISED}),
        (entry(minimum="3.10.0"), entry(minimum="3.9.0"), {Kind.LOWERED}),
        (entry(), entry(state=State.ERROR), {Kind.UNREADABLE}),
        (entry(), entry(state=State.REVOKED), {Kind.REVOKED}),
        (entry(), entry(state=State.NOT_GRANTED), {Kind.NOT_GRANTED}),
        (entry(), entry(None, State.UNDETERMINED), {Kind.UNDETERMINED}),
        (entry(state=State.ERROR), entry(), {Kind.READABLE}),
        (entry(state=State.REVOKED), entry(), {Kind.READABLE}),
        (entry(None, State.UNDETERMINED), entry(), {Kind.READABLE}),
        (Entry(None, None, State.UNREAD), entry(), {Kind.FIRST_NUMBERS}),
        (entry(None, State.NO_DATA), entry(), {Kind.FIRST_NUMBERS}),
        (entry(), entry(None, State.NO_DATA), {Kind.NO_DATA}),
        (Entry(None, None, State.READ), entry(None), {Kind.RAISED}),
        (entry(None), Entry(None, None, State.READ), {Kind.LOWERED}),
        (None, entry(), {Kind.ADDED}),
        (entry(), None, {Kind.GONE}),
        (entry(), entry("0.06", State.UNJUDGED, "3.1.0"), set()),
        (entry(state=State.ERROR), entry(None, State.UNJUDGED), set()),
        (entry(None, State.UNJUDGED), entry("0.06"), set()),
        (entry(), entry(), set()),
    ],
)
def test_kinds(before: Entry | None, after: Entry | None, expected: set[Kind]) -> None:
    """Each change has its name, and noise has none; nothing is told by a day that is still to be judged."""
    assert kinds(before, after) == expected


@given(FLEETS, FLEETS)
def test_nothing_is_both_added_and_gone(before: FleetDigestMemory, now: FleetDigestMemory) -> None:
    """Those added were absent before, those gone are absent now; neither is listed as changed."""
    changes = fleet_changes(before, now)
    added, gone = ({row.appid for row in changes.by_kind.get(kind, ())} for kind in (Kind.ADDED, Kind.GONE))

    assert added == dict(now).keys() - dict(before).keys()
    assert gone == dict(before).keys() - dict(now).keys()
    assert all(len(row.kinds) == 1 for row in changes.rows if row.appid in added | gone)


@given(FLEETS, FLEETS)
def test_what_did_not_change_is_nowhere(before: FleetDigestMemory, now: FleetDigestMemory) -> None:
    appids = [row.appid for row in fleet_changes(before, now).rows]

    assert len(appids) == len(set(appids))
    assert not {appid for appid in appids if dict(before).get(appid) == dict(now).get(appid)}
    assert not fleet_changes(now, now).rows


@given(FLEETS, FLEETS)
def test_there_and_back(before: FleetDigestMemory, now: FleetDigestMemory) -> None:
    there = {(row.appid, kind) for row in fleet_changes(before, now).rows for kind in row.kinds if kind in OPPOSITE}
    back = {(row.appid, kind) for row in fleet_changes(now, before).rows for kind in row.kinds if kind in OPPOSITE}

    assert {(appid, OPPOSITE[kind]) for appid, kind in there} == back


def test_what_matters_most_comes_first() -> None:
    before = FleetDigestMemory.of("fleet", {f"wx{number}": entry("0.02") for number in range(5)})
    after = {
        "wx0": entry("0.03"),
        "wx1": entry("0.02", state=State.ERROR),
        "wx2": entry("0.04"),
        "wx3": entry("0.02", minimum="3.1.0"),
    }
    changes = fleet_changes(before, FleetDigestMemory.of("fleet", after))

    assert [row.appid for row in changes.rows] == ["wx1", "wx2", "wx0", "wx3", "wx4"]
    assert changes.all_named


def test_a_picture_is_of_the_newest_numbers() -> None:
    rows = [row("shop", judgement(loss="0.2")), row("new")]

    assert fleet_memory(rows, "#food") == FleetDigestMemory.of(
        "#food", {"wx-shop": entry("0.2"), "wx-new": Entry(None, None, State.UNREAD)}
    )


@pytest.mark.parametrize("told", [None, "0.002"])
def test_what_is_remembered_of_one_that_is_still_to_be_judged(told: str | None) -> None:
    before = FleetDigestMemory.of("fleet", {"wx1": entry(told)}) if told else None
    waiting = FleetDigestMemory.of("fleet", {"wx1": entry(None, State.UNJUDGED)})
    now = FleetDigestMemory.of("fleet", {"wx1": entry("0.06")})
    kinds = [each.kinds for each in fleet_changes(as_told(before, waiting), now).rows]

    assert kinds == ([(Kind.OVER_5, Kind.OVER_1, Kind.LOSS_UP)] if told else [])
