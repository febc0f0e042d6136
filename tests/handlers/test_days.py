"""Days of numbers: those of China, whoever reads them; moments are the reader's own."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.blocks.kit.elements import Message
from bot.domain.programs import Program
from bot.ports.slack import Person
from tests.blocks.checks import block_of
from tests.domain.build import TODAY, snapshot_of
from tests.handlers.context import CAFE, NOW, SHOP, TEAM, Office
from tests.handlers.decisions.acting import propose

DAY = timedelta(days=1)
READER = "U0READER"
ZONES = pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Shanghai", "Pacific/Kiritimati"])


async def read_daily(office: Office, program: Program, *, days: int = 22) -> None:
    """Read each day at nine in China, the last time now; each day another hundredth of the users is below 3.8.1."""
    for back in range(days - 1, -1, -1):
        below = Decimal("0.5") + Decimal(back) / 100
        rows = {"3.8.1": 100 - below, "3.0.0": below}
        taken = snapshot_of(rows, TODAY - back * DAY, minimum="2.30.0", appid=program.appid)
        await office.snapshots.save(TEAM, [replace(taken, taken_at=NOW - back * DAY)])


def loss_of(message: Message) -> Any:
    """What the table says is lost at 3.8.1."""
    rows = block_of(message, "data_table")["rows"]
    return next(row[1] for row in rows[1:] if row[0]["text"].startswith("3.8.1"))


def dated(message: Message) -> str:
    """The day that the message's table names."""
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
