"""Open modals and Home tabs."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.state.elements import current_state
from bot.sandbox.slack.state.people import APP_ID, HOME, Team

JsonObject = dict[str, Any]

MOST_STACKED = 3
"""How many modals may be stacked."""


@dataclass
class View:
    """A modal or a Home tab of one person."""

    id: str
    user: str
    root: str
    previous: str | None
    content: JsonObject
    """What the app sent, with the ids that Slack fills in."""
    chosen: JsonObject = field(default_factory=dict)
    """What the person typed and chose: block_id -> action_id -> value."""
    errors: dict[str, str] = field(default_factory=dict)
    version: int = 0
    team: Team = HOME

    @property
    def blocks(self) -> list[JsonObject]:
        """The blocks in it."""
        blocks: list[JsonObject] = self.content["blocks"]
        return blocks

    @property
    def state(self) -> JsonObject:
        """The value of each of its elements that keeps one."""
        return current_state(self.blocks, self.chosen)

    @property
    def hash(self) -> str:
        """Changes with each version of the view."""
        digest = hashlib.sha256(json.dumps([self.id, self.version]).encode()).hexdigest()
        return f"{self.version + 1}.{digest[:8]}"

    def to_api(self) -> JsonObject:
        """The view as the Web API and the payloads show it."""
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
            **self.content,
            "state": {"values": self.state},
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": APP_ID,
            "app_installed_team_id": self.team.id,
            "bot_id": self.team.bot_id,
        }


class ViewBook:
    """Each person's stack of modals and Home tab."""

    def __init__(self, mint: Callable[[str], str], team: Team = HOME) -> None:
        self._mint = mint
        self._team = team
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        """The modal that this person sees."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """This person's Home tab, once published."""
        return self._homes.get(user)

    def find(self, view_id: str) -> View | None:
        """An open view by its id."""
        return next((view for view in self._all() if view.id == view_id), None)

    def find_external(self, external_id: str) -> View | None:
        """An open view by the id that the app gave it."""
        return next((view for view in self._all() if view.content.get("external_id") == external_id), None)

    def open(self, user: str, content: JsonObject) -> View:
        """Show a modal, in place of whatever this person had open."""
        self._refuse_duplicate(content, None)
        view_id = self._mint("V")
        view = View(view_id, user, view_id, None, content, team=self._team)
        self._stacks[user] = [view]
        return view

    def push(self, on: View, content: JsonObject) -> View:
        """Show a modal on top of another one.

        Raises:
            SlackError: `push_limit_reached` when three lie on each other already.
        """
        self._refuse_duplicate(content, None)
        stack = self._stacks.get(on.user, [])
        if len(stack) >= MOST_STACKED:
            raise SlackError("push_limit_reached")
        view = View(self._mint("V"), on.user, on.root, on.id, content, team=self._team)
        stack.append(view)
        return view

    def publish(self, user: str, content: JsonObject, expected: str | None) -> View:
        """Publish a person's Home tab.

        Raises:
            SlackError: `hash_conflict` when `expected` is not the current hash.
        """
        view = self._homes.get(user)
        if view is None:
            view_id = self._mint("V")
            view = self._homes[user] = View(view_id, user, view_id, None, content, team=self._team)
        else:
            self.replace(view, content, expected)
        return view

    def replace(self, view: View, content: JsonObject, expected: str | None) -> None:
        """Replace a view's content; text typed under the same ids stays.

        Raises:
            SlackError: `hash_conflict` when `expected` is not the present hash.
        """
        if expected is not None and expected != view.hash:
            raise SlackError("hash_conflict")
        self._refuse_duplicate(content, view)
        view.content = content
        view.version += 1
        view.errors = {}

    def close(self, view: View) -> None:
        """Take a modal off its stack, and those above it."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            del stack[stack.index(view) :]

    def clear(self, user: str) -> None:
        """Close all modals of a person."""
        self._stacks.pop(user, None)

    def _all(self) -> list[View]:
        return [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())

    def _refuse_duplicate(self, content: JsonObject, itself: View | None) -> None:
        external_id = content.get("external_id")
        if external_id and self.find_external(external_id) not in (None, itself):
            raise SlackError("duplicate_external_id")
