"""Open modals and Home tabs, their elements and what is filled in, and the trigger ids that let the app open one.

The state is as payloads carry it: block_id -> action_id -> value.
"""

import copy
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.people import APP_ID, HOME, Team
from tools.sandbox.slack.surfaces import elements_of

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
