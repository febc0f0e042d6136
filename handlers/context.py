"""What listeners work with, and who is asking."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Protocol

from bot.domain.access.roles import Permission, Role, Viewpoint, needed
from bot.errors import BotError, NotAllowed
from bot.i18n import Texts, supported_locale, texts_for
from bot.lib.work import Work
from bot.ports.clock import Clock
from bot.ports.slack import Messenger, People, Person
from bot.usecases import UseCases
from handlers.command_options import NO_OPTIONS, Options
from handlers.open_forms import OpenForms

SLOW_AFTER: Final = 1.5
"""Seconds after which a person is told that the answer is on its way."""


class AnswerMetrics(Protocol):
    """Counts answers; must be quick."""

    def answered(self, asked: str, seconds: float, error: BotError | None = None) -> None:
        """Count an answer to a request of ours (`Requester.asked`), given as it should be or as an error."""

    def undelivered(self) -> None:
        """Count an answer that Slack did not take."""


@dataclass(frozen=True)
class Deps:
    """Everything that a listener may reach."""

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

    @property
    def default_texts(self) -> Texts:
        """The installation's language."""
        return texts_for(self.default_locale)

    def texts_of(self, person: Person) -> Texts:
        """The sentences in a person's language, else in the installation's."""
        return texts_for(supported_locale(person.locale, self.default_locale))

    def known_texts(self, requester: "Requester") -> Texts:
        """The person's language if it is known without a call, else the installation's: nothing may be waited for."""
        known = self.people.known(requester.team_id, requester.user_id)
        return self.texts_of(known) if known else self.default_texts

    async def request(self, requester: "Requester", person: Person | None = None) -> "Request":
        """What is needed to answer: who asks, in which language and zone, and what time it is."""
        person = person or await self.people.get(requester.team_id, requester.user_id)
        if requester.from_elsewhere and self.people.known(requester.team_id, requester.user_id) is None:
            # In an organisation they may belong to this workspace, too; as long as that is not known they do not.
            person = replace(person, is_outsider=True)
        return Request(self, requester, person, self.texts_of(person), await self.clock.now())


def team_of(payload: dict[str, Any]) -> str:
    """The workspace that the bot is asked in.

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
    """Who did something in Slack, and where the answer goes."""

    team_id: str
    channel_id: str
    user_id: str
    response_url: str
    trigger_id: str = ""
    pressed: bool = False
    """Whether the response_url belongs to the message whose button was pressed."""
    asked: str = ""
    """A name of ours for what was done: of a subcommand, a button, a modal. For logs and metrics."""
    from_elsewhere: bool = False
    """Whether Slack says that the person's own workspace is another one, as it does of guests in shared channels."""

    @classmethod
    def of(cls, payload: dict[str, Any], asked: str = "") -> "Requester":
        """Read a slash command or an interaction.

        Args:
            payload: Slack's.
            asked: a name of ours for what was done; found in the payload when it is left out.

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
            asked=asked or _asked(payload),
            from_elsewhere=(user.get("team_id") or team_id) != team_id,
        )


def _asked(payload: dict[str, Any]) -> str:
    """The ids that we gave the control or the modal; which subcommand was typed, its listener finds out."""
    if actions := payload.get("actions"):
        return f"action {actions[0].get('action_id', '')}"
    callback_id = (payload.get("view") or {}).get("callback_id") or payload.get("callback_id")
    return f"{payload.get('type', '')} {callback_id}" if callback_id else ""


@dataclass(frozen=True)
class Request:
    """One thing asked, with all that an answer depends on."""

    deps: Deps
    requester: Requester
    person: Person
    texts: Texts
    now: datetime
    """UTC."""
    options: Options = NO_OPTIONS
    """Of the subcommand that was typed."""
    role: Role = Role.VIEWER
    """What the person is; the least until `admitted` has found out."""
    permission: Permission = Permission.VIEW
    """What they were admitted to."""
    home_actions: bool = False
    """Whether it was asked on the person's Home tab: it then is about a channel that they are not in at the moment."""

    def about(self, channel_id: str) -> "Request":
        """The same, asked on the Home tab about a channel."""
        return replace(self, requester=replace(self.requester, channel_id=channel_id), home_actions=True)

    async def admitted(self, permission: Permission) -> "Request":
        """The gate, before every use case: the question of somebody who may ask it.

        Raises:
            NotAllowed, NotAMember: this person may not.
            StorageUnavailable: nobody knows.
        """
        role = await self.usecases.governing.role_of(self.team_id, self.person)
        if not role.may(permission):
            raise NotAllowed(needed=needed(permission))
        return replace(self, role=role, permission=permission)

    @property
    def viewpoint(self) -> Viewpoint:
        """Which programs exist for the answer."""
        return self.viewpoint_in(self.channel_id)

    def viewpoint_in(self, channel_id: str) -> Viewpoint:
        """The same for a modal, which carries the channel that it was opened from.

        What goes into a channel is made of what everybody there may see, whoever asks for it.
        """
        public = self.permission in (Permission.SHARE, Permission.SUBSCRIBE)
        return Viewpoint(self.team_id, channel_id, self.role, public=public)

    @property
    def usecases(self) -> UseCases:
        """What the bot can do."""
        return self.deps.usecases

    @property
    def team_id(self) -> str:
        """The workspace."""
        return self.requester.team_id

    @property
    def channel_id(self) -> str:
        """The channel, empty where there is none."""
        return self.requester.channel_id

    @property
    def zone(self) -> str:
        """The person's IANA zone."""
        return self.person.zone or "UTC"
