"""The programs of a workspace. Every method is scoped by workspace."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.domain.access import Viewpoint
from bot.domain.fleet_row import WHOLE, Asked, Page
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform import AccountStatus, Failure, Profile, ProgramEvent
from bot.domain.programs import AuthStatus, OptIn, Program, ProvidedProgram


@dataclass(frozen=True, slots=True)
class Meant:
    """The programs that a name may mean."""

    count: int
    programs: Sequence[Program]
    """The first few, by their names."""
    names: Sequence[str]
    """Theirs; the AppID where two of all of them share a name."""

    @property
    def only(self) -> Program | None:
        """The program, where it can be no other."""
        return self.programs[0] if self.count == 1 else None


NOTHING_MEANT: Final = Meant(0, (), ())


class Programs(Protocol):
    """The programs that exist for a viewpoint. Every method raises `StorageUnavailable`.

    Their order is the operator's: those of the settings in their order, then the others in the order of their arrival.
    Names and parts of names are folded (`bot.domain.programs.folded`); texts are as people type them.
    """

    async def found(self, asked: Asked, text: str = "", page: Page = WHOLE) -> Sequence[Program]:
        """Return the programs whose alias, AppID, nickname or a tag contains a text.

        All of them, in order, if it is empty.

        First the one with this alias, then those with another name or a tag equal to it, then those with one that
        starts with it. `#food` finds programs with exactly that tag, if there are any.
        """

    async def count(self, asked: Asked, text: str = "") -> int:
        """How many there are of them."""

    async def meant(self, seen: Viewpoint, name: str, *, start: bool = False) -> Meant:
        """Return the program with this alias or AppID, else those with this nickname.

        Args:
            start: those whose alias or nickname starts so, instead.
        """

    async def is_taken(self, seen: Viewpoint, name: str, *, besides: str = "") -> bool:
        """Whether a program other than the one with the AppID `besides` has this alias, AppID or nickname."""

    async def held(self, seen: Viewpoint, text: str) -> Sequence[str]:
        """Return the aliases, AppIDs and nicknames that a folded text contains, the longest first."""

    async def alike(self, asked: Asked, parts: Collection[str], *, limit: int) -> Sequence[str]:
        """Return the aliases, AppIDs and nicknames that contain the most of these parts."""

    async def spelled(self, asked: Asked, name: str) -> str:
        """Return an alias, AppID or nickname in the spelling of the last program that has it; empty without one."""

    async def tags(self, asked: Asked) -> Sequence[str]:
        """Return the tags that the programs have, in alphabetical order."""

    async def appids(self, asked: Asked) -> Sequence[Visible]:
        """Return the AppIDs of the programs, in order: for what has to be done with every one of them."""

    async def imported(self, seen: Viewpoint) -> Sequence[Visible]:
        """Return the AppIDs of the programs whose numbers people import, in order."""


@dataclass(frozen=True, slots=True)
class KeptProgram:
    """A program that was authorised, or that the provider's list names."""

    appid: str
    nickname: str = ""
    principal: str = ""
    account_status: AccountStatus | None = None
    permission_sets: frozenset[int] | None = None
    """None before the first check."""
    added_at: datetime | None = None
    """UTC."""
    checked_at: datetime | None = None
    """UTC; when WeChat (or the provider's list) was last asked about it."""
    listed_alias: str = ""
    """The alias and tags that the provider's list gives; those that people set in Slack come first."""
    listed_tags: tuple[str, ...] = ()

    @classmethod
    def of(cls, profile: Profile, *, now: datetime) -> "KeptProgram":
        """Return the program as WeChat described it at `now` (UTC)."""
        return cls(
            profile.appid,
            profile.nickname,
            profile.principal,
            profile.account_status,
            profile.permission_sets,
            added_at=now,
            checked_at=now,
        )

    def listed_as(self, before: "KeptProgram") -> "KeptProgram":
        """Return the same with the alias and tags of the provider's list from `before`: WeChat does not know them."""
        return replace(self, listed_alias=before.listed_alias, listed_tags=before.listed_tags)


class KeptPrograms(Protocol):
    """The programs of a workspace that came from WeChat or from the provider's list, not from the settings."""

    async def put(self, team_id: str, programs: Sequence[KeptProgram]) -> None:
        """Keep or replace, in one transaction; `added_at` of one that is kept stays."""

    async def get(self, team_id: str, appid: str) -> KeptProgram | None:
        """One of them."""

    async def all(self, team_id: str) -> Sequence[KeptProgram]:
        """All of them, in the order of their arrival."""

    async def teams_of(self, appid: str) -> Sequence[str]:
        """Return the workspaces that have a program. The only method that is not scoped: WeChat knows no workspaces."""

    async def set_status(self, team_id: str, appid: str, status: AuthStatus, *, now: datetime) -> bool:
        """Record a program's status; False when that is no change. Also for one that only the settings name."""

    async def statuses(self, team_id: str) -> Mapping[str, AuthStatus]:
        """Return the status of programs that are not simply readable, by AppID."""

    async def status_since(self, team_id: str, appid: str) -> datetime | None:
        """When a program got its status (UTC, the `now` of that `set_status`); None for a readable one."""

    async def remove(self, team_id: str, appid: str) -> None:
        """Delete a program and its status: it belongs to another workspace."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The alias and tags that people in Slack give a program."""

    alias: str = ""
    """As typed; empty when there is none."""
    tags: tuple[str, ...] = ()
    """Folded, in alphabetical order."""


class OptIns(Protocol):
    """Who lets Baselib set the minimums of programs. Every method is scoped by workspace."""

    async def get(self, team_id: str, appid: Visible) -> OptIn:
        """Return a program's; off until it is turned on."""

    async def put(self, team_id: str, appid: str, opt_in: OptIn, *, instead_of: OptIn) -> bool:
        """Replace a program's; False where it is not `instead_of` any more: an admin and a merchant may both choose."""

    async def some(self, team_id: str, appids: Collection[Visible]) -> Mapping[str, OptIn]:
        """Those of these AppIDs; programs that were never opted in or asked are missing."""

    async def allowing(self, team_id: str) -> Collection[str]:
        """Return the AppIDs of all whose opt-in allows it."""


class ProgramLabels(Protocol):
    """Aliases and tags, for programs from anywhere."""

    async def get(self, team_id: str, appid: Visible) -> Labels:
        """Return the labels of a program."""

    async def put(self, team_id: str, appid: str, labels: Labels) -> bool:
        """Replace a program's labels; False when another program has this alias."""

    async def all(self, team_id: str) -> Mapping[str, Labels]:
        """By AppID; programs without any are missing."""


@dataclass(frozen=True, slots=True)
class ProgramNews:
    id: str
    """Derived from the event, so that repeating it makes one message."""
    team_id: str
    channel_id: str
    """A channel, or a user for a direct message."""
    user_id: str
    """The requester, whose language the message uses; may be empty."""
    appid: str
    """Empty when an authorisation failed before WeChat named its account."""
    event: ProgramEvent
    at: datetime
    """UTC."""
    failure: Failure | None = None


class News(Protocol):
    """News of programs for channels; each is one delivery, so that none is lost and none comes twice."""

    async def add(self, news: Sequence[ProgramNews]) -> int:
        """Keep them, each with its delivery (`DeliveryKind.PROGRAM`), in one transaction.

        Those that are kept already are left alone. Returns how many were new.
        """

    async def get(self, team_id: str, news_id: str) -> ProgramNews | None:
        """One by its id, which is the `subject_id` of its delivery."""

    async def bundle(self, news: ProgramNews, *, now: datetime, apart: timedelta) -> Sequence[ProgramNews] | datetime:
        """Return the news of one message: all of its channel and event without a requester that were not sent yet.

        From now on they belong to this one: asked again, it has them again, and no other one has them. Oldest first.

        Args:
            news: one without a requester (its `user_id` is empty).
            apart: how long after the last one the next of its kind may be sent: thousands of programs may be refused in
                one night.

        Returns:
            Nothing when another one has them; the moment (UTC) from which on they may be sent when it is still to come.
        """


class ChannelPrograms(Protocol):
    """Which program a channel means when it names none."""

    async def get(self, team_id: str, channel_id: str) -> str | None:
        """Return the AppID chosen with `use`, which may be hidden by now.

        Text, until `VisiblePrograms` finds its program.
        """

    async def put(self, team_id: str, channel_id: str, appid: str) -> None:
        """Choose one, in place of an earlier choice."""

    async def channels_of(self, team_id: str, appid: str) -> Sequence[str]:
        """Return the channels that chose a program, sorted."""


class ProvidedPrograms(Protocol):
    """The provider's list of programs."""

    async def all(self) -> Sequence[ProvidedProgram]:
        """All of them now, each once.

        Raises:
            ProgramListRefused: it is malformed; nothing of it is used.
            WeChatUnreachable: its host does not answer.
        """


class ImportedPrograms(Protocol):
    async def erase(self, team_id: str, appid: str) -> None:
        """Delete a program with its numbers, forecasts, names, restrictions and reminders.

        Alerts and digests have repositories of their own; decisions about it stay.
        """
