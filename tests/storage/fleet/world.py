"""A fleet of 3,000 programs of all states, the same in every run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Final

from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot, Users, Visible
from bot.domain.numbers.version import Feed, FeedItem
from bot.domain.programs import AuthStatus, imported_program
from bot.ports.programs import KeptProgram, Labels
from bot.ports.slack import Workspace
from bot.ports.sweep import ReadFailure
from bot.wiring.core import Core
from bot.wiring.routines import judge_again
from tests.domain.break_world import days
from tests.domain.build import EITHER_WAY, FITS_NOTHING, TODAY, feed_of

TEAM: Final = "T1"
NOW: Final = datetime.combine(TODAY, time(4), UTC)
SIZE: Final = 3_000
CHANNEL: Final = "C1"
SETTINGS: Final = f"shop=wx{7:016x},teahouse=wx{SIZE + 1:016x},alias-5=wx{SIZE + 2:016x},名字=wx{11:016x}"
"""The programs of the settings: two that are kept, too, and an alias that the list has as well."""
_WORDS: Final = (
    "云上商城",
    "奶茶",
    "Tea",
    "tea house",
    "Bakery",
    "Café",
    "书店 №1",
    "Ｓｈｏｐ",
    "<!channel>",
    "“Quoted”",
)
_TAGS: Final = ("food", "Food", "零售", "travel", "Ｇａｍｅｓ", "night shift")
_MINIMUMS: Final = ("", "2.10.4", "3.0.0", "3.0.0", "3.1.2", "3.2.0.1", "3.4", "未知")
_FAILURES: Final = ("wechat-busy", "wechat-refused", "wechat-unreachable", "no-longer-known")
_DAY: Final = timedelta(days=1)
_SAVED_AT_ONCE: Final = 500


def appid_of(number: int) -> Visible:
    return Visible(f"wx{number:016x}")


async def fill(core: Core, size: int = SIZE) -> None:
    """Keep the fleet and all that is known of it, through the bot's own repositories."""
    kept, draw = core.repositories, Random(34)  # noqa: S311  # the same fleet in every run
    await kept.workspaces.put(Workspace(TEAM, "Team", "U0BOT"))
    await kept.kept_programs.put(TEAM, [_program(number, draw) for number in range(size)])
    imported = [imported_program(f"App {number}") for number in range(8)]
    await kept.kept_programs.put(TEAM, [KeptProgram(each.appid, each.nickname) for each in imported])
    for number in draw.sample(range(size), 40 * size // SIZE):
        alias = draw.choice(("", f"Named {number}", f"list {number + 1}"))
        tags = tuple(sorted(set(draw.choices(("food", "零售", "vip"), k=draw.randrange(3)))))
        await kept.labels.put(TEAM, appid_of(number), Labels(alias, tags))
    for number in draw.sample(range(size), 90 * size // SIZE):
        status = draw.choice((AuthStatus.REVOKED, AuthStatus.NOT_GRANTED))
        await kept.kept_programs.set_status(TEAM, appid_of(number), status, now=NOW)
    for number in draw.sample(range(size), 60 * size // SIZE):
        channels = draw.choice(([CHANNEL], ["C2"], [CHANNEL, "C2"]))
        await kept.access_rules.restrict(TEAM, appid_of(number), channels)
    numbers = (*range(size), *range(SIZE, SIZE + 3))
    snapshots = _snapshots([*map(appid_of, numbers), *(each.appid for each in imported)], draw)
    for at in range(0, len(snapshots), _SAVED_AT_ONCE):
        await kept.snapshots.save(TEAM, snapshots[at : at + _SAVED_AT_ONCE])
    failures = [_failure(number, draw) for number in draw.sample(range(size), 160 * size // SIZE)]
    await kept.read_failures.note(TEAM, failures)


async def count_users(core: Core, size: int = SIZE) -> None:
    """Count the users of most programs: on some days, also long ago, or in vain."""
    draw, counts = Random(36), core.repositories.user_counts  # noqa: S311  # as above
    for ago in (0, 1, 2, 9, 14, 15, 40):
        day, some = TODAY - ago * _DAY, draw.sample(range(size), size // 3)
        counted: dict[str, Users] = {
            appid_of(each): Users(day, draw.randrange(1, 10 ** draw.randrange(1, 10))) for each in some
        }
        await counts.save(TEAM, day, counted, {appid_of(each): "empty" for each in draw.sample(range(size), 9)})


async def publish(core: Core, factor: float) -> None:
    """Publish WeChat's numbers, the higher factor later; from 2.4 on they show a break. All is judged by them."""
    later = timedelta(minutes=factor)
    await core.repositories.public_snapshots.save(
        *(
            PublicSnapshot(each.day, each.taken_at, each.taken_at + later, each.distribution)
            for each in days(factor)
            if each.distribution
        )
    )
    await judge_again(core)(now=NOW)


async def change(core: Core) -> None:
    """What a day brings: revocations, numbers, labels and restrictions."""
    kept, draw = core.repositories, Random(35)  # noqa: S311  # as above
    for number in draw.sample(range(SIZE), 20):
        await kept.kept_programs.set_status(TEAM, appid_of(number), AuthStatus.REVOKED, now=NOW)
    for number in draw.sample(range(SIZE), 12):
        await kept.access_rules.restrict(TEAM, appid_of(number), draw.choice(([], ["C2"])))
        await kept.labels.put(TEAM, appid_of(number), Labels(f"new {number}", ("vip",)))
    feeds = _feeds(draw)
    chosen = draw.sample(range(SIZE), 150)
    await kept.snapshots.save(TEAM, [_snapshot(appid_of(number), 0, draw.choice(feeds), draw) for number in chosen])
    await kept.read_failures.note(TEAM, [_failure(number, draw) for number in draw.sample(range(SIZE), 30)])
    await kept.kept_programs.remove(TEAM, appid_of(100))
    await kept.kept_programs.put(TEAM, [KeptProgram(appid_of(SIZE + 50), "Newcomer", listed_tags=("new",))])


def _program(number: int, draw: Random) -> KeptProgram:
    nickname = f"{draw.choice(_WORDS)} {draw.randrange(SIZE // 2)}" if draw.random() < 0.95 else ""
    alias = draw.choice(("", "", "", f"list {number}", f"alias-{number % 40}"))
    tags = tuple(dict.fromkeys(draw.choices(_TAGS, k=draw.randrange(4))))
    return KeptProgram(
        appid_of(number), nickname, permission_sets=frozenset({18}), listed_alias=alias, listed_tags=tags
    )


def _failure(number: int, draw: Random) -> ReadFailure:
    since = NOW - timedelta(hours=draw.randrange(24 * 20))
    params = {"code": draw.choice((40001, 61003, 85064))}
    return ReadFailure(appid_of(number), draw.choice(_FAILURES), params, since, since + timedelta(hours=1))


def _snapshots(appids: Sequence[Visible], draw: Random) -> list[Snapshot]:
    """Of most programs a newest one, often one of a week before, and one of before the break."""
    feeds, found = _feeds(draw), list[Snapshot]()
    for appid in appids:
        if draw.random() < 0.04:
            continue
        newest = draw.choice((0, 0, 0, 0, 1, 2, 9, 40))
        found.append(_snapshot(appid, newest, draw.choice(feeds), draw))
        if draw.random() < 0.6:
            found.append(_snapshot(appid, newest + draw.choice((6, 7, 8)), draw.choice(feeds), draw))
        if draw.random() < 0.7:
            before = replace(found[-1], day=TODAY - (26 + draw.randrange(3)) * _DAY)
            found.append(replace(before, feed=draw.choice((before.feed, draw.choice(feeds)))))
    return [replace(each, reading=read_meaning(each.feed)) for each in found]


def _snapshot(appid: Visible, ago: int, feed: Feed, draw: Random) -> Snapshot:
    day = TODAY - ago * _DAY
    feed = replace(feed, minimum=draw.choice(_MINIMUMS))
    return Snapshot(appid, day, datetime.combine(day, time(3), UTC), feed, read_meaning(feed))


def _feeds(draw: Random) -> list[Feed]:
    """Shares, with users lacking or counted twice, cumulative ones, either-way ones, and useless ones."""
    found = [_shares(draw) for _ in range(90)] + [_cumulative(draw) for _ in range(20)]
    either = [feed_of(EITHER_WAY), feed_of({"3.0.0": "0.002", "3.1.0": "0.004", "3.2.0": "0.5", "3.3.0": "0.7"})]
    useless = [feed_of(FITS_NOTHING), feed_of({"3.0.0": "0", "3.1.0": "0"}), feed_of({})]
    return found + either * 4 + useless * 3


def _listed(draw: Random) -> list[str]:
    """Some versions, oldest first; now and then one is withdrawn."""
    all_of = ["2.9.0", "2.10.4", "2.30.0", "3.0.0", "3.0.1", "3.1.2", "3.2.0", "3.3", "3.4.0", "3.4.0.7", "3.5.0"]
    return [each for each in all_of if draw.random() < 0.8] or all_of


def _weights(labels: Sequence[str], draw: Random) -> list[Decimal]:
    """Percents that add up, most of the users on the newest."""
    digits = Decimal(draw.choice(("0.01", "0.0001", "0.00000001")))
    olds = [(Decimal(draw.random()) ** 3 * draw.choice((1, 1, 4))).quantize(digits) for _ in labels[:-1]]
    return [*olds, 100 - sum(olds, Decimal(0))]


def _shares(draw: Random) -> Feed:
    labels = _listed(draw)
    values = _weights(labels, draw)
    values[-1] += Decimal(draw.choice(("0", "0", "0", "-3.5", "-0.4", "1.25", "-0.05")))
    items = [*zip(labels, values, strict=True), *([("初始值", Decimal("0.3"))] if draw.random() < 0.2 else [])]
    return Feed.of("", tuple(FeedItem(*item) for item in items))


def _cumulative(draw: Random) -> Feed:
    labels = _listed(draw)
    values = _weights(labels, draw)
    if draw.random() < 0.5:
        return Feed.of("", tuple(map(FeedItem, labels, accumulate(values))))
    return Feed.of("", tuple(map(FeedItem, labels, accumulate(values, initial=Decimal(0)))))
