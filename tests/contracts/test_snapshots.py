"""Promises of `bot.ports.numbers.Snapshots`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.numbers.course import judge_all
from bot.domain.numbers.snapshot import KnownLoss, Snapshot, Visible, loss_at
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Reading, Reason, Scale, Version
from tests.contracts.conftest import Stores

DAY = date(2026, 11, 2)
PROVED = Reading(Meaning.SHARE, Scale.PERCENT, Reason.ADDS_UP, Decimal("1.0002"))
UNPROVED = Reading(Meaning.UNDETERMINED, Scale.FRACTION, Reason.FITS_NOTHING, Decimal("0.54"))
FEED = Feed.of("3.0.0", (FeedItem("3.0.1", Decimal("12.50")), FeedItem("初始值", Decimal("87.52"))))
HALVES = Feed.of("3.0.0", (FeedItem("3.1.0", Decimal(50)), FeedItem("3.0.1", Decimal(50))))
A_DAY = timedelta(days=1)


def snapshot(appid: str = "wx1", day: date = DAY, reading: Reading = PROVED) -> Snapshot:
    """A snapshot of a day, taken at some odd moment."""
    return Snapshot(Visible(appid), day, datetime(2026, 11, 2, 3, 4, 5, 678901, UTC), FEED, reading)


def judged(*days: Snapshot) -> Snapshot:
    """The newest of these days of a program, oldest first, as it is judged."""
    return judge_all(days)[-1]


async def test_gives_back_what_was_saved(stores: Stores) -> None:
    await stores.snapshots.save("T1", [snapshot()])

    kept = await stores.snapshots.on("T1", Visible("wx1"), DAY)
    assert kept == snapshot()
    assert kept is not None
    assert [str(item.value) for item in kept.feed.items] == ["12.50", "87.52"]


async def test_saving_nothing_is_fine(stores: Stores) -> None:
    await stores.snapshots.save("T1", [])

    assert await stores.snapshots.latest("T1", Visible("wx1")) is None


async def test_saves_more_than_one_batch(stores: Stores) -> None:
    await stores.snapshots.save("T1", [snapshot(f"wx{number}") for number in range(250)])

    appids = [Visible(f"wx{number}") for number in range(250)]
    assert await stores.snapshots.last_days("T1", appids, before=date.max) == dict.fromkeys(appids, DAY)
    assert await stores.snapshots.latest("T1", Visible("wx249")) == snapshot("wx249")


async def test_latest_is_the_newest_day(stores: Stores) -> None:
    await stores.snapshots.save("T1", [snapshot(), snapshot(day=DAY - timedelta(days=7)), snapshot("wx2")])

    assert await stores.snapshots.latest("T1", Visible("wx1")) == snapshot()
    assert await stores.snapshots.latest("T1", Visible("wx3")) is None


async def test_those_of_some_days(stores: Stores) -> None:
    days = [DAY + ago * A_DAY for ago in (-14, -9, -8, -1, 0, 3, 8)]
    await stores.snapshots.save("T1", [*(snapshot(day=day) for day in days), snapshot("wx2", DAY - 2 * A_DAY)])
    found = await stores.snapshots.those("T1", Visible("wx1"), [DAY, DAY - 2 * A_DAY, DAY - 9 * A_DAY])

    assert [each.day for each in found] == [DAY - 9 * A_DAY, DAY]
    assert not await stores.snapshots.those("T1", Visible("wx1"), [])
    assert not await stores.snapshots.those("T1", Visible("wx3"), [DAY])


async def test_since_without_what_is_known(stores: Stores) -> None:
    await stores.snapshots.save("T1", [snapshot(day=DAY + number * A_DAY) for number in range(4)])
    found = await stores.snapshots.since("T1", Visible("wx1"), DAY, without=[DAY, DAY + 2 * A_DAY])

    assert [each.day for each in found] == [DAY + A_DAY, DAY + 3 * A_DAY]


async def test_since_counts_its_own_day_and_goes_forward(stores: Stores) -> None:
    days = [DAY + timedelta(days=days) for days in (3, -1, 0, 1)]
    await stores.snapshots.save("T1", [snapshot(day=day) for day in days])

    found = await stores.snapshots.since("T1", Visible("wx1"), DAY)
    assert [kept.day for kept in found] == [DAY, DAY + timedelta(days=1), DAY + timedelta(days=3)]


async def test_since_ends_with_the_day_named(stores: Stores) -> None:
    days = [DAY + timedelta(days=days) for days in range(-1, 3)]
    await stores.snapshots.save("T1", [snapshot(day=day) for day in days])
    until = DAY + timedelta(days=1)

    assert [kept.day for kept in await stores.snapshots.since("T1", Visible("wx1"), DAY, until=until)] == [DAY, until]
    assert (await stores.snapshots.taken("T1", Visible("wx1"), since=DAY, until=until)).keys() == {DAY, until}


async def test_on_finds_only_that_day(stores: Stores) -> None:
    await stores.snapshots.save("T1", [snapshot()])

    assert await stores.snapshots.on("T1", Visible("wx1"), DAY + timedelta(days=1)) is None


async def test_the_newest_proved_reading_counts(stores: Stores) -> None:
    other = Reading(Meaning.BELOW, Scale.FRACTION, Reason.NEVER_FALLS, Decimal("2.59"), contradicts=Meaning.SHARE)
    await stores.snapshots.save(
        "T1",
        [
            snapshot(day=DAY - timedelta(days=2)),
            snapshot(day=DAY - timedelta(days=1), reading=other),
            snapshot(reading=UNPROVED),
            snapshot("wx2", reading=UNPROVED),
            snapshot("wx3"),
            snapshot("wx4"),
            snapshot("wx5", reading=replace(PROVED, reason=Reason.PINNED)),
        ],
    )

    assert await stores.snapshots.proved_readings(
        "T1", [Visible("wx1"), Visible("wx2"), Visible("wx3"), Visible("wx5")]
    ) == {"wx1": other, "wx3": PROVED}
    assert await stores.snapshots.proved_readings("T1", []) == {}


async def test_proved_readings_of_a_whole_fleet(stores: Stores) -> None:
    appids = [Visible(f"wx{number}") for number in range(1100)]
    await stores.snapshots.save("T1", [snapshot(appid) for appid in appids])

    assert await stores.snapshots.proved_readings("T1", appids) == dict.fromkeys(appids, PROVED)


async def test_another_workspace_sees_nothing(stores: Stores) -> None:
    await stores.snapshots.save("T1", [snapshot()])

    assert await stores.snapshots.latest("T2", Visible("wx1")) is None
    assert await stores.snapshots.on("T2", Visible("wx1"), DAY) is None
    assert await stores.snapshots.since("T2", Visible("wx1"), DAY) == []
    assert await stores.snapshots.proved_readings("T2", [Visible("wx1")]) == {}


DECIMALS = st.decimals(Decimal("1E-30"), Decimal("1E+7")) | st.sampled_from(
    [Decimal("1E+5"), Decimal("1E-30"), Decimal(0), Decimal("0.10"), Decimal("1.2300")]
)
# Any text: JSON from outside may hold a NUL or half a surrogate pair, and no database would take either as it is.
TEXTS = st.text(st.characters(categories=["L", "N", "P", "S", "Z", "C"]))
FEEDS = st.builds(Feed.of, TEXTS, st.lists(st.builds(FeedItem, TEXTS, DECIMALS), max_size=5).map(tuple))
READINGS = st.builds(
    Reading, st.sampled_from(Meaning), st.sampled_from(Scale), st.sampled_from(Reason), DECIMALS, st.none()
)


# The function's fixture is shared by all examples: each overwrites the day of the one before.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(feed=FEEDS, reading=READINGS)
async def test_any_feed_comes_back_as_it_was(stores: Stores, feed: Feed, reading: Reading) -> None:
    await stores.snapshots.save("T1", [replace(snapshot(reading=reading), feed=feed)])

    kept = await stores.snapshots.on("T1", Visible("wx1"), DAY)
    assert kept is not None
    assert kept.feed == feed
    assert kept.reading == reading
    assert [str(item.value) for item in kept.feed.items] == [str(item.value) for item in feed.items]


async def test_newest_of_many_programs(stores: Stores) -> None:
    for appid, days in {"wx1": (0, 1, 3), "wx2": (2,), "wx3": (0,)}.items():
        kept = [replace(snapshot(), appid=Visible(appid), day=DAY - timedelta(days=ago)) for ago in days]
        await stores.snapshots.save("T1", kept)
    await stores.snapshots.save("T2", [replace(snapshot(), appid=Visible("wx3"), day=DAY - timedelta(days=1))])

    newest = await stores.snapshots.newest(
        "T1", [Visible("wx1"), Visible("wx2"), Visible("wx3"), Visible("wx4")], before=DAY
    )
    assert {appid: (DAY - found.day).days for appid, found in newest.items()} == {"wx1": 1, "wx2": 2}
    assert newest["wx1"] == replace(snapshot(), appid=Visible("wx1"), day=DAY - timedelta(days=1))
    assert await stores.snapshots.newest("T1", [], before=DAY) == {}


async def test_judgements_are_of_the_newest_snapshots(stores: Stores) -> None:
    older, newest, other = (
        snapshot(),
        replace(snapshot(day=DAY + A_DAY), feed=HALVES),
        snapshot("wx2", reading=UNPROVED),
    )
    await stores.snapshots.save("T1", [newest, other])
    await stores.snapshots.save("T1", [older])

    both = {"wx1": judged(older, newest).judgement, "wx2": judged(other).judgement}
    assert await stores.snapshots.judgements("T1", [Visible("wx1"), Visible("wx2"), Visible("wx3")]) == both
    assert await stores.snapshots.judgements("T2", [Visible("wx1")]) == {}

    replaced = replace(newest, feed=FEED)
    await stores.snapshots.save("T1", [replaced])
    expected = {"wx1": judged(older, replaced).judgement}
    assert await stores.snapshots.judgements("T1", [Visible("wx1")]) == expected


async def test_the_day_that_is_compared_with(stores: Stores) -> None:
    """The newest sound one up to a day, else the newest one; at most three days earlier."""
    days = [replace(snapshot(day=DAY + number * A_DAY), feed=HALVES) for number in range(3)]
    days[1:] = [replace(each, feed=FEED) for each in days[1:]]  # an unsound list
    await stores.snapshots.save("T1", [*days, snapshot("wx2", DAY)])
    both = [Visible("wx1"), Visible("wx2"), Visible("wx3")]
    first, last, other = judged(days[0]).judgement, judged(*days).judgement, judged(snapshot("wx2")).judgement
    assert [first.sound, last.sound, other.sound] == [True, False, False]

    expected = {0: {"wx1": first, "wx2": other}, 3: {"wx1": first, "wx2": other}, 4: {"wx1": last}, -1: {}, 6: {}}
    for number, found in expected.items():
        assert await stores.snapshots.judgements("T1", both, up_to=DAY + number * A_DAY) == found
    assert await stores.snapshots.judgements("T2", both, up_to=DAY) == {}


async def test_a_day_without_data_is_compared_with(stores: Stores) -> None:
    """It stands for itself, though a sound one is near; a doubtful one after it does not."""
    none = replace(snapshot().reading, meaning=Meaning.NO_DATA)
    days = [snapshot(day=DAY + number * A_DAY) for number in range(3)]
    days[0] = replace(days[0], feed=HALVES)
    days[1] = replace(days[1], feed=Feed.of("3.0.0", ()), reading=none)
    days[2] = replace(days[2], feed=FEED)
    await stores.snapshots.save("T1", days)
    found = await stores.snapshots.judgements("T1", [Visible("wx1")], up_to=DAY + 3 * A_DAY)

    assert [each.day for each in found.values()] == [DAY + A_DAY]


async def test_losses_are_of_the_newest_snapshots(stores: Stores) -> None:
    version = Version.parse("3.1.0")
    older, newest, other = (
        snapshot(),
        replace(snapshot(day=DAY + A_DAY), feed=HALVES),
        snapshot("wx2", reading=UNPROVED),
    )
    await stores.snapshots.save("T1", [newest, other])
    await stores.snapshots.save("T1", [older])
    await stores.snapshots.save("T2", [snapshot(day=DAY + 2 * A_DAY)])

    expected = {"wx1": loss_at(judged(older, newest), version), "wx2": KnownLoss(Version.parse("3.0.0"), None)}
    assert await stores.snapshots.losses("T1", [Visible("wx1"), Visible("wx2"), Visible("wx3")], version) == expected

    replaced = replace(newest, feed=FEED)
    await stores.snapshots.save("T1", [replaced])
    known = {"wx1": loss_at(judged(older, replaced), version)}
    assert await stores.snapshots.losses("T1", [Visible("wx1")], version) == known


async def test_judgements_and_losses_of_a_fleet(stores: Stores) -> None:
    version = Version.parse("3.1.0")
    fleet = [snapshot(f"wx{number}", reading=UNPROVED if number % 2 else PROVED) for number in range(1100)]
    await stores.snapshots.save("T1", fleet)
    appids = [each.appid for each in fleet]

    fleet = [judged(each) for each in fleet]

    assert await stores.snapshots.judgements("T1", appids) == {each.appid: each.judgement for each in fleet}
    losses = await stores.snapshots.losses("T1", appids, version)
    assert losses == {each.appid: loss_at(each, version) for each in fleet}


VERSIONS = st.lists(st.integers(0, 9), min_size=1, max_size=4).map(lambda parts: Version(tuple(parts)))
AMOUNTS = st.decimals(0, 120, places=4) | st.integers(0, 100).map(Decimal)
LISTS = st.lists(st.builds(FeedItem, VERSIONS.map(str) | st.just("初始值"), AMOUNTS), max_size=12).map(tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    feed=st.builds(Feed.of, VERSIONS.map(str) | st.just(""), LISTS),
    meaning=st.sampled_from(Meaning),
    scale=st.sampled_from(Scale),
    version=VERSIONS,
)
async def test_what_is_kept_beside_any_feed_is_what_it_says(
    stores: Stores, feed: Feed, meaning: Meaning, scale: Scale, version: Version
) -> None:
    found = judged(replace(snapshot(), feed=feed, reading=replace(PROVED, meaning=meaning, scale=scale)))
    (kept,) = await stores.snapshots.save("T1", [found])

    assert kept.judgement == found.judgement
    assert await stores.snapshots.judgements("T1", [Visible("wx1")]) == {"wx1": found.judgement}
    for question in (version, *(listed for listed, _ in feed.versions)):
        assert await stores.snapshots.losses("T1", [Visible("wx1")], question) == {"wx1": loss_at(found, question)}


async def test_last_days_are_those_before_a_day(stores: Stores) -> None:
    days = [DAY - timedelta(days=back) for back in (0, 1, 9)]
    await stores.snapshots.save("T1", [snapshot("wx1", day) for day in days])
    await stores.snapshots.save("T1", [snapshot("wx2", days[2]), snapshot("wx3", DAY)])
    await stores.snapshots.save("T2", [snapshot("wx4", days[1])])
    many = [Visible(f"wx{number}") for number in range(1200)]

    found = await stores.snapshots.last_days("T1", many, before=DAY)

    assert found == {"wx1": days[1], "wx2": days[2]}


async def test_recent_days_of_many_programs(stores: Stores) -> None:
    appids = [Visible(f"wx{number}") for number in range(150)]
    days = [DAY - timedelta(days=back) for back in (4, 3, 1, 0)]
    await stores.snapshots.save("T1", [snapshot(appid, day) for appid in appids for day in reversed(days)])
    await stores.snapshots.save("T1", [snapshot("old", days[0]), snapshot("new", DAY)])
    await stores.snapshots.save("T2", [snapshot("other", days[1])])

    found = await stores.snapshots.recent(
        "T1", [*appids, Visible("old"), Visible("new"), Visible("other")], since=days[1], before=DAY
    )

    assert found == {appid: [snapshot(appid, days[1]), snapshot(appid, days[2])] for appid in appids}
    assert await stores.snapshots.recent("T1", [], since=days[0], before=DAY) == {}


async def test_when_snapshots_were_taken(stores: Stores) -> None:
    day = DAY - timedelta(days=1)
    older = replace(snapshot(day=day), taken_at=snapshot().taken_at - timedelta(days=1))
    await stores.snapshots.save("T1", [older, snapshot(), snapshot(day=DAY - timedelta(days=2)), snapshot("wx2")])
    await stores.snapshots.save("T2", [snapshot(day=DAY + timedelta(days=1))])
    assert await stores.snapshots.taken("T1", Visible("wx1"), since=day) == {
        day: older.taken_at,
        DAY: snapshot().taken_at,
    }

    newer = replace(snapshot(), taken_at=snapshot().taken_at + timedelta(microseconds=1))
    await stores.snapshots.save("T1", [newer])
    assert await stores.snapshots.taken("T1", Visible("wx1"), since=DAY) == {DAY: newer.taken_at}
    assert await stores.snapshots.taken("T1", Visible("wx9"), since=DAY) == {}


async def test_who_imported_it(stores: Stores) -> None:
    imported = replace(snapshot(), imported_by="U0ALICE")
    await stores.snapshots.save("T1", [imported])
    assert await stores.snapshots.newest("T1", [Visible("wx1")], before=date.max) == {"wx1": imported}

    await stores.snapshots.save("T1", [snapshot()])
    assert await stores.snapshots.latest("T1", Visible("wx1")) == snapshot()


async def test_nothing_imported_replaces_wechats_own(stores: Stores) -> None:
    """A reading that lands between an import's look at what is there and its end stays, and what is judged by it."""
    before, after = snapshot(), snapshot(day=DAY + A_DAY)
    await stores.snapshots.save("T1", [before])
    late = replace(snapshot(), feed=HALVES, imported_by="U0ALICE", taken_at=before.taken_at + timedelta(seconds=1))
    await stores.snapshots.save("T1", [late, replace(late, day=after.day)])

    assert await stores.snapshots.on("T1", Visible("wx1"), DAY) == judged(before)
    newest = (await stores.snapshots.newest("T1", [Visible("wx1")], before=date.max))["wx1"]
    expected = judged(before, replace(late, day=after.day))
    assert (newest, newest.judgement) == (expected, expected.judgement)


async def test_a_reading_under_way_replaces_an_import(stores: Stores) -> None:
    read = replace(snapshot(), feed=HALVES)
    await stores.snapshots.save("T1", [replace(snapshot(), imported_by="U0ALICE", taken_at=read.taken_at + A_DAY / 24)])
    await stores.snapshots.save("T1", [read])

    assert await stores.snapshots.latest("T1", read.appid) == judged(read)


async def test_an_import_of_the_same_instant(stores: Stores) -> None:
    read = replace(snapshot(), feed=HALVES)
    await stores.snapshots.save("T1", [read])
    await stores.snapshots.save("T1", [replace(snapshot(), imported_by="U0ALICE")])
    version = Version.parse("3.1.0")
    found = await stores.snapshots.losses("T1", [read.appid], version)

    assert found == {read.appid: loss_at(judged(read), version)}
