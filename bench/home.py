"""Home tabs of admins who follow twenty programs among ten thousand: from the database to the published view.

`python -m bench.home [programs] [people]` seeds a database, makes tabs with the bot's own use case and builder over it,
and prints one JSON object. Every tab is another person's, with another twenty programs, a digest and an alert of their
own, and the health of the whole workspace, where one program in five has no numbers of today yet.
"""

import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import uvloop

from bench.kit.fleet import TEAM_ID, fleet
from bench.kit.machine import present, settle
from bench.kit.page import goal, latency
from bench.kit.seed import months, sampled, seed
from bot.blocks.home.home import home_view
from bot.domain.alerts.alert import Alert
from bot.domain.alerts.parse import read_condition
from bot.domain.delivery import Schedule
from bot.domain.digest.subscription import Subscription
from bot.domain.home import MOST_FOLLOWED, Preferences
from bot.domain.numbers.snapshot import Visible, snapshot_day
from bot.domain.programs import Program
from bot.i18n import texts_for
from bot.ports.slack import Person
from bot.settings import Settings
from bot.usecases.home.show import BuildHome
from bot.usecases.home.waiting import SummariseHealth
from bot.wiring.core import Core, open_core
from tests.fakes.everything import Fakes

_SAMPLED: Final = 100
_BEHIND: Final = 5
_APART: Final = timedelta(minutes=2)
"""So that nothing cached for a minute makes a tab cheaper."""


async def measure(programs: int, people: int) -> dict[str, Any]:
    """Return the figures, with the goal that each tab takes at most 300 ms."""
    now = present()
    today = snapshot_day(now)
    with TemporaryDirectory(prefix="baselib-home-") as directory:
        url = f"sqlite:///{Path(directory) / 'home.db'}"
        plan = months(programs, sampled(programs, min(_SAMPLED, programs)), today)
        await seed(url, {**plan, today: [number for number in range(programs) if number % _BEHIND]})
        settings = Settings(
            _env_file=None,
            wechat_token_url="http://127.0.0.1:9/",  # noqa: S106  # no password, and nothing is asked
            wechat_programs=tuple(Program(Visible(one.appid), one.alias or "") for one in fleet(programs)),
            database_url=url,
        )
        async with open_core(settings) as core:
            await _settle_in(core, people, programs, now)
            first, *others = await _tabs(core, people, now)
    tab = latency(others)
    below = goal(tab["p99_ms"], "<", 300)
    found = {"programs": programs, "followed": MOST_FOLLOWED, "first_ms": round(first * 1000, 1), "tab": tab}
    return found | {"goal": {"p99_ms": below["goal"], "met": below["met"]}}


async def _settle_in(core: Core, people: int, programs: int, now: datetime) -> None:
    """Let everyone follow twenty programs, and have a digest and an alert."""
    random, kept, begun = Random(1), core.repositories, now - timedelta(days=30)  # noqa: S311
    for number in range(people):
        user, channel = f"U{number}", f"C{number}"
        followed = random.sample(range(programs), min(MOST_FOLLOWED, programs))
        appids = tuple(fleet(programs)[each].appid for each in followed)
        await kept.preferences.put(TEAM_ID, user, Preferences(followed=appids))
        schedule = Schedule((0,), clock_time(9), "Asia/Shanghai")
        await kept.subscriptions.put(Subscription(f"S{number}", TEAM_ID, channel, (), schedule, "en", user, begun))
        condition = read_condition("loss > 1% at 3.0.0")
        await kept.alerts.add(Alert(f"A{number}", TEAM_ID, channel, 1, appids[0], condition, "en", user, begun), {})


async def _tabs(core: Core, people: int, now: datetime) -> Sequence[float]:
    """Seconds of each, in the order in which they were made."""
    app, texts, spent = Fakes().assemble(core.ports, core.options), texts_for("en"), []
    build = BuildHome(app, SummariseHealth(app), app.find_waiting)
    for number in range(people):
        person = Person(f"U{number}", "en-GB", "Europe/London", is_admin=True)
        begun = time.perf_counter()
        home = await build(TEAM_ID, person, now=now + number * _APART)
        view = json.dumps(home_view(home, texts, now=now))
        spent.append(time.perf_counter() - begun)
        assert home.health, view
        assert len(home.digests) == len(home.alerts) == 1
    return spent


if __name__ == "__main__":
    settle()
    asked = [int(word) for word in sys.argv[1:]]
    print(json.dumps(uvloop.run(measure(*asked) if asked else measure(10_000, 200)), indent=2))
