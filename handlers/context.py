"""The listeners' dependencies, the requester and the request."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Protocol

from cachetools import LRUCache

from bot.blocks.kit.elements import Block, Message, View
from bot.domain.access import Permission, Role, Viewpoint
from bot.errors import BotError, FormNeedsCommand, NotInChannel
from bot.i18n import Texts, supported_locale, texts_for
from bot.lib.work import Work
from bot.ports.machine import Clock
from bot.ports.slack import Messenger, People, Person
from bot.usecases.access import role_in
from bot.usecases.everything import UseCases
from handlers.command_options import NO_OPTIONS, Options

PermissionOf = Callable[[str, str], Permission]
"""The permission that a control requires, by its `action_id` and value."""
_ELEMENTS: Final = "elements"
_ACCESSORY: Final = "accessory"
_OPTIONS: Final = "options"


def anybody(_action_id: str, _value: str) -> Permission:
    """Before the controls are registered: each may be pressed by everyone."""
    return Permission.VIEW


def allowed_controls(message: Message, role: Role, permission_of: PermissionOf) -> Message:
    """Return the message without the controls that the role may not use; rows left empty go, too."""
    blocks = [kept for block in message.blocks if (kept := _block(block, role, permission_of))]
    return message if blocks == message.blocks else replace(message, blocks=blocks)


def _block(block: Block, role: Role, permission_of: PermissionOf) -> Block | None:
    if block.get("type") == "actions":
        kept = [found for element in block[_ELEMENTS] if (found := _element(element, role, permission_of))]
        return {**block, _ELEMENTS: kept} if kept else None
    if accessory := block.get(_ACCESSORY):
        found = _element(accessory, role, permission_of)
        without = {key: value for key, value in block.items() if key != _ACCESSORY}
        return {**without, _ACCESSORY: found} if found else without
    return block


def _element(element: dict[str, Any], role: Role, permission_of: PermissionOf) -> dict[str, Any] | None:
    """Return the element, with the options that remain; None when nothing does."""
    action_id = str(element.get("action_id", ""))
    if _OPTIONS not in element:
        return element if role.may(permission_of(action_id, str(element.get("value", "")))) else None
    kept = [each for each in element[_OPTIONS] if role.may(permission_of(action_id, str(each.get("value", ""))))]
    return {**element, _OPTIONS: kept} if kept else None


_MOST: Final = 1000


class OpenForms:
    """Tracks the newest change of each open modal, because changes are processed concurrently."""

    def __init__(self) -> None:
        self._turns: LRUCache[str, int] = LRUCache(_MOST)
        self._turn = 0

    def arrived(self) -> int:
        """Return the turn of a press; to be taken before the first await, where later ones may overtake."""
        self._turn += 1
        return self._turn

    def begin(self, form_id: str, turn: int) -> None:
        """Record that a change of a modal is being processed."""
        self._turns[form_id] = max(turn, self._turns.get(form_id, 0))

    async def show(self, messenger: Messenger, team_id: str, view: dict[str, Any], turn: int, shown: View) -> None:
        """Show what came of a change. The latest change wins, in whatever order they finish.

        Args:
            messenger: updates the modal.
            view: the modal as the change found it.
        """
        form_id = str(view.get("id") or "")
        if not self.is_newest(form_id, turn):
            return
        if await messenger.update_view(team_id, form_id, shown, only_if=str(view.get("hash") or "")):
            return
        if self.is_newest(form_id, turn):  # an earlier change was shown meanwhile; this one is newer
            await messenger.update_view(team_id, form_id, shown)

    def is_newest(self, form_id: str, turn: int) -> bool:
        """Whether no newer change has come since."""
        return self._turns.get(form_id, turn) == turn


_DIRECT: Final = "D"
"""How the ids of direct messages begin."""
SLOW_AFTER: Final = 1.5
"""Seconds after which the answer is announced."""


class AnswerMetrics(Protocol):
    """Counts answers; must be quick."""

    def answered(self, asked: str, seconds: float, error: BotError | None = None) -> None:
        """Count the answer to a request (`Requester.asked`), a success or an error."""

    def undelivered(self) -> None:
        """Count an answer that could not be sent."""


@dataclass(frozen=True)
class Deps:
    usecases: UseCases
    people: People
    messenger: Messenger
    work: Work
    clock: Clock
    default_locale: str
    metrics: AnswerMetrics
    slow_after: float = SLOW_AFTER
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    forms: OpenForms = field(default_factory=OpenForms)
    permission_of: PermissionOf = anybody
    """Which controls a person's answer may have."""

    @property
    def default_texts(self) -> Texts:
        """The sentences in the installation's language."""
        return texts_for(self.default_locale)

    def texts_of(self, person: Person) -> Texts:
        """Return the sentences in a person's language, else in the installation's."""
        return texts_for(supported_locale(person.locale, self.default_locale))

    def known_texts(self, requester: "Requester") -> Texts:
        """Return the person's language if cached, else the installation's: this must not wait."""
        known = self.people.known(requester.team_id, requester.user_id)
        return self.texts_of(known) if known else self.default_texts

    async def request(self, requester: "Requester", person: Person | None = None) -> "Request":
        """Complete a request: the person with language and zone, and the time."""
        person = person or await self.people.get(requester.team_id, requester.user_id)
        if requester.from_elsewhere and self.people.known(requester.team_id, requester.user_id) is None:
            # In an organisation they may belong to this workspace, too; until that is known, assume not.
            person = replace(person, is_outsider=True)
        return Request(self, requester, person, self.texts_of(person), await self.clock.now())


def team_of(payload: dict[str, Any]) -> str:
    """Return the workspace of a payload.

    In an organisation's installation `team` may be missing, and a view may have been opened in another workspace than
    its person's: https://docs.slack.dev/enterprise/organization-ready-apps/.
    """
    view, user = payload.get("view") or {}, payload.get("user") or {}
    return str(
        view.get("app_installed_team_id")
        or payload.get("team_id")
        or (payload.get("team") or {}).get("id")
        or (user.get("team_id") if isinstance(user, dict) else "")
        or ""
    )


@dataclass(frozen=True, slots=True)
class Requester:
    """The person who did something in Slack, and where the answer goes."""

    team_id: str
    channel_id: str
    user_id: str
    response_url: str = field(repr=False)
    trigger_id: str = field(default="", repr=False)
    pressed: bool = False
    """Whether the response_url belongs to the message whose button was pressed."""
    asked: str = ""
    """Our name of the subcommand, button or modal, for logs and metrics."""
    message_ts: str = ""
    """The message whose button was pressed."""
    thread_ts: str = ""
    """The thread of direct messages in which it was asked."""
    from_elsewhere: bool = False
    """Whether the person's own workspace is another one, as Slack reports for guests in shared channels."""

    @classmethod
    def of(cls, payload: dict[str, Any], asked: str = "") -> "Requester":
        """Read a slash command or an interaction.

        Args:
            payload: Slack's.
            asked: our name of what was used; read from the payload when left out.

        https://docs.slack.dev/interactivity/implementing-slash-commands/ and
        https://docs.slack.dev/reference/interaction-payloads/block_actions-payload/
        """
        container, user = payload.get("container") or {}, payload.get("user") or {}
        team_id = team_of(payload)
        return cls(
            team_id=team_id,
            channel_id=payload.get("channel_id")
            or (payload.get("channel") or {}).get("id")
            or container.get("channel_id")
            or "",
            user_id=payload.get("user_id") or user.get("id") or "",
            response_url=payload.get("response_url") or "",
            trigger_id=payload.get("trigger_id") or "",
            pressed=bool(payload.get("actions")),
            asked=asked or _name_of(payload),
            message_ts=str(container.get("message_ts") or ""),
            from_elsewhere=(user.get("team_id") or team_id) != team_id,
        )


def _name_of(payload: dict[str, Any]) -> str:
    """Our id of the control or modal; a subcommand is found out by its listener."""
    if actions := payload.get("actions"):
        return f"action {actions[0].get('action_id', '')}"
    callback_id = (payload.get("view") or {}).get("callback_id") or payload.get("callback_id")
    return f"{payload.get('type', '')} {callback_id}" if callback_id else ""


@dataclass(frozen=True)
class Request:
    """A request with everything that its answer depends on."""

    deps: Deps
    requester: Requester
    person: Person
    texts: Texts
    now: datetime
    """UTC."""
    options: Options = NO_OPTIONS
    """The options of the subcommand."""
    role: Role = Role.VIEWER
    """The person's role; the lowest until `admitted` has looked it up."""
    permission: Permission = Permission.VIEW
    """The permission that they were admitted with."""
    from_home: bool = False
    """Whether it came from the Home tab: it is then about a channel that the person is not in at the moment."""
    _roles: list[tuple[Person, Role]] = field(default_factory=list)
    """The last role that was looked up, if any: what becomes of this request shares it."""

    def about(self, channel_id: str) -> "Request":
        """Return this request, made on the Home tab about a channel."""
        return replace(self, requester=replace(self.requester, channel_id=channel_id), from_home=True)

    async def admitted(self, permission: Permission) -> "Request":
        """Check the permission, before every use case; returns the admitted request.

        What governs asks Slack at that moment: an admin's rank is otherwise up to five minutes old.
        """
        person = self.person
        if permission is Permission.GOVERN:
            person = await self.deps.people.current(self.team_id, self.requester.user_id)
        role = await self.role_now(person)
        role.require(permission)
        return replace(self, person=person, role=role, permission=permission)

    async def role_now(self, person: Person | None = None) -> Role:
        """Return the person's role as it was last looked up, whether it sufficed or not; looked up if it was not.

        Args:
            person: as Slack has them now: if that is news, the role is looked up anew.
        """
        if not self._roles or person not in (None, self._roles[0][0]):
            asked = person or self.person
            self._roles[:] = [(asked, await role_in(self.usecases, self.team_id, asked))]
        return self._roles[0][1]

    async def entered(self, channel_id: str, *, recent: bool = False) -> "Request":
        """Return this request, made in a channel that only a control names: the person may have left it since.

        Slack itself names the channel of a command or of a message's button, and then the person is there. Admins see
        every program anyway, and a direct message has one person.

        Args:
            channel_id: the channel; empty for none.
            recent: whether a minute ago is now, for what is asked at each key.
        """
        if channel_id and self.role is not Role.ADMIN and not channel_id.startswith(_DIRECT):
            people, user_id = self.deps.people, self.requester.user_id
            if not await people.is_member(self.team_id, channel_id, user_id, recent=recent):
                raise NotInChannel
        return replace(self, requester=replace(self.requester, channel_id=channel_id or self.channel_id))

    async def open_view(self, view: View) -> str:
        """Open a modal for the person; returns its id."""
        if not self.requester.trigger_id:
            raise FormNeedsCommand(command=self.requester.asked.partition(" ")[2])
        return await self.deps.messenger.open_view(self.team_id, self.requester.trigger_id, view)

    @property
    def viewpoint(self) -> Viewpoint:
        """The viewpoint: which programs exist for the answer.

        What is posted in a channel uses only what everyone there may see, whatever the requester's role.
        """
        public = self.permission in (Permission.SHARE, Permission.SUBSCRIBE, Permission.DECIDE)
        return Viewpoint(self.team_id, self.channel_id, self.role, public=public)

    @property
    def usecases(self) -> UseCases:
        return self.deps.usecases

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.requester.team_id

    @property
    def channel_id(self) -> str:
        """The channel's id; empty without one."""
        return self.requester.channel_id

    @property
    def zone(self) -> str:
        """The person's IANA zone."""
        return self.person.zone or "UTC"
