"""A fleet of 3,000 is answered as it was when Python still read, sorted and counted every program of it.

Each engine is asked a fifth of the questions, and every question with `--whole`.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import pytest
import sqlalchemy

from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.blocks.fleet import fleet_message, fleet_raise_message, tags_message
from bot.blocks.fleet_text import fleet_csv, fleet_raise_csv
from bot.blocks.kit.elements import Message
from bot.blocks.programs import program_options
from bot.domain.access import Role, Viewpoint
from bot.domain.delivery import Delivery, DeliveryState, Schedule
from bot.domain.digest.comparison import Entry
from bot.domain.digest.subscription import Scope, Subscription
from bot.domain.fleet import Filter, Sort, Verdict
from bot.domain.fleet_row import WHOLE
from bot.domain.numbers.version import Version
from bot.errors import BotError
from bot.export.fleet_json import fleet_json, fleet_raise_json
from bot.i18n import texts_for
from bot.settings import Settings
from bot.usecases.digest.compose_fleet import changes_of_digest, compose_fleet_digest
from bot.usecases.fleet import fleet_parts, raise_every, raise_fleet, raise_parts, read_fleet
from bot.usecases.programs.choose import list_programs
from bot.wiring.core import Core, open_core
from tests.blocks.checks import UPDATE, assert_lines, assert_text
from tests.fakes.deliveries import FakeDeliveries
from tests.storage.fleet.world import CHANNEL, NOW, SETTINGS, TEAM, appid_of, change, fill, publish

T: Final = texts_for("en")
EVERYTHING: Final = Viewpoint.everything(TEAM)
SEEN: Final = {
    "admin": EVERYTHING,
    "channel": Viewpoint.of_channel(TEAM, CHANNEL),
    "elsewhere": Viewpoint(TEAM, "C9", Role.EDITOR),
}
VERSIONS: Final = ("2.0.0", "2.9.0", "2.10.4", "3.0.0", "3.1.0", "3.2.0", "3.4.0.7", "3.4.0.9", "9.9.9")
NAMES: Final = (
    *("", "shop", "SHOP", "tea", "Tea House", "alias-5", "list 12", "#food", "#nothing", "＃零售", "云上", "奶茶 17"),
    *("Named", "wx0000000000000007", "wx00000000000000", "<!channel>", "quoted", "cafe", "café 4", "zzz", "bakry 12"),
    *("App 3", "new", "teahouse", "  Ｓｈｏｐ  ", "书店", "vip", "wechat", "%", "_", "a\\b"),
)
SUBSCRIPTION: Final = Subscription(
    id="s1",
    team_id=TEAM,
    channel_id=CHANNEL,
    appids=(),
    schedule=Schedule((0,), time(9), "Asia/Shanghai"),
    locale="en",
    owner_id="U1",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    scope=Scope(fleet=True),
)
PARTS: Final = 5
"""Of the questions; no multiple of how many are asked of each name."""
GOLDEN: Final = "fleet_of_3000.json"
_SHOWN: Final = 2
_READ: Final = 120
"""Rows of a table and characters of a text that stay readable; the rest is in the hash."""


@pytest.fixture
async def core(database_url: str) -> AsyncIterator[Core]:
    settings = {"database_url": database_url, "wechat_programs": SETTINGS, "wechat_public_url": "http://127.0.0.1:9/p"}
    async with open_core(Settings.model_validate(settings)) as core:
        await fill(core)
        if (
            core.database.shared
        ):  # autovacuum counts the rows of an installation; here it comes after half of the questions
            async with core.database.writing() as connection:
                await connection.execute(sqlalchemy.text("ANALYZE"))
        yield core


class Answers:
    """What was answered: a digest of each answer, and some of it to read."""

    def __init__(self, part: int | None) -> None:
        """Take the answers.

        Args:
            part: of the questions, None for all.
        """
        self.found: dict[str, Any] = {}
        self.names: list[str] = []
        """Of all questions."""
        self._part = part

    async def add(self, name: str, ask: Coroutine[Any, Any, Any], *, always: bool = False) -> None:
        """Take an answer, or the error in its place, if it is asked.

        Args:
            always: whatever the part; later answers depend on it.
        """
        assert name not in self.names
        self.names.append(name)
        if not always and self._part not in (None, len(self.names) % PARTS):
            ask.close()
            return
        try:
            answer = await ask
        except BotError as error:
            answer = [type(error).__name__, {key: str(value) for key, value in error.params.items()}]
        if isinstance(answer, Message):
            answer = {"text": answer.text, "blocks": answer.blocks}
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, default=str)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        self.found[name] = [digest, *_readable(answer)]

    @property
    def text(self) -> str:
        lines = (
            f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(each, ensure_ascii=False)}"
            for name, each in self.found.items()
        )
        return "{\n" + ",\n".join(lines) + "\n}\n"


def _entry(entry: Entry | None) -> list[str]:
    """What a digest remembers, whichever zeros end its numbers."""
    if entry is None:
        return []
    ends = [f"{each.normalize():f}" for each in (entry.loss.low, entry.loss.high)] if entry.loss else []
    return [entry.minimum.text if entry.minimum else "", *ends, entry.state]


def _readable(answer: Any) -> Iterable[object]:
    match answer:
        case {"text": text, "blocks": blocks}:
            rows = [row for block in blocks if block["type"] == "data_table" for row in block["rows"][1:]]
            yield text[:_READ]
            yield [" | ".join(cell["text"] for cell in row[:3] if "text" in cell) for row in rows[:_SHOWN]]
        case str():
            yield answer.splitlines()[1 : _SHOWN + 1]
        case {"programs": programs}:
            yield len(programs)
        case [str() as error, dict() as params]:
            yield error
            yield str(params)[:_READ]
        case list():
            yield len(answer)
            yield str(answer[0])[:_READ] if answer else ""
        case _:
            yield str(answer)[:_READ]


async def _lists(core: Core, answers: Answers, when: str) -> None:

    def asked(make: Callable[[Any], Any], **how: Any) -> Callable[[Viewpoint], Coroutine[Any, Any, Any]]:
        async def ask(seen: Viewpoint) -> Any:
            return make(await read_fleet(core.usecases, seen, now=NOW, **how))

        return ask

    async def raised(seen: Viewpoint, version: str, tag: str = "", verdict: Verdict | None = None) -> Message:
        answer = await raise_fleet(core.usecases, seen, Version.parse(version), now=NOW, tag=tag, verdict=verdict)
        return fleet_raise_message(answer, T, verdict=verdict)

    kinds = {(only, sort) for only in Filter for sort in Sort if Sort.ATTENTION is sort or only is Filter.ALL}
    every = {(only, sort) for only in Filter for sort in Sort} if when == "calm" else kinds
    for who, seen in SEEN.items():
        for only, sort in sorted(every if seen is EVERYTHING else kinds):
            ask = asked(lambda report: fleet_message(report, T), only=only, sort=sort)
            await answers.add(f"{when} {who} {only} {sort}", ask(seen))
        await answers.add(f"{when} {who} tags", asked(lambda report: tags_message(report, T))(seen))
        for tag in ("food", "#food", "ＶＩＰ", "fod", "night shift", "nothing like it"):
            ask = asked(lambda report: fleet_message(report, T), tag=tag)
            await answers.add(f"{when} {who} #{tag}", ask(seen))
        for version in VERSIONS:
            for verdict in (None, *Verdict) if seen is EVERYTHING and when == "calm" else (None,):
                await answers.add(f"{when} {who} raise {version} {verdict}", raised(seen, version, verdict=verdict))
        await answers.add(f"{when} {who} raise #food", raised(seen, "3.1.0", "food"))


async def _whole_lists(core: Core, answers: Answers, when: str) -> None:
    everything = SEEN["admin"]
    day = NOW.date().isoformat()

    async def fleet_file(only: Filter) -> str:
        file = fleet_csv(T, day=day)
        async for rows in fleet_parts(core.usecases, everything, now=NOW, only=only):
            file.add(rows)
        return file.whole.content

    async def raise_file(version: str) -> str:
        file, asked = fleet_raise_csv(Version.parse(version), T, day=day), Version.parse(version)
        async for rows in raise_parts(core.usecases, everything, asked, now=NOW):
            file.add(rows)
        return file.whole.content

    async def of_fleet(make: Callable[[Any], Any], only: Filter) -> Any:
        return make(await read_fleet(core.usecases, everything, now=NOW, only=only, page=WHOLE))

    async def of_raise(make: Callable[[Any], Any], version: str) -> Any:
        return make(await raise_every(core.usecases, everything, Version.parse(version), now=NOW, page=WHOLE))

    for only in (Filter.ALL, Filter.READY, Filter.WITHOUT_DATA):
        await answers.add(f"{when} csv {only}", fleet_file(only))
        await answers.add(f"{when} json {only}", of_fleet(fleet_json, only))
    for version in ("3.0.0", "3.4.0.7"):
        await answers.add(f"{when} raise csv {version}", raise_file(version))
        await answers.add(f"{when} raise json {version}", of_raise(fleet_raise_json, version))


async def _names(core: Core, answers: Answers, when: str) -> None:
    visible = core.usecases.visible

    async def chosen(seen: Viewpoint, text: str) -> Any:
        return program_options(await visible.choices(seen, text, limit=100))

    async def named(seen: Viewpoint, text: str) -> Any:
        return str(await visible.named(seen, text))

    async def named_first(seen: Viewpoint, text: str) -> Any:
        program, rest = await visible.named_first(seen, text.split())
        return [program.appid, program.name, list(rest)]

    async def listed(seen: Viewpoint, text: str, page: int, tag: str) -> Any:
        found = await list_programs(core.usecases, seen, text=text, page=page, tag=tag)
        return [f"{found.page} {found.found} {found.total} {found.suggestion}", *map(str, found.programs)]

    for who, seen in SEEN.items() if when == "calm" else (("admin", EVERYTHING),):
        for text in NAMES:
            await answers.add(f"{when} {who} picker {text!r}", chosen(seen, text))
            await answers.add(f"{when} {who} named {text!r}", named(seen, text))
            if text.split():
                await answers.add(f"{when} {who} at start {text!r}", named_first(seen, f"{text} and more"))
            await answers.add(f"{when} {who} list {text!r}", listed(seen, text, 1, ""))
        await answers.add(f"{when} {who} list 999", listed(seen, "", 999, ""))
        await answers.add(f"{when} {who} list #food", listed(seen, "", 1, "#Food"))


async def _digests(core: Core, answers: Answers) -> None:
    """The first, one after a day with changes, and those of a tag and of chosen programs."""
    kept = core.repositories
    sent = FakeDeliveries()
    app = replace(core.usecases, kept=replace(core.usecases.kept, deliveries=sent))
    chosen = tuple(map(appid_of, range(0, 400, 3)))
    subscriptions = {
        "all": SUBSCRIPTION,
        "tag": replace(SUBSCRIPTION, id="s2", scope=Scope(fleet=True, tag="food")),
        "chosen": replace(SUBSCRIPTION, id="s3", appids=chosen),
        "no such tag": replace(SUBSCRIPTION, id="s4", scope=Scope(fleet=True, tag="nothing like it")),
    }

    async def composed(subscription: Subscription, slot: date) -> Message:
        digest = await compose_fleet_digest(app, subscription, now=NOW, slot=slot, due_at=NOW)
        await kept.fleet_memories.keep(TEAM, subscription.id, slot, digest.memory, forget_before=None)
        done = Delivery(f"{subscription.id}{slot}", TEAM, subscription.id, slot, NOW, DeliveryState.SENT)
        await sent.record([done])
        return fleet_digest_message(digest, T, threaded=True)

    async def changes(subscription: Subscription, slot: date) -> Any:
        found = await changes_of_digest(app, subscription, slot)
        return (
            None
            if found is None
            else [[row.appid, row.kinds, _entry(row.before), _entry(row.after)] for row in found.rows]
        )

    first = NOW.date()
    slots = {"first": first, "unchanged": first + timedelta(days=1), "changed": first + timedelta(days=2)}
    for when, slot in slots.items():
        if when == "changed":
            await change(core)
        for name, subscription in subscriptions.items():
            await answers.add(f"digest {when} {name}", composed(subscription, slot), always=True)
            await answers.add(f"digest {when} {name} changes", changes(subscription, slot), always=True)


async def test_answers_stay(core: Core, *, whole: bool) -> None:
    answers = Answers(None if whole or UPDATE else int(core.database.shared))
    await publish(core, 1)
    await _lists(core, answers, "calm")
    await _whole_lists(core, answers, "calm")
    await _names(core, answers, "calm")
    await _digests(core, answers)
    await _names(core, answers, "changed")
    await publish(core, 2.4)
    await _lists(core, answers, "break")
    await _whole_lists(core, answers, "break")

    if whole or UPDATE:
        assert_text(GOLDEN, answers.text)
    assert_lines(GOLDEN, answers.found, answers.names)
