"""Who may do what: every action, role and both workspaces, as recorded.

Hidden and unheard-of are one: everything that can be asked, in every place, answers the same for both. The rows come
from the registries: what is added there is asked here, or the build fails.
"""

import json
import os
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

from bot.domain.access import Permission
from bot.domain.delivery import DeliveryKind
from bot.domain.workflows import WorkflowStep
from bot.export.workflow_steps import GET_PROGRAMS
from bot.mcp.calls import TOOLS
from bot.mcp.documents import PROMPTS, SCHEME, TEMPLATES
from handlers.actions.registry import ACTIONS
from handlers.commands.registry import subcommands
from handlers.events import EVENTS
from handlers.functions import FUNCTIONS
from handlers.options import SEARCHES
from handlers.shortcuts import SHORTCUTS
from handlers.views.registry import SUBMISSIONS
from tests.handlers.access.hidden import (
    ABOUT_MANY,
    DELIVERIES,
    DIGESTS,
    HIDDEN,
    ITS_CHANNEL,
    LOSS,
    OF_ADMINS,
    PLACES,
    ROLES,
    SECRETS,
    Hidden,
    Sight,
)
from tests.handlers.access.matrix import (
    CANARIES,
    ELSEWHERE,
    IS,
    LATER,
    PEOPLE,
    WHO,
    an_office,
    in_a_left_channel,
    outcome,
    read_by,
    restore,
    standing,
    with_a_later_owner,
)
from tests.handlers.access.operations import everything
from tests.handlers.context import CHANNEL, SHOP, TEAM
from tests.handlers.functions.workflows import executed
from tests.mcp.endpoint import QUESTIONS, open_endpoint

_FILE: Final = Path(__file__).parents[2] / "golden" / "access_matrix.json"
Row = dict[str, str]


async def the_table() -> list[Row]:
    """One row per action: `in its own workspace / in another one`."""
    office, rows = await an_office(), []
    for operation in everything():
        row = {"kind": operation.kind, "what": operation.name, "needs": operation.needs.value}
        for role, person in PEOPLE.items():
            own, elsewhere = [await outcome(office, operation, person, team) for team in (TEAM, ELSEWHERE)]
            row[role] = f"{own} / {elsewhere}"
        rows.append(row)
    await office.close()
    return rows


def _may(role: str, row: Row) -> bool:
    """Without a role one may read what is the same for everyone."""
    held, command = IS[role], subcommands().get(row["what"])
    if held is None:
        return command is not None and command.instant
    return held.may(Permission(row["needs"]))


def as_text(rows: list[Row]) -> str:
    """One line per row, so that a review shows one line per change."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


async def test_the_table() -> None:
    """It matches the recorded one; gates refuse what a role lacks, and no workspace touches another's."""
    rows = await the_table()
    if os.environ.get("UPDATE_GOLDEN") == "1":
        _FILE.write_text(as_text(rows), encoding="utf-8")
    wrong = [
        (row["what"], role) for row in rows for role in PEOPLE if row[role].startswith("refused") is _may(role, row)
    ]

    assert wrong == []
    assert [row for row in rows if "LEAKED" in str(row) or "CHANGED" in str(row)] == []
    assert as_text(rows) == _FILE.read_text(encoding="utf-8")


async def test_what_must_not_leak_appears_at_home() -> None:
    office = await an_office()
    operations = [operation for operation in everything() if operation.name in ("report shop", "access", "audit")]
    text = ""
    for operation in operations:
        await restore(office)
        text += await read_by(office, operation, PEOPLE["admin"], TEAM)
    await office.close()

    assert [canary for canary in CANARIES if canary not in text] == []


def test_nothing_is_without_a_need() -> None:
    """Answers given without a check may be seen by anyone; all else passes the gate."""
    instant = [command for command in subcommands().values() if command.instant]

    assert [command.name for command in instant if command.permission is not Permission.VIEW] == []


_PLACED: Final = frozenset({"command", "question", "action"})
"""What Slack sends with a channel; all else carries its own, or has none."""
KNOWN: Final = {("modal", "import"): "a name that is taken is refused, for whatever reason: it would mean two programs"}
EVENTS_SENT: Final[dict[str, dict[str, str]]] = {
    "app_home_opened": {"tab": "home"},
    "member_joined_channel": {},
    "message.im": {"type": "message", "channel_type": "im", "channel": "D0DIRECT", "text": "raise 3.8.5 shop"},
}
"""Events that something is shown after; the Home tab is one of them."""
_SILENT: Final = frozenset(
    {"app_uninstalled", "tokens_revoked", "team_access_granted", "team_access_revoked", "user_change"}
)
"""They end or forget, and show nothing."""
Answers = dict[tuple[str, str], str]


async def answers(sight: Sight, role: str, place: str) -> Answers:
    """What everything in Slack answers a person in a place."""
    hidden = Hidden(sight)
    await hidden.open()
    found = {}
    for operation in everything():
        if operation.kind in _PLACED or place == "here":
            found[operation.kind, operation.name] = await hidden.asked(operation, role, PLACES[place])
    for name, event in EVENTS_SENT.items():
        await hidden.restore()
        user = PEOPLE[role].user_id
        about = {"inviter": user, "user": "UBOT", "channel": PLACES[place]} if "joined" in name else {"user": user}
        await hidden.office.happen({"type": name, **event, **about})
        await hidden.office.settle()
        found["event", name] = hidden.heard()
    await hidden.office.close()
    return found


def sights(role: str, place: str) -> tuple[Sight, ...]:
    """The ways to be out of sight there: in its own channel a restricted program is seen, and by admins anywhere."""
    if role == "admin":
        return OF_ADMINS
    return tuple(each for each in HIDDEN if PLACES[place] != ITS_CHANNEL or each is not Sight.RESTRICTED)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
async def test_in_slack(role: str, place: str) -> None:
    unheard = await answers(Sight.UNHEARD, role, place)
    for sight in sights(role, place):
        found = await answers(sight, role, place)
        differ = [row for row, text in found.items() if text != unheard[row] and row not in KNOWN]
        secrets = SECRETS if PLACES[place] == ITS_CHANNEL else (*SECRETS, ABOUT_MANY)
        leaking = [(row, secret) for row, text in found.items() for secret in secrets if secret in text]

        assert differ == [], sight
        assert role == "admin" or leaking == [], sight


async def test_where_it_exists() -> None:
    unheard = await answers(Sight.UNHEARD, "editor", "its channel")
    found = await answers(Sight.RESTRICTED, "editor", "its channel")
    differ = {row for row, text in found.items() if text != unheard[row]}

    assert {("command", "report shop"), ("command", "decisions"), ("action", "report.open")} <= differ
    assert len(differ) > len(found) / 4


async def of_agents(sight: Sight, role: str) -> Answers:
    hidden, user, found = Hidden(sight), PEOPLE[role].user_id, Answers()
    await hidden.open()
    await hidden.restore()
    async with open_endpoint(hidden.office, may_propose=True) as endpoint:
        for name, arguments in ASKED.items():
            await hidden.restore()
            result = await endpoint.call(name, arguments, user=user)
            found["tool", name] = f"{json.dumps(result, ensure_ascii=False)} {hidden.heard()}"
        for name, uri in ADDRESSES.items():
            found["resource", name] = json.dumps(await endpoint.slackbot("resources/read", {"uri": uri}, user=user))
        for name in PROMPTS:
            params = {"name": name, "arguments": {"program": "shop"}}
            found["prompt", name] = json.dumps(await endpoint.slackbot("prompts/get", params, user=user))
    await hidden.office.close()
    return found


_PROPOSAL: Final = {"version": "3.7.0", "reason": "new", "channel": CHANNEL, "acknowledged_loss_percent": 0}
ASKED: Final[dict[str, dict[str, Any]]] = {
    **QUESTIONS,
    "propose_minimum": {"program": "shop", **_PROPOSAL},
}
ADDRESSES: Final = {
    "catalogue": f"{SCHEME}catalogue/wx.login",
    "report": f"{SCHEME}programs/shop/report",
    "docs": f"{SCHEME}docs/use",
}
_ELSEWHERE: Final = {"scan_requirements": "reads the person's own files, on their machine alone"}


@pytest.mark.parametrize("role", ROLES)
async def test_for_agents(role: str) -> None:
    unheard = await of_agents(Sight.UNHEARD, role)
    for sight in OF_ADMINS if role == "admin" else HIDDEN:
        found = await of_agents(sight, role)

        assert [row for row, text in found.items() if text != unheard[row]] == [], sight


async def of_workflows(sight: Sight, role: str) -> Answers:
    """What the steps answer, by AppID and by name."""
    hidden, found = Hidden(sight), Answers()
    await hidden.open()
    for number, name in enumerate(FUNCTIONS.all()):
        for program in (SHOP.appid, "shop"):
            await hidden.restore()
            run, about = f"Fx{number}{program}", {"program": program, "channel": CHANNEL, "query": program}
            outputs = await executed(hidden.office, name, run, user=PEOPLE[role].user_id, **about)
            found["step", f"{name} {program}"] = f"{outputs} {hidden.heard()}"
    await hidden.office.close()
    return found


@pytest.mark.parametrize("role", ROLES)
async def test_in_workflows(role: str) -> None:
    unheard = await of_workflows(Sight.UNHEARD, role)
    for sight in OF_ADMINS if role == "admin" else HIDDEN:
        found = await of_workflows(sight, role)

        assert [row for row, text in found.items() if text != unheard[row]] == [], sight


_DIGESTS_OF: Final = {
    DeliveryKind.DIGEST: DIGESTS,
    DeliveryKind.NOW: DIGESTS,
    DeliveryKind.DETAILS: [digest for digest in DIGESTS if digest.scope.fleet],
}
"""Messages that depend on the channel's digest."""
SAYS_NOTHING: Final = {DeliveryKind.NOTICE: "that a message did not come, and why: the same for a program that is seen"}
"""Messages in which there is nothing to hide."""


@pytest.mark.parametrize("kind", DeliveryKind)
async def test_by_itself(kind: DeliveryKind) -> None:
    """Digests, alerts, cards, lessons and all else that Baselib posts; each is another where the program is seen."""
    digests = _DIGESTS_OF.get(kind, DIGESTS[:1])
    for delivery, digest in product(DELIVERIES[kind], digests):
        posted: dict[Sight, tuple[str, str]] = {}
        for sight in Sight:
            hidden = Hidden(sight)
            await hidden.open()
            posted[sight] = await hidden.delivered(delivery, digest)
            await hidden.office.close()

        seen, _ = posted.pop(Sight.SEEN)
        own, everything_else = posted[Sight.UNHEARD]
        assert set(posted.values()) == {posted[Sight.UNHEARD]}, (delivery.subject_id, digest)
        assert seen, (delivery.subject_id, digest)
        assert (seen == own) is (kind in SAYS_NOTHING), (delivery.subject_id, digest)
        assert [secret for secret in (*SECRETS, LOSS) if secret in own + everything_else] == []


def test_everything_has_a_row() -> None:
    assert set(TOOLS) == set(ASKED) | set(_ELSEWHERE)
    assert set(EVENTS.all()) == set(EVENTS_SENT) | _SILENT
    assert set(ADDRESSES) == set(TEMPLATES)
    assert set(FUNCTIONS.all()) == {*(step.value for step in WorkflowStep), GET_PROGRAMS}
    assert set(DELIVERIES) == set(DeliveryKind)


_GOLDEN: Final = Path(__file__).parents[2] / "golden"
_OF_THE_PROGRAM: Final = (SHOP.nickname, "3.14.15")
"""Readable only with access: its name, and a version of its users."""
_CARRIED: Final = frozenset({"action", "home", "modal"})
"""What names its digest by a control."""


async def test_channels_that_were_left() -> None:
    office, rows, leaks, changes = await an_office(), [], [], []
    await restore(office)
    before = await standing(office)
    for operation in everything():
        row = {"kind": operation.kind, "what": operation.name}
        for role, person in WHO.items():
            row[role], requests = await in_a_left_channel(office, operation, person)
            if role != "admin" and any(secret in requests for secret in _OF_THE_PROGRAM):
                leaks.append((role, operation.name))
            if role == "editor" and await standing(office) != before:
                changes.append(operation.name)
        rows.append(row)
    await office.close()

    assert leaks == []
    assert changes == []
    _assert_on_record("left", rows)


async def test_messages_about_an_earlier_digest() -> None:
    office, rows, changes = await an_office(), [], []
    for operation in everything():
        row = {"kind": operation.kind, "what": operation.name}
        for role, person in WHO.items():
            row[role], _ = await with_a_later_owner(office, operation, person)
            digest, _ = await standing(office)
            if digest != LATER and (operation.kind in _CARRIED or role != "admin"):
                changes.append((role, operation.kind, operation.name))
        rows.append(row)
    await office.close()

    assert changes == []
    _assert_on_record("later", rows)


def _assert_on_record(situation: str, rows: list[dict[str, str]]) -> None:
    file = _GOLDEN / f"access_{situation}.json"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.write_text(as_text(rows), encoding="utf-8")
    assert as_text(rows) == file.read_text(encoding="utf-8")


def test_situations_everything_has_a_row() -> None:
    done = {
        (operation.kind, operation.name.split(" ")[0]) for operation in everything() if operation.kind != "question"
    }
    registered = {
        *(("command", name) for name in subcommands()),
        *((kind, name) for kind in ("action", "home") for name in ACTIONS.all()),
        *(("modal", name) for name in SUBMISSIONS.all()),
        *(("search", name) for name in SEARCHES.all()),
        *(("shortcut", name) for name in SHORTCUTS.all()),
    }

    assert done == registered
