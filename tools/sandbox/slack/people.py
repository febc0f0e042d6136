"""The people, channels and the app of a workspace, the app's installations, and each person's open modal and Home tab.

https://docs.slack.dev/authentication/installing-with-oauth/ and https://docs.slack.dev/authentication/using-token-rotation/

The state of a view is as payloads carry it: block_id -> action_id -> value. Trigger ids let the app open one.
"""

import copy
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tools.sandbox.slack.refusals import SlackError, elements_of

APP_ID = "A0BASELIB"
SLACKBOT = "USLACKBOT"
ORGANISATION = "E0HOLDING"
ORGANISATION_NAME = "Sandbox Holding"


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace's own names."""

    id: str
    name: str
    domain: str
    bot_user: str
    bot_id: str


HOME = Team("T0SANDBOX", "Sandbox", "sandbox", "U0BASELIB", "B0BASELIB")
NEIGHBOUR = Team("T1NEIGHBOUR", "Neighbour", "neighbour", "U1BASELIB", "B1BASELIB")


@dataclass
class User:
    id: str
    name: str
    real_name: str
    locale: str
    tz: str
    is_admin: bool = False
    is_bot: bool = False
    team_id: str = HOME.id


@dataclass
class Channel:
    """A channel, or a direct message between the app and one person."""

    id: str
    name: str
    is_member: bool = False
    is_archived: bool = False
    is_private: bool = False
    im_user: str | None = None
    """The person at the other end of a direct message."""
    members: set[str] = field(default_factory=set)
    """The people in it, without the bot."""
    team_id: str = HOME.id

    @property
    def kind(self) -> str:
        """`public_channel`, `private_channel` or `im`, as the API's `types` argument says it."""
        if self.im_user is not None:
            return "im"
        return "private_channel" if self.is_private else "public_channel"


def first_users(app_name: str, team: Team = HOME) -> list[User]:
    """Return the first people of a workspace, and the app's bot."""
    people = _FIRST_PEOPLE if team == HOME else _NEIGHBOURS
    bot = User(team.bot_user, app_name.lower(), app_name, "en-US", "America/Los_Angeles", is_bot=True)
    return [replace(user, team_id=team.id) for user in (*people, bot)]


_FIRST_PEOPLE = (
    User("U0ALICE", "alice", "Alice Chen", "en-US", "Europe/Berlin", is_admin=True),
    User("U0BOWEN", "bowen", "王博文 Bowen", "zh-CN", "Asia/Shanghai"),
    User("U0CARLA", "carla", "Carla Reyes", "en-US", "America/New_York"),
)
_NEIGHBOURS = (
    User("U1DAVID", "david", "David Okafor", "en-US", "Europe/London", is_admin=True),
    User("U1ERIKA", "erika", "林悦 Erika", "zh-CN", "Asia/Shanghai"),
)


def first_channels(people: set[str], team: Team = HOME) -> list[Channel]:
    if team != HOME:
        return [
            Channel("C1GENERAL", "general", members=set(people), team_id=team.id),
            Channel("C1MINIAPP", "mini-programs", is_member=True, members=set(people), team_id=team.id),
        ]
    return [
        Channel("C0GENERAL", "general", members=set(people)),
        Channel("C0MINIAPP", "mini-programs", is_member=True, members=set(people)),
        Channel("C0RELEASE", "release", is_member=True, members=set(people)),
        Channel("G0PRIVATE", "leads-only", is_private=True, members=set(people)),
    ]


CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=12)
ACTIVE = 2
"""How many tokens of one installation work at a time, where they rotate."""


@dataclass
class Grant:
    token: str
    place: str
    """The workspace's id, or the organisation's."""
    expires_at: datetime | None = None
    refused_with: str = ""
    """Why it no longer works; empty while it does."""


@dataclass
class _Code:
    place: str
    redirect_uri: str
    until: datetime
    used: bool = False


class Grants:
    """All issued tokens; times are by the sandbox's clock."""

    def __init__(self, now: Callable[[], datetime], *, rotating: bool) -> None:
        self._now = now
        self._rotating = rotating
        self._grants: dict[str, Grant] = {}
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, str] = {}
        """By refresh token, the place that it is for."""

    def fixed(self, token: str, place: str) -> None:
        """Register a token from the settings, which never expires."""
        self._grants[token] = Grant(token, place)

    def allow(self, place: str, redirect_uri: str) -> str:
        """Register that a person pressed Allow; returns the code with which the browser goes back."""
        code = secrets.token_hex(16)
        self._codes[code] = _Code(place, redirect_uri, self._now() + CODE_LIFE)
        return code

    def exchange(self, code: str, redirect_uri: str) -> tuple[Grant, str]:
        """Return a token and its refresh token (empty where tokens do not rotate) for a code."""
        known = self._codes.get(code)
        if known is None or self._now() >= known.until:
            raise SlackError("invalid_code")
        if known.used:
            raise SlackError("code_already_used")
        if known.redirect_uri != redirect_uri:
            raise SlackError("bad_redirect_uri")
        known.used = True
        return self._issue(known.place)

    def refresh(self, refresh_token: str) -> tuple[Grant, str]:
        """Return new tokens; the refresh token is used up, and of earlier tokens only the newest goes on working."""
        place = self._refresh.pop(refresh_token, None)
        if place is None:
            raise SlackError("invalid_refresh_token")
        return self._issue(place)

    def check(self, token: str) -> Grant:
        grant = self._grants.get(token)
        if grant is None:
            raise SlackError("invalid_auth")
        if grant.refused_with:
            raise SlackError(grant.refused_with)
        if grant.expires_at is not None and self._now() >= grant.expires_at:
            raise SlackError("token_expired")
        return grant

    def serving(self, place: str) -> bool:
        return any(grant.place == place and not grant.refused_with for grant in self._grants.values())

    def end(self, place: str, because: str) -> None:
        """Remove the app from a place: its tokens stop working."""
        for grant in self._grants.values():
            if grant.place == place:
                grant.refused_with = grant.refused_with or because
        self._refresh = {token: of for token, of in self._refresh.items() if of != place}

    def _issue(self, place: str) -> tuple[Grant, str]:
        if not self._rotating:
            grant = Grant(f"xoxb-{secrets.token_hex(16)}", place)
            self._grants[grant.token] = grant
            return grant, ""
        working = [each for each in self._grants.values() if each.place == place and not each.refused_with]
        for old in working[: len(working) - ACTIVE + 1]:
            old.refused_with = "token_revoked"
        grant = Grant(f"xoxe.xoxb-1-{secrets.token_hex(16)}", place, self._now() + TOKEN_LIFE)
        refresh_token = f"xoxe-1-{secrets.token_hex(16)}"
        self._grants[grant.token] = grant
        self._refresh[refresh_token] = place
        return grant, refresh_token


JsonObject = dict[str, Any]


VALUE_FIELD: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
}
"""For each element that keeps a value: the field that carries it, and the one that holds it at first."""


def current_state(blocks: Sequence[JsonObject], chosen: Mapping[str, Any]) -> JsonObject:
    """Return the value of every element that keeps one: what was chosen, else what it shows at first."""
    values: JsonObject = {}
    for block in blocks:
        for element, _ in elements_of(block):
            kind = element.get("type", "")
            if kind not in VALUE_FIELD:
                continue
            field, initial = VALUE_FIELD[kind]
            empty: object = [] if field == "selected_options" else None
            given = chosen.get(block["block_id"], {}).get(element["action_id"], {})
            value = given.get(field, element.get(initial, empty))
            values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": kind, field: value}
    return values


def remember(chosen: JsonObject, values: Mapping[str, Any]) -> None:
    """Overwrite earlier values by newly chosen ones."""
    for block_id, actions in values.items():
        if isinstance(actions, Mapping):
            chosen.setdefault(block_id, {}).update(actions)


def value_of(element: Mapping[str, Any], state: Mapping[str, Any]) -> object:
    """Return the bare value in an element's state; None when it is empty."""
    field = VALUE_FIELD.get(element["type"], ("value", ""))[0]
    value: object = state.get(field)
    return value or None


def with_ids(blocks: Sequence[JsonObject], mint: Callable[[], str]) -> list[JsonObject]:
    """Return a copy in which every block has a `block_id` and every interactive element an `action_id`."""
    copied = copy.deepcopy(list(blocks))
    for block in copied:
        if isinstance(block, dict):
            block.setdefault("block_id", mint())
        for element, _ in elements_of(block):
            if isinstance(element, dict):
                element.setdefault("action_id", mint())
    return copied


def find_element(
    blocks: Sequence[JsonObject], block_id: str, action_id: str
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    for block in blocks:
        if block.get("block_id") != block_id:
            continue
        for element, _ in elements_of(block):
            if element.get("action_id") == action_id:
                return block, element
    return None


@dataclass
class View:
    """A modal or a Home tab of one person."""

    id: str
    user: str
    content: JsonObject
    """What the app sent, with the ids that Slack fills in."""
    chosen: JsonObject = field(default_factory=dict)
    """What the person typed and chose: block_id -> action_id -> value."""
    errors: dict[str, str] = field(default_factory=dict)
    version: int = 0
    team: Team = HOME

    @property
    def blocks(self) -> list[JsonObject]:
        blocks: list[JsonObject] = self.content["blocks"]
        return blocks

    @property
    def state(self) -> JsonObject:
        return current_state(self.blocks, self.chosen)

    @property
    def hash(self) -> str:
        digest = hashlib.sha256(json.dumps([self.id, self.version]).encode()).hexdigest()
        return f"{self.version + 1}.{digest[:8]}"

    def to_api(self) -> JsonObject:
        return {
            "id": self.id,
            "team_id": self.team.id,
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            "previous_view_id": None,
            **self.content,
            "state": {"values": self.state},
            "hash": self.hash,
            "root_view_id": self.id,
            "app_id": APP_ID,
            "app_installed_team_id": self.team.id,
            "bot_id": self.team.bot_id,
        }


class ViewBook:
    """Each person's open modal and Home tab."""

    def __init__(self, mint: Callable[[str], str], team: Team = HOME) -> None:
        self._mint = mint
        self._team = team
        self._modals: dict[str, View] = {}
        self._homes: dict[str, View] = {}

    def modal(self, user: str) -> View | None:
        return self._modals.get(user)

    def home(self, user: str) -> View | None:
        """Return this person's Home tab, once published."""
        return self._homes.get(user)

    def find(self, view_id: str) -> View | None:
        """Return an open view by its id."""
        every = (*self._modals.values(), *self._homes.values())
        return next((view for view in every if view.id == view_id), None)

    def open(self, user: str, content: JsonObject) -> View:
        """Show a modal, in place of whatever this person had open."""
        view = self._modals[user] = View(self._mint("V"), user, content, team=self._team)
        return view

    def publish(self, user: str, content: JsonObject, expected: str | None) -> View:
        """Publish a person's Home tab."""
        view = self._homes.get(user)
        if view is None:
            view = self._homes[user] = View(self._mint("V"), user, content, team=self._team)
        else:
            self.replace(view, content, expected)
        return view

    def replace(self, view: View, content: JsonObject, expected: str | None) -> None:
        """Replace a view's content; text typed under the same ids stays."""
        if expected is not None and expected != view.hash:
            raise SlackError("hash_conflict")
        view.content = content
        view.version += 1
        view.errors = {}

    def close(self, user: str) -> None:
        self._modals.pop(user, None)


@dataclass
class Trigger:
    """The moment in which a person did something."""

    user: str
    until: float
    used: bool = False


class Triggers:
    def __init__(self, life: float, mint: Callable[[str], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._life = life
        self._mint = mint
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str) -> str:
        """Return a new trigger id for what this person did."""
        trigger_id = f"{self._mint('')}.{self._mint('')}.{self._mint('')}".lower()
        self._issued[trigger_id] = Trigger(user, self._clock() + self._life)
        return trigger_id

    def issued(self, trigger_id: str) -> bool:
        """Whether this trigger id was issued here."""
        return trigger_id in self._issued

    def check(self, trigger_id: str) -> Trigger:
        """Return the trigger, when it can still be used."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() >= trigger.until:
            raise SlackError("expired_trigger_id")
        return trigger
