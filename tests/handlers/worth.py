"""A program's days as an office has kept and judged them, and what its answers and alerts say of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.blocks.kit.elements import Message
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.programs import imported_program
from bot.domain.report import Report
from tests.fakes.public import FakePublicSource
from tests.handlers.context import CHANNEL, SHOP, TEAM, Office

DAY: Final = timedelta(days=1)
FULL: Final = {"3.0.0": "2.5", "3.5.0": "27.5", "3.8.0": "40", "3.9.0": "30"}
FEW_OLD: Final = {"3.0.0": "1.5", "3.5.0": "28.5", "3.8.0": "40", "3.9.0": "30"}
WITHOUT_NEWEST: Final = {"3.0.0": "0.6", "3.5.0": "39.4", "3.8.0": "60"}
COSTS: Final = ("safe_minimum_of", "safe_minimum_99", "safe_minimum_99_loss_percent")
MALL: Final = imported_program("mall")


def at(day: date) -> datetime:
    """An hour past noon in China, when the day's numbers were read."""
    return datetime.combine(day, time(5), UTC)


def public(kept: Sequence[Snapshot]) -> list[PublicSnapshot]:
    taken = [(each, at(each.day) - timedelta(hours=1)) for each in kept]
    return [PublicSnapshot(each.day, when, when, each.distribution) for each, when in taken if each.distribution]


def with_minimum(kept: Sequence[Snapshot], minimum: Callable[[date], str]) -> list[Snapshot]:
    return [replace(each, feed=replace(each.feed, minimum=minimum(each.day))) for each in kept]


async def opened(*kept: Snapshot, public: Sequence[PublicSnapshot] = ()) -> Office:
    """Shop's days, as read each noon; it is one, or three, on the last of them."""
    office = Office(public_source=FakePublicSource(public[-1]) if public else None)
    await office.install()
    if public:
        await office.public_snapshots.save(*public)
    await keep(office, kept)
    await office.ask("programs tag shop food")
    return office


async def keep(office: Office, kept: Sequence[Snapshot], appid: Visible = SHOP.appid) -> None:
    """Keep a program's days; it is an hour past noon on the last of them."""
    await office.repositories.snapshots.save(TEAM, [replace(each, appid=appid) for each in kept])
    office.source.set(appid, kept[-1].feed)
    office.clock.set(at(kept[-1].day))


async def shown(office: Office) -> Report:
    return await office.usecases.read_report(TEAM, SHOP, now=await office.clock.now())


def said(message: Message) -> str:
    return " | ".join([message.text, *strings(message.blocks)])


def strings(part: object) -> Iterator[str]:
    """Each text of a part, and of those in it."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for name, each in part.items():
            if name not in ("type", "action_id", "block_id", "value"):
                yield from strings(each)
    elif isinstance(part, Sequence):
        for each in part:
            yield from strings(each)


async def crossed(office: Office, appid: Visible = SHOP.appid) -> dict[str, date]:
    """By each alert of the channel, the day on which it was sent last."""
    alerts = await office.repositories.alerts.of_channel(TEAM, CHANNEL)
    states = await office.repositories.judgements.states(TEAM, [each.id for each in alerts], [appid])
    words = {each.id: each.condition.words for each in alerts}
    return {words[alert]: found.crossed_on for (alert, _), found in states.items() if found.crossed_on}


async def day_by_day(office: Office, kept: Sequence[Snapshot]) -> list[date]:
    """The days on which an alert is sent, while somebody asks each day."""
    sent = set[date]()
    for each in kept:
        office.clock.set(at(each.day))
        office.source.set(SHOP.appid, each.feed)
        await office.ask("report shop")
        sent |= set((await crossed(office)).values())
    return sorted(sent)
