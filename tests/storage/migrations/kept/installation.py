"""A kept installation: its people, channels and settings, and its use cases over fakes of Slack and WeChat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Final

from bot.ports.slack import Person
from bot.settings import Settings
from bot.usecases.everything import UseCases
from bot.wiring.core import Core, open_core
from tests.domain.build import TODAY
from tests.fakes.everything import Fakes
from tests.fakes.machine import FakeClock
from tests.fakes.people import FakePeople

TEAM: Final = "T0KEPT"
ALICE, BOWEN, CARLA, DORA = "U0ALICE", "U0BOWEN", "U0CARLA", "U0DORA"
MAIN, RELEASE, FLEET, FOOD, GONE, LOST, MUTE = (
    f"C0{name}" for name in ("MAIN", "RELEASE", "FLEET", "FOOD", "GONE", "LOST", "MUTE")
)
ASKED_AT: Final = datetime.combine(TODAY, time(1, 30), UTC)
"""Half an hour after the last readings: WeChat is not asked."""
TARGET: Final = "3.162.0"


def settings(database_url: str, clock: str) -> dict[str, str]:
    return {
        "database_url": database_url,
        "baselib_clock_url": clock,
        "baselib_home_team": TEAM,
        "baselib_public_url": "https://baselib.example.com",
        "baselib_may_set_minimum": "on",
        "wechat_access_token": "token",
        "wechat_programs": f"shop=wx{1:016x}",
        "wechat_public_url": "http://127.0.0.1:9/public",
    }


@asynccontextmanager
async def opened(database_url: str, clock: str) -> AsyncIterator[tuple[Core, Fakes, UseCases]]:
    """The installation, and its use cases over fakes of Slack and WeChat."""
    async with open_core(Settings.model_validate(settings(database_url, clock))) as core:
        fakes = Fakes(
            people=FakePeople(
                Person(ALICE, "en-US", "Europe/Berlin", is_admin=True, name="Alice"),
                Person(BOWEN, "en-US", "Asia/Shanghai", name="Bowen"),
                Person(CARLA, "zh-CN", "Asia/Shanghai", name="Carla"),
                Person(DORA, "en-GB", "UTC", name="Dora"),
            ),
            clock=FakeClock(ASKED_AT),
        )
        reading = replace(core.ports, source=fakes.source, public_source=None, setter=fakes.setter)
        yield core, fakes, fakes.assemble(reading, core.options)
