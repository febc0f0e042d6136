"""What a kept installation is asked, half an hour after its last readings: on the command line, and in Slack."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from bot.blocks.alerts import alerts_message
from bot.blocks.digest.changes import changes_message
from bot.blocks.digest.subscription import history_message, status_message
from bot.blocks.home.waiting import waiting_message
from bot.blocks.kit.elements import Message
from bot.blocks.programs import programs_message
from bot.domain.access import Role, Viewpoint
from bot.domain.digest.subscription import PROGRAMS, Scope
from bot.i18n import texts_for
from bot.usecases.alerts.change import list_alerts
from bot.usecases.digest.changes import read_changes
from bot.usecases.digest.send_now import preview_digest
from bot.usecases.digest.subscribe import show_digest, show_history
from bot.usecases.everything import UseCases
from bot.usecases.programs.choose import list_programs
from tests.command_line import baselib
from tests.domain.build import TODAY
from tests.fakes.everything import Fakes
from tests.storage.migrations.kept.installation import (
    ASKED_AT,
    BOWEN,
    CARLA,
    FLEET,
    FOOD,
    GONE,
    LOST,
    MAIN,
    RELEASE,
    TARGET,
    TEAM,
)

T: Final = texts_for("en")
CLOSELY: Final = ("shop", "broken", "below", "either")
OTHERS: Final = (
    *(
        "tea",
        "mended",
        "unreported",
        "at-or-below",
        "percent",
        "unclear",
        "empty",
        "single",
        "missing",
        "labels",
        "real",
        f"wx{16:016x}",
    ),
    *("never", "revoked", "not-granted", "failing", "quota", "secret", "branch-0", "branch-4", "branch-19"),
)
FLEETS: Final = (Scope(fleet=True), Scope(fleet=True, tag="food"))
_DAYS: Final = ("2026-10-20", "2026-11-16")
_RID: Final = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}\b")
"""WeChat's own id of a request: another one each time."""
_LATE: Final = "3.175.0"


def commands() -> Iterator[str]:
    """Questions on the command line; what they print is JSON, or CSV with `--format csv` or `--csv`."""
    for name in (*CLOSELY, *OTHERS):
        yield f"report {name} --json"
    for name in (*CLOSELY, "wechat"):
        yield f"raise {TARGET} {name} --json"
        yield f"trend {TARGET} {name} --json"
    for name in ("shop", "mended"):
        yield f"raise {_LATE} {name} --json"
        yield f"cover 99 {name} --json"
        yield f"can wx.getPrivacySetting request.enableChunked --program {name} --json"
        yield from (f"report {name} --on {day} --json" for day in _DAYS)
    yield from (f"report {name} --on 2026-11-01 --json" for name in ("broken", "mended"))
    yield "report wechat --json"
    yield from (f"fleet {only} --json" for only in ("", "attention", "ready"))
    yield from (f"fleet --sort {sort} --format csv" for sort in ("loss", "users"))
    yield "fleet --tag food --json"
    yield from (f"fleet --raise {version} --json" for version in (TARGET, _LATE))
    yield f"fleet --raise {TARGET} --tag chain --format csv"
    yield "decisions --json"
    yield from (f"decisions {number} --csv" for number in (3, 4, 12))
    yield "audit --format json"


def answered(command: str) -> Any:
    """What a command prints; of one that cannot be answered why."""
    asked = baselib(*command.split())
    printed = _RID.sub("a rid", asked.stdout or asked.stderr)
    return json.loads(printed) if asked.exit_code == 0 and "csv" not in command else printed.splitlines()


async def in_slack(usecases: UseCases, fakes: Fakes) -> dict[str, Any]:
    found, now, everything = dict[str, Any](), ASKED_AT, Viewpoint.everything(TEAM)
    for channel in (MAIN, RELEASE, FLEET, FOOD):
        alerts = await list_alerts(usecases, TEAM, channel)
        found[f"alerts {channel}"] = _texts(alerts_message(alerts, T, "UTC", now=now, may_change=False))
    for channel in (MAIN, RELEASE, FLEET, FOOD, GONE, LOST, BOWEN):
        status = await show_digest(usecases, TEAM, channel, now=now)
        found[f"digest {channel}"] = _texts(status_message(status, T, now=now))
        found[f"digest {channel} now"] = _texts(await preview_digest(usecases, status.subscription, now=now))
        found[f"digest {channel} history"] = _texts(history_message(await show_history(usecases, TEAM, channel), T))
    for weeks in (1, 4):
        since = TODAY - timedelta(weeks=weeks)
        for name, scope in (
            ("shop", PROGRAMS),
            ("tea", PROGRAMS),
            ("", Scope(fleet=True)),
            ("", Scope(fleet=True, tag="food")),
        ):
            changes = await read_changes(usecases, everything, since, now=now, scope=scope, name=name)
            found[f"changes {weeks} {name or scope.tag or 'fleet'}"] = _texts(changes_message(changes, T, "UTC"))
    for user, role in ((BOWEN, Role.EDITOR), (CARLA, Role.ADMIN)):
        waiting = await usecases.find_waiting(TEAM, await fakes.people.get(TEAM, user), role, now=now)
        found[f"waiting {user}"] = _texts(waiting_message(waiting, T, "UTC"))
    for text in ("", "branch", "#food"):
        tag = text.removeprefix("#") if text.startswith("#") else ""
        listed = await list_programs(usecases, everything, text="" if tag else text, page=1, tag=tag)
        found[f"programs {text}"] = _texts(programs_message(listed, T))
    return found


def _texts(message: Message) -> list[str]:
    return [message.text, *_texts_in(message.blocks)]


def _texts_in(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _texts_in(each)
    elif isinstance(part, dict):
        for name, each in part.items():
            if name in ("text", "raw_text") and isinstance(each, str):
                yield each
            else:
                yield from _texts_in(each)
