"""Each thing that somebody can do in Slack, done by each role in its own and in another workspace."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any, Final

from bot.blocks import ask_view, can_view, controls, digest_buttons
from bot.blocks.access import ROLE
from bot.blocks.connect_view import WAY, WAYS
from bot.blocks.controls import Control
from bot.blocks.errors import error_message
from bot.blocks.pause_view import UNTIL
from bot.domain.access import Grant, Permission, Role
from bot.domain.alert import Alert
from bot.domain.alert_words import read_condition
from bot.domain.audit import AuditEntry, Deed
from bot.domain.can_words import Asked
from bot.domain.fleet import Fleet
from bot.domain.schedule import Schedule
from bot.domain.subscription import Subscription
from bot.domain.version import Version
from bot.errors import BotError, NotAllowed, NotAMember, NotOwner, NotYourAlert
from bot.i18n import texts_for
from bot.ports import Person
from handlers.actions.registry import Action, actions
from handlers.commands.registry import subcommands
from handlers.options import SEARCHES
from handlers.shortcuts import SHORTCUTS
from handlers.views import SUBMISSIONS
from tests.blocks.forms import filled_in
from tests.domain.build import snapshot_of
from tests.fakes.programs import FakePrograms
from tests.handlers.desk import CAFE, CHANNEL, NOW, SHOP, TEAM, TRIGGER, URL, Office

ELSEWHERE: Final = "T2"
PEOPLE: Final = {
    "viewer": Person("U0VIEWER", "en-GB", "Europe/London"),
    "editor": Person("U0EDITOR", "en-GB", "Europe/London"),
    "admin": Person("U0ADMIN", "en-GB", "Europe/London", is_admin=True),
    "guest": Person("U0GUEST", "en-GB", "Europe/London", is_guest=True),
    "outsider": Person("U0OUTSIDER", "en-GB", "Europe/London", is_outsider=True),
}
IS: Final = {"viewer": Role.VIEWER, "editor": Role.EDITOR, "admin": Role.ADMIN, "guest": Role.VIEWER, "outsider": None}
OWNER: Final = Person("U0OWNER", "en-GB", "Europe/London", name="Olivia")
CANARIES: Final = ("云上商城", "3.14.15", "canary-of-the-log", "UCANARY")
"""What only the workspace of the programs knows, and nobody types."""

ORDER: Final = Subscription(
    f"{TEAM}-{CHANNEL}", TEAM, CHANNEL, (SHOP.appid,), Schedule((0,), time(9), "UTC"), "en", OWNER.user_id, NOW
)
ALERT: Final = Alert(
    "a" * 32, TEAM, CHANNEL, 0, SHOP.appid, read_condition("loss > 1% at 3.0.0"), "en", OWNER.user_id, created_at=NOW
)
GIVEN: Final = Control(
    appid=SHOP.appid, day=NOW.date(), version=Version.parse("3.0.0"), subscription_id=ORDER.id, channel_id=CHANNEL
)
"""What a control carries unless there is something better."""
_SOME_APIS: Final = Asked(("wx.login",)).packed


@dataclass(frozen=True, slots=True)
class Deal:
    """One thing that can be done."""

    kind: str
    name: str
    needs: Permission
    payload: Mapping[str, Any]
    """As Slack sends it, without who and where."""


def everything() -> Iterator[Deal]:
    """All there is: whoever adds something finds it here, and in the table, by itself."""
    for name, command in subcommands().items():
        for words in _FORMS.get(name, ("",)):
            text = f"{name} {words}".strip()
            yield Deal("command", text, command.permission_for(words.split()), {"command": "/baselib", "text": text})
    for action_id, action in actions().items():
        for label, pressed, control in _presses(action_id):
            name = f"{action_id} {label}".strip()
            yield Deal("action", name, action.permission_for(control), _in_place(action, action_id, pressed))
    for callback_id, submission in SUBMISSIONS.items():
        yield Deal("modal", callback_id, submission.permission, _submitted(callback_id))
    for name, search in SEARCHES.items():
        needs = search.permission if isinstance(search.permission, Permission) else search.permission(GIVEN)
        yield Deal("search", name, needs, _searched(name))
    for callback_id, shortcut in SHORTCUTS.items():
        yield Deal("shortcut", callback_id, shortcut.permission, _shortcut(callback_id))


class OwnPrograms(FakePrograms):
    """Of one workspace."""

    async def all(self, team_id: str) -> Fleet:
        """None elsewhere."""
        return await super().all(team_id) if team_id == TEAM else Fleet()


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
    """Everything as it was: what was done last may have changed it."""
    for team in (TEAM, ELSEWHERE):
        for grant in await office.rules.grants(team):
            await office.rules.revoke(team, grant.user_id)
        await office.rules.set_default(team, Role.EDITOR)
        for alert in await office.alerts.of_team(team):
            await office.alerts.remove(team, alert.id)
        await office.rules.grant(team, Grant("U0VIEWER", Role.VIEWER, "U0ADMIN", NOW))
    await office.rules.grant(TEAM, Grant("UCANARY", Role.ADMIN, "U0ADMIN", NOW))
    await office.rules.restrict(TEAM, SHOP.appid, [])
    await office.channel_programs.put(TEAM, CHANNEL, SHOP.appid)
    await office.subscriptions.put(ORDER)
    await office.alerts.add(ALERT, {})
    office.audit.entries[:] = [AuditEntry(TEAM, NOW, "U0ADMIN", Deed.LABELS, "canary-of-the-log")]
    for said in (office.messenger.answers, office.messenger.whispers, office.messenger.posted):
        said.clear()
    for shown in (office.messenger.views, office.messenger.updates, office.files.sent):
        shown.clear()


async def outcome(office: Office, deal: Deal, person: Person, team: str) -> str:
    """What comes of it: allowed, refused, kept for its owner; elsewhere nothing, unless something leaks.

    Where it is not allowed nothing has changed in the workspace that has everything.
    """
    await restore(office)
    before = await _kept(office)
    came = _came_of(await heard_of(office, deal, person, team), deal, team)
    return "CHANGED" if came != "allowed" and await _kept(office) != before else came


def _came_of(heard: str, deal: Deal, team: str) -> str:
    if deal.kind == "search" and team == TEAM:
        return "refused" if '{"options": []}' in heard else "allowed"
    if any(_sentence(error) in heard for error in (*(NotAllowed(needed=role) for role in Role), NotAMember())):
        return "refused"
    if team == TEAM:
        owned = any(_sentence(kind(owner=OWNER.name)) in heard for kind in (NotOwner, NotYourAlert))
        return "owner only" if owned else "allowed"
    return "LEAKED" if any(canary in heard for canary in CANARIES) else "nothing"


async def _kept(office: Office) -> list[object]:
    """All that anybody set up in the workspace of the programs."""
    orders = [await office.subscriptions.of_channel(TEAM, channel) for channel in (CHANNEL, "C2")]
    own = await office.channel_programs.get(TEAM, CHANNEL)
    rules, labels = office.rules, await office.programs.labels.all(TEAM)
    log = await office.audit.since(NOW - timedelta(days=1), team_id=TEAM)
    return [
        *(await rules.roles(TEAM), await rules.restrictions(TEAM), dict(labels), own, orders),
        *(list(await office.alerts.of_team(TEAM)), list(log)),
    ]


async def heard_of(office: Office, deal: Deal, person: Person, team: str) -> str:
    """All that the person, or anybody, gets to read when it is done."""
    await restore(office)
    _, body = await office.dispatch(_as(deal.payload, person.user_id, team))
    await office.settle()
    return _heard(office, body)


def _sentence(error: BotError) -> str:
    return json.dumps(error_message(error, texts_for("en"), "UTC").text, ensure_ascii=False)[1:-1].replace("`", "")


def _heard(office: Office, body: object) -> str:
    """Everything that was said, shown or sent, without code marks, which plain text has not."""
    messenger = office.messenger
    messages = [message for _, message, _ in messenger.answers]
    messages += [message for *_, message in messenger.whispers] + [posted.message for posted in messenger.posted]
    said: list[object] = [[message.text, message.blocks] for message in messages]
    said += [view for *_, view in (*messenger.views, *messenger.updates)]
    files = "".join(file.content.decode("utf-8", "replace") + file.comment for file in office.files.sent)
    return (json.dumps([said, body], ensure_ascii=False) + files).replace("`", "")


def _as(payload: Mapping[str, Any], user: str, team: str) -> dict[str, Any]:
    """The same, from somebody."""
    if "command" in payload:
        return {**payload, "team_id": team, "channel_id": CHANNEL, "user_id": user}
    return {**payload, "team": {"id": team}, "user": {"id": user}}


_FORMS: Final[Mapping[str, Sequence[str]]] = {
    "report": ("", "shop", "shop --format csv", "shop --history"),
    "raise": ("3.0.0 shop",),
    "cover": ("99 shop",),
    "can": ("", "wx.login shop"),
    "trend": ("shop", "shop --format json"),
    "fleet": ("", "raise 3.0.0"),
    "programs": (
        "",
        "shop",
        "add",
        "alias shop store",
        "unalias shop",
        "tag shop food",
        "untag shop food",
        "restrict shop",
        "restrict shop here",
        "unrestrict shop",
    ),
    "use": ("", "shop"),
    "digest": (
        "",
        "mon 09:00",
        "fleet mon 09:00",
        "edit",
        "test",
        "now",
        "pause 2026-12-24",
        "resume",
        "history",
        "off",
    ),
    "alert": ("", "list", "loss > 2% at 3.0.0 shop", "mute 1", "unmute 1", "off 1"),
    "access": ("", "default viewer", "grant U0GUEST", "grant U0GUEST admin", "revoke UCANARY"),
}
"""What may follow a subcommand, with other needs or other effects."""

_CARRIED: Final[Mapping[str, Sequence[tuple[str, Control]]]] = {
    controls.ALERT_MUTE: [("", Control(subscription_id=ALERT.id))],
    controls.ALERT_UNMUTE: [("", Control(subscription_id=ALERT.id))],
    controls.ALERT_DELETE: [("", Control(subscription_id=ALERT.id))],
    controls.DIGEST_MORE: [
        (choice, Control(subscription_id=ORDER.id, choice=choice))
        for choice in (
            digest_buttons.EDIT,
            digest_buttons.TEST,
            digest_buttons.PAUSE,
            digest_buttons.RESUME,
            digest_buttons.HISTORY,
            digest_buttons.OFF,
        )
    ],
    controls.FLEET_OPEN: [("", Control(choice="loss"))],
    controls.FLEET_SORT: [("", Control(choice="age"))],
    controls.FLEET_SHARE: [("", Control(choice="loss"))],
    controls.FLEET_CSV: [("", Control(choice="loss"))],
    **{
        action_id: [("", Control(text=_SOME_APIS, appid=SHOP.appid, day=NOW.date()))]
        for action_id in (controls.CAN_OPEN, controls.CAN_OPTION, controls.CAN_SHARE, controls.CAN_SUGGESTED)
    },
    controls.REPORT_EXPORT: [("", replace(GIVEN, text="csv"))],
    controls.ACCESS_DEFAULT: [("", Control(choice="viewer"))],
    controls.ACCESS_GRANT: [("", Control(choice="admin", text="U0GUEST"))],
    controls.ACCESS_REVOKE: [("", Control(text="UCANARY"))],
}


def _presses(action_id: str) -> Iterator[tuple[str, dict[str, Any], Control]]:
    """Each way to use a control: what it is called, what Slack sends, what is read from it."""
    if action_id == controls.PROGRAM_PICK:
        for choice in ("report", "use"):
            carried = Control(choice=choice)
            picked = {"type": "external_select", "selected_option": {"value": SHOP.appid}, "block_id": carried.encode()}
            yield choice, picked, replace(carried, appid=SHOP.appid)
    elif action_id in (controls.NOTICE_MOVE, controls.ACCESS_RESTRICT):
        chosen = {"type": "conversations_select", "selected_conversation": "C2", "block_id": GIVEN.encode()}
        yield "", chosen, GIVEN
    elif action_id == controls.ACCESS_PERSON:
        yield "", {"type": "users_select", "selected_user": "U0GUEST"}, Control(text="U0GUEST")
    else:
        for label, control in _CARRIED.get(action_id, [("", GIVEN)]):
            yield label, {"type": "button", "value": control.encode()}, control


def _in_place(action: Action, action_id: str, pressed: dict[str, Any]) -> dict[str, Any]:
    """In a message, or in the form where it stands."""
    done = {"block_id": "b", **pressed, "action_id": action_id}
    common = {"type": "block_actions", "trigger_id": TRIGGER, "actions": [done]}
    if action.in_form is not None:
        return {**common, "container": {"type": "view", "view_id": "V1"}, "view": _view(controls.DIGEST_SCHEDULE_VIEW)}
    container = {"type": "message", "channel_id": CHANNEL, "message_ts": "1.0"}
    return {**common, "container": container, "channel": {"id": CHANNEL}, "response_url": URL}


def _view(callback_id: str) -> dict[str, Any]:
    control = Control(subscription_id=ORDER.id, channel_id=CHANNEL, text="U0GUEST")
    inputs = [{"type": "input", "block_id": "about"}]  # what is refused is said under one
    return {
        "id": "V1",
        "hash": "1.a",
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": control.encode(),
        "blocks": inputs,
        **_STATES.get(callback_id, filled_in()),
    }


def _state(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"state": {"values": {field: {field: shown} for field, shown in fields.items()}}}


def _chosen(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


_STATES: Final[Mapping[str, dict[str, Any]]] = {
    controls.DIGEST_PAUSE_VIEW: _state(**{UNTIL: {"selected_date": "2026-12-24"}}),
    controls.ACCESS_VIEW: _state(**{ROLE: _chosen("admin")}),
    controls.CONNECT_WAY_VIEW: _state(**{WAY: _chosen(WAYS[0])}),
    controls.ASK_VIEW: _state(
        **{ask_view.PROGRAM: _chosen(SHOP.appid), ask_view.WHAT: _chosen("report"), ask_view.VALUE: {"value": ""}}
    ),
    controls.CAN_VIEW: _state(
        **{
            can_view.APIS: {"selected_options": [{"value": "wx.login"}]},
            can_view.PROGRAM: _chosen(SHOP.appid),
            can_view.GAME: {"selected_options": []},
        }
    ),
}


def _submitted(callback_id: str) -> dict[str, Any]:
    return {"type": "view_submission", "trigger_id": TRIGGER, "view": _view(callback_id)}


def _searched(name: str) -> dict[str, Any]:
    typed = {"zone": "Europe", "apis": "login"}.get(name, "")
    ids = {"action_id": name, "block_id": GIVEN.encode() if "." in name else name}
    body = {"type": "block_suggestion", "value": typed, **ids, "container": {"type": "view", "view_id": "V1"}}
    return body if "." in name else {**body, "view": _view("any")}


def _shortcut(callback_id: str) -> dict[str, Any]:
    return {"type": "shortcut", "callback_id": callback_id, "trigger_id": TRIGGER, "action_ts": "1.0"}
