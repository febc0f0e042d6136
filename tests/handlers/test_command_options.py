"""What follows two dashes behind a subcommand."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.blocks.kit.elements import Message
from bot.domain.programs import Program
from bot.errors import BadOption
from bot.export import Format
from bot.ports.slack import Person
from handlers.command_options import NO_OPTIONS, TAKES_NONE, Options, Takes
from handlers.commands.registry import split_words
from tests.blocks.checks import block_of
from tests.domain.build import TODAY, snapshot_of
from tests.handlers.context import CAFE, NOW, SHOP, TEAM, Office
from tests.handlers.decisions.acting import propose

COMMAND_OPTIONS_TODAY = date(2026, 11, 23)
DAY = date(2026, 10, 1)
ALL = Takes(on=True, formats=tuple(Format), history=True)
USAGE = "/baselib report [program]"


def split(text: str, takes: Takes = ALL) -> tuple[list[str], Options]:
    """The words and the options of what is typed."""
    return takes.split(split_words(text), today=COMMAND_OPTIONS_TODAY, usage=USAGE)


@pytest.mark.parametrize(
    ("text", "words", "options"),
    [
        ("shop", ["shop"], NO_OPTIONS),
        ("shop --on 2026-10-01", ["shop"], Options(on=DAY)),
        ("--on 2026-10-01 corner coffee", ["corner", "coffee"], Options(on=DAY)),
        ("corner --on 2026-10-01 coffee", ["corner", "coffee"], Options(on=DAY)),
        ("shop --on=2026-10-01", ["shop"], Options(on=DAY)),
        ("shop —on 2026-10-01", ["shop"], Options(on=DAY)),
        ("shop –on 2026/10/1", ["shop"], Options(on=DAY)),
        ("shop ——on=2026年10月1日", ["shop"], Options(on=DAY)),
        ("shop ――on ２０２６－１０－０１", ["shop"], Options(on=DAY)),
        ("shop --ON yesterday", ["shop"], Options(on=date(2026, 11, 22))),
        ("shop --format csv", ["shop"], Options(format=Format.CSV)),
        ("shop —Format=JSON", ["shop"], Options(format=Format.JSON)),
        ("--history --format csv shop", ["shop"], Options(format=Format.CSV, history=True, deprecated=True)),
        ("--on all shop", ["shop"], Options(history=True)),
        ("shop —on 全部 --format json", ["shop"], Options(format=Format.JSON, history=True)),
        ("shop - x -on", ["shop", "-", "x", "-on"], NO_OPTIONS),
        ("—新品", ["—新品"], NO_OPTIONS),
    ],
)
def test_options(text: str, words: list[str], options: Options) -> None:
    """Anywhere, with a space or =, and with whatever a phone makes of two hyphens."""
    assert split(text) == (words, options)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("--on", "--on"),
        ("--on banana shop", "--on banana"),
        ("--on --format csv", "--on --format"),
        ("--format xml", "--format xml"),
        ("—format", "--format"),
        ("--history=all", "--history all"),
        ("--on 2026-10-01 --on 2026-10-02", "--on 2026-10-02"),
        ("--frmt csv", "--frmt"),
        ("--on all --format browserslist", "--format browserslist --on all"),
        ("--history shop --format browserslist", "--format browserslist --history"),
        ("--" + "x" * 200, "--" + "x" * 58),
    ],
)
def test_refused(text: str, named: str) -> None:
    with pytest.raises(BadOption) as refused:
        split(text)

    assert refused.value.params == {"option": named, "usage": USAGE}


def test_each_subcommand_takes_its_own() -> None:
    assert split("--format json", Takes(formats=(Format.JSON,))) == ([], Options(format=Format.JSON))
    assert split("x --format csv", TAKES_NONE) == (["x", "--format", "csv"], NO_OPTIONS)
    with pytest.raises(BadOption):
        split("--format csv", Takes(formats=(Format.JSON,)))
    with pytest.raises(BadOption):
        split("--on 2026-10-01", Takes(formats=(Format.JSON,)))


@given(st.none() | st.dates(), st.sampled_from([None, *Format]), st.booleans())
def test_asked_once_more(day: date | None, form: Format | None, history: bool) -> None:  # noqa: FBT001
    every = history and form is not Format.BROWSERSLIST
    options = Options(on=day, format=form, history=every, deprecated=every and day is not None)

    assert ALL.split(options.typed, today=COMMAND_OPTIONS_TODAY, usage=USAGE) == ([], options)


@given(st.lists(st.text("-—–=onfrmatcsv2026 /年月日", max_size=12), max_size=8).map(" ".join))
@example("--a0")
def test_anything_can_be_typed(text: str) -> None:
    try:
        words, _ = split(text)
    except BadOption:
        return
    assert not [word for word in words if word.startswith("--") and word[2:3].isalpha() and word.isascii()]


DAYS_DAY = timedelta(days=1)
READER = "U0READER"
ZONES = pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Shanghai", "Pacific/Kiritimati"])


async def read_daily(office: Office, program: Program, *, days: int = 22) -> None:
    """Read each day at nine in China, the last time now; each day another hundredth of the users is below 3.8.1."""
    for back in range(days - 1, -1, -1):
        below = Decimal("0.5") + Decimal(back) / 100
        rows = {"3.8.1": 100 - below, "3.0.0": below}
        taken = snapshot_of(rows, TODAY - back * DAYS_DAY, minimum="2.30.0", appid=program.appid)
        await office.snapshots.save(TEAM, [replace(taken, taken_at=NOW - back * DAYS_DAY)])


def loss_of(message: Message) -> Any:
    rows = block_of(message, "data_table")["rows"]
    return next(row[1] for row in rows[1:] if row[0]["text"].startswith("3.8.1"))


def dated(message: Message) -> str:
    (found,) = re.findall(r"\d{1,2} Nov 2026", block_of(message, "data_table")["caption"])
    return str(found)


@ZONES
async def test_one_day_on_every_surface(office: Office, zone: str) -> None:
    """At nine in China on 23 November it is still the 22nd in Los Angeles: what a date shows, `--on` that date has."""
    office.people.change(Person(READER, "en-GB", zone))
    await read_daily(office, SHOP)
    report = await office.ask("report shop", user=READER)
    same, before = [await office.ask(f"report shop --on 2026-11-{day}", user=READER) for day in (23, 22)]

    assert dated(report) == dated(same) == "23 Nov 2026"
    assert loss_of(report) == loss_of(same) != loss_of(before)
    assert dated(before) == "22 Nov 2026"

    for text in ("raise 3.8.1 shop", "cover 99% shop", "trend shop"):
        assert dated(await office.ask(text, user=READER)) == "23 Nov 2026"
    trend = block_of(await office.ask("trend 3.8.1 shop", user=READER), "data_visualization")["chart"]
    assert trend["axis_config"]["categories"][-1] == "23 Nov"


@ZONES
async def test_one_day_in_what_is_posted(office: Office, zone: str) -> None:
    """A digest, a proposal, and a fleet name the same day; when its numbers were read is each reader's moment."""
    office.people.change(Person(READER, "en-GB", zone))
    await read_daily(office, SHOP)
    await read_daily(office, CAFE)
    await office.ask("use shop", user=READER)
    await office.ask(f"digest mon 09:00 {zone}", user=READER)
    await office.ask("digest now", user=READER)
    digest = str(office.messenger.posted[-1].message.blocks)
    await propose(office, "propose 3.8.1 shop", user=READER)
    card, listed = str(office.messenger.posted[-1].message.blocks), str((await office.ask("decisions")).blocks)

    assert "Base library digest, 23 Nov 2026" in digest
    assert "Numbers of 23 Nov 2026 in China, read from WeChat (getSupportVersion) on <!date^" in card
    assert f"<!date^{int(NOW.timestamp())}^" in listed
    assert "23 Nov 2026" in str((await office.ask("fleet", user=READER)).blocks)
    assert "22 Nov" not in digest + str((await office.ask("fleet", user=READER)).blocks)
