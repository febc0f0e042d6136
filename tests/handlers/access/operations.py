"""Each thing a person can do in Slack, as Slack sends it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any, Final

from bot.blocks import alert_form
from bot.blocks import ask_form as ask_view
from bot.blocks import can_form as can_view
from bot.blocks import imports as import_form
from bot.blocks.access import ROLE
from bot.blocks.decisions import form as decision_form
from bot.blocks.digest import digest as digest_buttons
from bot.blocks.digest.digest import digest_control
from bot.blocks.digest.form import UNTIL
from bot.blocks.home.first_steps import WAY, WAYS
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.programs import CHOICE as SETTING_CHOICE
from bot.domain.access import Permission
from bot.domain.alerts.alert import Alert
from bot.domain.alerts.parse import read_condition
from bot.domain.can.use import CanQuestion
from bot.domain.decisions.evidence import seal_of
from bot.domain.delivery import Schedule
from bot.domain.digest.subscription import Subscription
from bot.domain.numbers.version import Version
from bot.ports.slack import Person
from handlers.actions.registry import ACTIONS, Action
from handlers.commands.registry import subcommands
from handlers.options import SEARCHES
from handlers.shortcuts import SHORTCUTS
from handlers.views.registry import SUBMISSIONS
from tests.blocks.checks import filled_in, sent
from tests.domain.decisions.build import EVIDENCE, PROPOSED
from tests.handlers.access.asked import CHOSEN, LOOKING_BACK, ON_THE_CALENDAR, QUESTIONS
from tests.handlers.context import CAFE, CHANNEL, NOW, SHOP, TEAM, TRIGGER, URL

OWNER: Final = Person("U0OWNER", "en-GB", "Europe/London", name="Olivia")
SUBSCRIPTION: Final = Subscription(
    f"{TEAM}-{CHANNEL}", TEAM, CHANNEL, (SHOP.appid,), Schedule((0,), time(9), "UTC"), "en", OWNER.user_id, NOW
)
ALERT: Final = Alert(
    "a" * 32, TEAM, CHANNEL, 0, SHOP.appid, read_condition("loss > 1% at 3.0.0"), "en", OWNER.user_id, created_at=NOW
)
_EVIDENCE: Final = replace(EVIDENCE, appid=CAFE.appid, program=CAFE.name, frozen_at=NOW)
DECISION: Final = replace(
    PROPOSED,
    id="d" * 32,
    team_id=TEAM,
    channel_id=CHANNEL,
    proposer_id=OWNER.user_id,
    proposed_at=NOW,
    evidence=_EVIDENCE,
    seal=seal_of(_EVIDENCE),
    number=1,
)
"""The owner's; of a program that no other operation is about."""
GIVEN: Final = Control(
    appid=SHOP.appid,
    day=NOW.date(),
    version=Version.parse("3.0.0"),
    subject_id=SUBSCRIPTION.id,
    owner_id=OWNER.user_id,
    channel_id=CHANNEL,
)
"""What a control carries unless there is something better."""
_SOME_APIS: Final = CanQuestion(("wx.login",)).packed


@dataclass(frozen=True, slots=True)
class Operation:
    kind: str
    name: str
    needs: Permission
    payload: Mapping[str, Any]
    """As Slack sends it, without who and where."""


def everything() -> Iterator[Operation]:
    """Everything there is: an addition appears here, and in the table, by itself."""
    for name, command in subcommands().items():
        for words in _FORMS.get(name, ("",)):
            text = f"{name} {words}".strip()
            typed = {"command": "/baselib", "text": text, "trigger_id": TRIGGER}
            yield Operation("command", text, command.permission_for(words.split()), typed)
    for text in QUESTIONS:
        yield Operation("question", text, Permission.VIEW, {"command": "/baselib", "text": text})
    for action_id, action in sorted(ACTIONS.all().items()):
        for label, pressed, control in _presses(action_id):
            name = f"{action_id} {label}".strip()
            yield Operation("action", name, action.permission_for(control), _in_place(action, action_id, pressed))
            needs = action.permission_for(Control() if action.home_actions else control)
            yield Operation("home", name, needs, _at_home(action_id, pressed, control))
    for callback_id, submission in sorted(SUBMISSIONS.all().items()):
        yield Operation("modal", callback_id, submission.permission, _submitted(callback_id))
    for name, search in sorted(SEARCHES.all().items()):
        needs = search.permission if isinstance(search.permission, Permission) else search.permission(GIVEN)
        yield Operation("search", name, needs, _searched(name))
    for callback_id, shortcut in sorted(SHORTCUTS.all().items()):
        yield Operation("shortcut", callback_id, shortcut.permission, _shortcut(callback_id))


_FORMS: Final[Mapping[str, Sequence[str]]] = {
    "report": ("", "shop", "shop --format csv", "shop --on all", "shop --and 2026-11-16"),
    "raise": ("3.0.0 shop", "shop"),
    "propose": ("3.14.14 shop because", "3.14.15 ready"),
    "cover": ("99 shop", "shop"),
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
        "setting shop",
        "setting shop on",
        "delete shop",
    ),
    "use": ("", "shop"),
    "digest": (
        "",
        "mon 09:00",
        "fleet mon 09:00",
        "edit",
        "test",
        "now",
        "fleet",
        "pause",
        "pause 2026-12-24",
        "resume",
        "history",
        "off",
    ),
    "alert": ("", "list", "loss > 2% at 3.0.0 shop", "mute 1", "unmute 1", "off 1"),
    "changes": ("", "shop", "fleet 14d"),
    "waiting": ("", "weekly on", "weekly off"),
    "access": ("", "votes 1 1", "many 50", "default viewer", "grant U0GUEST", "grant U0GUEST admin", "revoke U0VIEWER"),
}
"""What may follow a subcommand, with other needs or other effects."""

_CARRIED: Final[Mapping[str, Sequence[tuple[str, Control]]]] = {
    controls.ALERT_MUTE: [("", Control(subject_id=ALERT.id))],
    controls.ALERT_UNMUTE: [("", Control(subject_id=ALERT.id))],
    controls.ALERT_CHANGE: [("", Control(subject_id=ALERT.id))],
    controls.ALERT_DELETE: [("", Control(subject_id=ALERT.id))],
    **{
        action_id: [("", Control(subject_id=DECISION.id))]
        for action_id in (
            controls.DECISION_APPROVE,
            controls.DECISION_UNVOTE,
            controls.DECISION_DECLINE,
            controls.DECISION_WITHDRAW,
            controls.DECISION_SET,
            controls.DECISION_SET_NOW,
            controls.DECISION_ROLL_BACK,
            controls.DECISION_CHECK,
            controls.DECISION_EXPORT,
        )
    },
    controls.ROLLOUT_PROPOSE: [("", Control(version=Version.parse("3.0.0"), only=controls.READY))],
    controls.ROLLOUT_POST: [("", Control(version=Version.parse("3.14.15"), only=controls.READY, owner_id="U0EDITOR"))],
    **{
        action_id: [("", Control(subject_id=DECISION.id, only="all"))]
        for action_id in (
            controls.ROLLOUT_PROGRAMS,
            controls.ROLLOUT_PREVIOUS,
            controls.ROLLOUT_NEXT,
            controls.ROLLOUT_CSV,
        )
    },
    **{
        action_id: [("", Control(subject_id=DECISION.id))]
        for action_id in (
            controls.ROLLOUT_START,
            controls.ROLLOUT_PAUSE,
            controls.ROLLOUT_RESUME,
            controls.ROLLOUT_END,
        )
    },
    controls.DIGEST_MORE: [
        (choice, digest_control(SUBSCRIPTION, choice=choice))
        for choice in (
            digest_buttons.EDIT,
            digest_buttons.TEST,
            digest_buttons.PAUSE,
            digest_buttons.RESUME,
            digest_buttons.HISTORY,
            digest_buttons.OFF,
        )
    ],
    controls.HOME_DIGEST: [
        (choice, digest_control(SUBSCRIPTION, choice=choice))
        for choice in (digest_buttons.EDIT, digest_buttons.PAUSE, digest_buttons.RESUME, digest_buttons.OFF)
    ],
    controls.HOME_ALERT: [
        (choice, Control(subject_id=ALERT.id, choice=choice))
        for choice in (controls.MUTE, controls.UNMUTE, digest_buttons.EDIT, digest_buttons.OFF)
    ],
    controls.HOME_WEEKLY: [("", Control(choice=controls.ON))],
    controls.FLEET_OPEN: [("", Control(choice="loss"))],
    controls.FLEET_SORT: [("", Control(choice="age"))],
    controls.FLEET_SHARE: [("", Control(choice="loss"))],
    controls.FLEET_CSV: [("", Control(choice="loss"))],
    **{
        action_id: [("", Control(text=_SOME_APIS, appid=SHOP.appid, day=NOW.date()))]
        for action_id in (controls.CAN_OPEN, controls.CAN_OPTION, controls.CAN_SHARE, controls.CAN_SUGGESTED)
    },
    controls.LOOK_BACK: LOOKING_BACK,
    controls.REPORT_EXPORT: [("", replace(GIVEN, text="csv"))],
    **{action_id: [("", replace(GIVEN, text="99"))] for action_id in (controls.COVER_SHARE, controls.COVER_TARGET)},
    controls.ACCESS_DEFAULT: [("", Control(choice="viewer"))],
    controls.ACCESS_QUORUM: [("", Control(text="2 3"))],
    **{action_id: [("", Control(text="50"))] for action_id in (controls.ACCESS_MANY, controls.ACCESS_USERS)},
    controls.ACCESS_GRANT: [("", Control(choice="admin", text="U0GUEST"))],
    controls.ACCESS_REVOKE: [("", Control(text="U0VIEWER"))],
}


def _presses(action_id: str) -> Iterator[tuple[str, dict[str, Any], Control]]:
    """Each way to use a control: its name, what Slack sends, what is read."""
    if action_id == controls.PROGRAM_PICK:
        for choice in ("report", "use"):
            carried = Control(choice=choice)
            picked = {"type": "external_select", "selected_option": {"value": SHOP.appid}, "block_id": carried.encode()}
            yield choice, picked, replace(carried, appid=SHOP.appid)
    elif action_id in (controls.NOTICE_MOVE, controls.ACCESS_RESTRICT):
        chosen = {"type": "conversations_select", "selected_conversation": "C2", "block_id": GIVEN.encode()}
        yield "", chosen, GIVEN
    elif action_id == controls.LOOK_BACK_DAY:
        yield "", CHOSEN, ON_THE_CALENDAR
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


def _at_home(action_id: str, pressed: dict[str, Any], control: Control) -> dict[str, Any]:
    """On a Home tab: without response_url; the control carries the channel."""
    about = {"value": replace(control, channel_id=CHANNEL).encode()} if "value" in pressed else {}
    done = {"block_id": "b", **pressed, **about, "action_id": action_id, "selected_options": []}
    view = {"id": "VHOME", "type": "home", "hash": "another.hash"}
    container = {"type": "view", "view_id": "VHOME"}
    return {"type": "block_actions", "trigger_id": TRIGGER, "actions": [done], "container": container, "view": view}


def _view(callback_id: str) -> dict[str, Any]:
    control = _OPENED_WITH.get(callback_id, replace(digest_control(SUBSCRIPTION, channel=True), text="U0GUEST"))
    inputs = [{"type": "input", "block_id": "about"}]  # a refusal is shown under one
    return {
        "id": "V1",
        "hash": "1.a",
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": control.encode(),
        "blocks": inputs,
        **_STATES.get(callback_id, filled_in()),
    }


def _chosen(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


_OPENED_WITH: Final = {
    controls.ALERT_VIEW: Control(subject_id=ALERT.id, channel_id=CHANNEL, text=ALERT.mark),
    controls.ALERT_DELETE_VIEW: Control(subject_id=ALERT.id, channel_id=CHANNEL),
    controls.PROPOSE_VIEW: Control(appid=SHOP.appid, version=Version.parse("3.14.15"), channel_id=CHANNEL),
    controls.PROPOSE_FLEET_VIEW: Control(version=Version.parse("3.14.15"), only=controls.READY, channel_id=CHANNEL),
    controls.DECLINE_VIEW: Control(subject_id=DECISION.id, channel_id=CHANNEL),
    controls.SETTING_VIEW: Control(appid=SHOP.appid),
    controls.IMPORT_DELETE_VIEW: Control(appid=SHOP.appid, channel_id=CHANNEL),
}
_STATES: Final[Mapping[str, dict[str, Any]]] = {
    controls.ALERT_VIEW: sent(
        {
            alert_form.ABOUT: _chosen(SHOP.appid),
            alert_form.WHAT: _chosen("loss"),
            alert_form.VERSION: _chosen("3.0.0"),
            alert_form.SIGN: _chosen(">"),
            alert_form.LIMIT: {"value": "2%"},
        }
    ),
    controls.PROPOSE_VIEW: sent({decision_form.REASON: {"value": "because"}}),
    controls.PROPOSE_FLEET_VIEW: sent({decision_form.REASON: {"value": "because"}}),
    controls.DECLINE_VIEW: sent({decision_form.REASON: {"value": "because"}}),
    controls.DIGEST_PAUSE_VIEW: sent({UNTIL: {"selected_date": "2026-12-24"}}),
    controls.ACCESS_VIEW: sent({ROLE: _chosen("admin")}),
    controls.SETTING_VIEW: sent({SETTING_CHOICE: _chosen("on")}),
    controls.CONNECT_WAY_VIEW: sent({WAY: _chosen(WAYS[0])}),
    controls.ASK_VIEW: sent(
        {
            ask_view.PROGRAM: _chosen(SHOP.appid),
            ask_view.WHAT: _chosen("report"),
            ask_view.VALUE: {"value": ""},
        }
    ),
    controls.IMPORT_VIEW: sent(
        {
            import_form.PROGRAM: {"value": "shop"},
            import_form.NUMBERS: {"value": "3.5.5 1%\n3.6.4 99%"},
            import_form.DAY: {"selected_date": "2026-11-23"},
            import_form.USERS: {"value": "12,000"},
            import_form.MEANING: _chosen("auto"),
        }
    ),
    controls.CAN_VIEW: sent(
        {
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
