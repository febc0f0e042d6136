"""The outcome of everything in Slack, for each role, in its own and another workspace."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any, Final

from bot.blocks.kit.elements import error_message
from bot.domain.access import USUAL_RULE, AuditAction, AuditEntry, Grant, Role
from bot.domain.programs import Program
from bot.errors import BotError, NotAllowed, NotAMember, NotOwner, NotYourAlert
from bot.i18n import texts_for
from bot.ports.slack import Person
from tests.domain.build import snapshot_of
from tests.fakes.programs import FakePrograms
from tests.handlers.access.operations import ALERT, DECISION, OWNER, SUBSCRIPTION, Operation
from tests.handlers.context import CAFE, CHANNEL, NOW, SHOP, TEAM, Office

ELSEWHERE: Final = "T2"
PEOPLE: Final = {
    "viewer": Person("U0VIEWER", "en-GB", "Europe/London"),
    "editor": Person("U0EDITOR", "en-GB", "Europe/London"),
    "admin": Person("U0ADMIN", "en-GB", "Europe/London", is_admin=True),
    "guest": Person("U0GUEST", "en-GB", "Europe/London", is_guest=True),
    "outsider": Person("U0OUTSIDER", "en-GB", "Europe/London", is_outsider=True),
}
IS: Final = {"viewer": Role.VIEWER, "editor": Role.EDITOR, "admin": Role.ADMIN, "guest": Role.VIEWER, "outsider": None}
CANARIES: Final = ("云上商城", "3.14.15", "canary-of-the-log", "UCANARY")
"""Known only in the programs' workspace, and never typed."""


class OwnPrograms(FakePrograms):
    async def all(self, team_id: str) -> Sequence[Program]:
        return await super().all(team_id) if team_id == TEAM else ()


async def an_office() -> Office:
    """A bot in two workspaces, of which one has everything."""
    office = Office(programs=OwnPrograms(SHOP, CAFE))
    for team in (TEAM, ELSEWHERE):
        await office.install(team)
    for person in (*PEOPLE.values(), OWNER):
        office.people.change(person)
    office.source.gate.set()
    days = (NOW.date(), NOW.date() - timedelta(days=7))
    rows = [("2.9.0", "1"), ("3.14.15", "99")]
    kept = [replace(snapshot_of(rows, day, minimum="2.0.0", appid=SHOP.appid), taken_at=NOW) for day in days]
    await office.snapshots.save(TEAM, kept)
    return office


async def restore(office: Office) -> None:
    for team in (TEAM, ELSEWHERE):
        for grant in office.rules.grants(team):
            await office.rules.revoke(team, grant.user_id)
        await office.rules.set_default(team, Role.EDITOR)
        await office.rules.set_quorum(team, USUAL_RULE)
        office.decisions.forget(team)
        for alert in await office.alerts.of_team(team):
            await office.alerts.remove(team, alert.id)
        await office.rules.grant(team, Grant("U0VIEWER", Role.VIEWER, "U0ADMIN", NOW))
    await office.rules.grant(TEAM, Grant("UCANARY", Role.ADMIN, "U0ADMIN", NOW))
    await office.rules.restrict(TEAM, SHOP.appid, [])
    await office.channel_programs.put(TEAM, CHANNEL, SHOP.appid)
    await office.subscriptions.remove(TEAM, f"{TEAM}-C2")  # where a notice moves it
    await office.subscriptions.put(SUBSCRIPTION)
    await office.alerts.add(ALERT, {})
    await office.decisions.put(DECISION)
    office.audit.entries[:] = [AuditEntry(TEAM, NOW, "U0ADMIN", AuditAction.LABELS, "canary-of-the-log")]
    await office.show(now=NOW + timedelta(hours=2))  # by then tabs count as closed, and forget what they showed
    for text in (office.messenger.answers, office.messenger.whispers, office.messenger.posted):
        text.clear()
    for shown in (office.messenger.views, office.messenger.updates, office.files.sent, office.home_tabs.shown):
        shown.clear()


async def outcome(office: Office, operation: Operation, person: Person, team: str) -> str:
    """Allowed, refused, kept for its owner; elsewhere nothing, or a leak. What is not allowed changes nothing."""
    await restore(office)
    before = await _kept(office)
    came = _came_of(await read_by(office, operation, person, team), operation, team)
    return "CHANGED" if came != "allowed" and await _kept(office) != before else came


_SILENT: Final = {"search": ['{"options": []}'], "home": ["[[], null]"]}
"""Without permission these show nothing instead of a reason."""


def _came_of(heard: str, operation: Operation, team: str) -> str:
    if operation.kind in _SILENT and team == TEAM and any(nothing in heard for nothing in _SILENT[operation.kind]):
        return "refused"
    if any(sentence in heard for sentence in _refusals()):
        return "refused"
    if team == TEAM:
        return "owner only" if any(sentence in heard for sentence in _kept_for_owners()) else "allowed"
    return "LEAKED" if any(canary in heard for canary in CANARIES) else "nothing"


async def _kept(office: Office) -> list[object]:
    subscriptions = [await office.subscriptions.of_channel(TEAM, channel) for channel in (CHANNEL, "C2")]
    own = await office.channel_programs.get(TEAM, CHANNEL)
    rules, labels = office.rules, await office.programs.labels.all(TEAM)
    log = await office.audit.since(NOW - timedelta(days=1), team_id=TEAM)
    return [
        *(
            await rules.roles(TEAM),
            await rules.quorum(TEAM),
            await rules.restrictions(TEAM),
            dict(labels),
            own,
            subscriptions,
        ),
        *(list(await office.alerts.of_team(TEAM)), list(log)),
        list(await office.decisions.of_team(TEAM, limit=9)),
    ]


async def read_by(office: Office, operation: Operation, person: Person, team: str) -> str:
    """All that the person or anyone else can read afterwards."""
    _, body = await office.dispatch(_as(operation.payload, person.user_id, team))
    await office.settle()
    return answers_of(office, body)


@cache
def _refusals() -> list[str]:
    return [_sentence(error) for error in (*(NotAllowed(needed=role) for role in Role), NotAMember())]


@cache
def _kept_for_owners() -> list[str]:
    return [_sentence(kind(owner=OWNER.name)) for kind in (NotOwner, NotYourAlert)]


def _sentence(error: BotError) -> str:
    return json.dumps(error_message(error, texts_for("en"), "UTC").text, ensure_ascii=False)[1:-1].replace("`", "")


def answers_of(office: Office, body: object) -> str:
    """All messages, views and acknowledgements, without code marks, which plain text lacks."""
    messenger = office.messenger
    messages = [message for _, message, _ in messenger.answers]
    messages += [message for *_, message in messenger.whispers] + [posted.message for posted in messenger.posted]
    shown: list[object] = [[message.text, message.blocks] for message in messages]
    shown += [view for *_, view in (*messenger.views, *messenger.updates, *office.home_tabs.shown.values())]
    files = "".join(file.content.decode("utf-8", "replace") + file.comment for file in office.files.sent)
    return (json.dumps([shown, body], ensure_ascii=False) + files).replace("`", "")


def _as(payload: Mapping[str, Any], user: str, team: str) -> dict[str, Any]:
    if "command" in payload:
        return {**payload, "team_id": team, "channel_id": CHANNEL, "user_id": user}
    return {**payload, "team": {"id": team}, "user": {"id": user}}


LATER: Final = replace(SUBSCRIPTION, owner_id="U0LATER")
"""The digest that the channel has in place of the owner's."""
DIRECT: Final = "D0DIRECT"
"""Where notices appear; and where people outside the channel type."""
WHO: Final = {"owner": OWNER, "editor": PEOPLE["editor"], "admin": PEOPLE["admin"]}


async def in_a_left_channel(office: Office, operation: Operation, person: Person) -> tuple[str, str]:
    """Outcome and texts: a Home tab, modal or direct message still carries a program of a left channel alone."""
    await restore(office)
    await office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])
    office.people.left = {(CHANNEL, each.user_id) for each in WHO.values()}
    try:
        return await _done(office, operation, person, DIRECT)
    finally:
        office.people.left = set()


async def with_a_later_owner(office: Office, operation: Operation, person: Person) -> tuple[str, str]:
    """Outcome and texts: the control is in a message about the owner's ended digest."""
    await restore(office)
    await office.subscriptions.put(LATER)
    return await _done(office, operation, person, CHANNEL)


async def standing(office: Office) -> tuple[object, object]:
    """What the channel has: its digest, and the owner's alert."""
    return await office.subscriptions.of_channel(TEAM, CHANNEL), await office.alerts.get(TEAM, ALERT.id)


async def _done(office: Office, operation: Operation, person: Person, channel_id: str) -> tuple[str, str]:
    """Each answer is counted with its error, whose key is the outcome."""
    office.metrics.answers.clear()
    _, body = await office.dispatch(placed(operation.payload, person.user_id, channel_id))
    await office.settle()
    requests = answers_of(office, body)
    if operation.kind == "search":
        return ("nothing" if body == {"options": []} else "allowed"), requests
    if isinstance(body, dict) and "errors" in body:
        return "refused", requests
    errors = [error.key for _, error in office.metrics.answers if error]
    return (errors[0] if errors else "allowed"), requests


def placed(payload: Mapping[str, Any], user_id: str, channel_id: str) -> dict[str, Any]:
    if "command" in payload:
        return {**payload, "team_id": TEAM, "channel_id": channel_id, "user_id": user_id}
    sent = {**payload, "team": {"id": TEAM}, "user": {"id": user_id}}
    if "channel" in payload:
        container = {**payload["container"], "channel_id": channel_id}
        return {**sent, "channel": {"id": channel_id}, "container": container}
    return sent
