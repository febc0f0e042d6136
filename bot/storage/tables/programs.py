"""The tables of programs, of the platform and of workspaces.

The tables of the third-party platform and its programs. Columns named `..._enc` hold secrets encrypted by
`bot.storage.maintenance.vault`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns, UniqueConstraint

from bot.domain.delivery import SlackCode
from bot.domain.platform.authorisation import Failure, ProgramEvent
from bot.domain.programs import AuthStatus, MerchantChoice
from bot.storage.engine.columns import BY_CODE_POINT, Encoded, Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import CHOICE, FAILURE, NUMBERS, OBJECT, SLACK_CODE, TEXTS


class ChannelProgramColumns(TypedColumns):
    """A channel's default program, used when a command names none."""

    team_id: Named[str]
    channel_id: Named[str]
    appid: Named[str]


CHANNEL_PROGRAMS = Table(
    "channel_programs",
    METADATA,
    ChannelProgramColumns,
    PrimaryKeyConstraint("team_id", "channel_id"),
)


class ProgramColumns(TypedColumns):
    number: Named[int] = Column(primary_key=True)
    """Autoincrement: the order in which programs came."""
    team_id: Named[str]
    appid: Named[str]
    nickname: Named[str] = Column(Text(), nullable=False)
    principal: Named[str] = Column(Text(), nullable=False)
    account_status: Named[int | None]
    permission_sets: Named[frozenset[int] | None] = Column(NUMBERS)
    added_at: Named[datetime | None] = Column(Instant())
    checked_at: Named[datetime | None] = Column(Instant())
    listed_alias: Named[str]
    listed_tags: Named[tuple[str, ...]] = Column(TEXTS, nullable=False)


PROGRAMS = Table("programs", METADATA, ProgramColumns, UniqueConstraint("team_id", "appid"))


class ProgramLabelColumns(TypedColumns):
    """A program's alias and tags."""

    team_id: Named[str]
    appid: Named[str]
    alias: Named[str]
    alias_key: Named[str | None]
    """The alias, folded; None when there is none."""
    tags: Named[tuple[str, ...]] = Column(TEXTS, nullable=False)


PROGRAM_LABELS = Table(
    "program_labels",
    METADATA,
    ProgramLabelColumns,
    PrimaryKeyConstraint("team_id", "appid"),
    UniqueConstraint("team_id", "alias_key"),
)


class ProgramOptInColumns(TypedColumns):
    """Who lets Baselib set a program's minimum; a program without a row is off."""

    team_id: Named[str]
    appid: Named[str]
    on: Named[bool]
    merchant: Named[MerchantChoice] = Column(CHOICE, nullable=False)


PROGRAM_OPT_INS = Table("program_opt_ins", METADATA, ProgramOptInColumns, PrimaryKeyConstraint("team_id", "appid"))


class ProgramStandingColumns(TypedColumns):
    """The status of a program that is not readable, including programs that only the settings name."""

    team_id: Named[str]
    appid: Named[str]
    standing: Named[AuthStatus] = Column(Encoded(str, AuthStatus), nullable=False)
    since: Named[datetime] = Column(Instant(), nullable=False)


PROGRAM_STANDINGS = Table(
    "program_standings", METADATA, ProgramStandingColumns, PrimaryKeyConstraint("team_id", "appid")
)


class KnownProgramColumns(TypedColumns):
    """Every program as people find it: what the settings, the list, its labels and its status say of it together.

    Made from them by `bot.storage.programs.known`, in the transaction that changes one of them.
    """

    team_id: Named[str]
    appid: Named[str]
    position: Named[int]
    """The operator's order: those of the settings, below zero, before the others."""
    nickname: Named[str] = Column(Text(), nullable=False)
    alias: Named[str] = Column(Text(), nullable=False)
    tags: Named[tuple[str, ...]] = Column(TEXTS, nullable=False)
    """Folded, in alphabetical order."""
    standing: Named[AuthStatus] = Column(Encoded(str, AuthStatus), nullable=False)
    name_key: Named[str] = Column(BY_CODE_POINT, nullable=False)
    """The name shown, folded (`bot.domain.programs.folded`), as the following ones."""
    alias_key: Named[str] = Column(BY_CODE_POINT, nullable=False)
    listed_key: Named[str] = Column(Text(), nullable=False)
    """The alias that the list gives, also where another program has it."""
    nickname_key: Named[str] = Column(BY_CODE_POINT, nullable=False)
    appid_key: Named[str] = Column(Text(), nullable=False)
    names: Named[str] = Column(Text(), nullable=False)
    """The alias, the AppID, the nickname and the tags, folded, each a line with a line break before and after."""


KNOWN_PROGRAMS = Table(
    "known_programs",
    METADATA,
    KnownProgramColumns,
    PrimaryKeyConstraint("team_id", "appid"),
    Index(None, "team_id", "position"),
    Index(None, "team_id", "alias_key"),
    Index(None, "team_id", "listed_key"),
    Index(None, "team_id", "nickname_key"),
    Index(None, "team_id", "appid_key"),
)


class ProgramRevisionColumns(TypedColumns):
    """Counts the changes to a workspace's programs, so that what is made from them can tell whether it is fresh."""

    team_id: Named[str]
    revision: Named[int]
    renewed: Named[int]
    """The revision that `KNOWN_PROGRAMS` is at."""
    known_by: Named[str]
    """The settings that they were made with: the digest of the programs that those name; empty for none."""
    known_at: Named[datetime | None] = Column(Instant())
    """When a process was last seen to have these settings."""
    known_since: Named[datetime | None] = Column(Instant())
    """When the process that made them had started."""


PROGRAM_REVISIONS = Table("program_revisions", METADATA, ProgramRevisionColumns, PrimaryKeyConstraint("team_id"))


class ProgramTroubleColumns(TypedColumns):
    """Read failures: why a program could not be read the last time."""

    team_id: Named[str]
    appid: Named[str]
    error_key: Named[str]
    params: Named[Mapping[str, Any]] = Column(OBJECT, nullable=False)
    since: Named[datetime] = Column(Instant(), nullable=False)
    not_before: Named[datetime] = Column(Instant(), nullable=False)


PROGRAM_TROUBLES = Table("program_troubles", METADATA, ProgramTroubleColumns, PrimaryKeyConstraint("team_id", "appid"))


class TicketColumns(TypedColumns):
    """The platform's newest verify ticket; one row."""

    name: Named[str]
    """Always `ticket`."""
    ticket_enc: Named[str | None] = Column(Text())
    """None before the first one."""
    created_at: Named[datetime | None] = Column(Instant())
    asked_again_at: Named[datetime | None] = Column(Instant())


TICKETS = Table("tickets", METADATA, TicketColumns, PrimaryKeyConstraint("name"))


class AccessTokenColumns(TypedColumns):
    """Access tokens that all replicas share."""

    name: Named[str]
    secret_enc: Named[str] = Column(Text(), nullable=False)
    refresh_at: Named[datetime] = Column(Instant(), nullable=False)
    ends_at: Named[datetime] = Column(Instant(), nullable=False)


ACCESS_TOKENS = Table("access_tokens", METADATA, AccessTokenColumns, PrimaryKeyConstraint("name"))


class AuthoriserColumns(TypedColumns):
    """Merchants' authorisations of the platform."""

    appid: Named[str]
    refresh_token_enc: Named[str] = Column(Text(), nullable=False)


AUTHORISERS = Table("authorisers", METADATA, AuthoriserColumns, PrimaryKeyConstraint("appid"))


class PushColumns(TypedColumns):
    key: Named[str]
    received_at: Named[datetime] = Column(Instant(), nullable=False)


PUSHES = Table("pushes", METADATA, PushColumns, PrimaryKeyConstraint("key"), Index(None, "received_at"))


class InvitationColumns(TypedColumns):
    """Invitations: pre-authorisation codes and their requesters."""

    id: Named[str]
    """Derived from the code."""
    team_id: Named[str]
    channel_id: Named[str]
    user_id: Named[str]
    choice: Named[MerchantChoice] = Column(CHOICE, nullable=False)
    expires_at: Named[datetime] = Column(Instant(), nullable=False)


INVITATIONS = Table("invitations", METADATA, InvitationColumns, PrimaryKeyConstraint("id"))


class AuthorisationColumns(TypedColumns):
    """Authorisation codes, until they are exchanged."""

    id: Named[str]
    """Derived from the code."""
    code_enc: Named[str | None] = Column(Text())
    """None once it is used."""
    appid: Named[str]
    team_id: Named[str]
    channel_id: Named[str]
    user_id: Named[str]
    choice: Named[MerchantChoice] = Column(CHOICE, nullable=False)
    received_at: Named[datetime] = Column(Instant(), nullable=False)
    expires_at: Named[datetime] = Column(Instant(), nullable=False)
    done_at: Named[datetime | None] = Column(Instant())
    error_key: Named[Failure | None] = Column(FAILURE, nullable=False)


AUTHORISATIONS = Table("authorisations", METADATA, AuthorisationColumns, PrimaryKeyConstraint("id"))


class SyncColumns(TypedColumns):
    """How far a sync has come."""

    source: Named[str]
    offset: Named[int]
    total: Named[int]
    started_at: Named[datetime] = Column(Instant(), nullable=False)
    finished_at: Named[datetime | None] = Column(Instant())


SYNCS = Table("syncs", METADATA, SyncColumns, PrimaryKeyConstraint("source"))


class ProgramNewsColumns(TypedColumns):
    """News of a program for a channel: one delivery each (`DeliveryKind.PROGRAM`)."""

    team_id: Named[str]
    id: Named[str]
    channel_id: Named[str]
    """A channel, or a user for a direct message."""
    user_id: Named[str]
    """The requester, if any: the message is in their language."""
    appid: Named[str]
    what: Named[ProgramEvent] = Column(Encoded(str, ProgramEvent), nullable=False)
    at: Named[datetime] = Column(Instant(), nullable=False)
    error_key: Named[Failure | None] = Column(FAILURE, nullable=False)
    told_in: Named[str]
    """The id of the news whose message reports it; empty until one is composed."""
    told_at: Named[datetime | None] = Column(Instant())


PROGRAM_NEWS = Table(
    "program_news",
    METADATA,
    ProgramNewsColumns,
    PrimaryKeyConstraint("team_id", "id"),
    Index(None, "team_id", "channel_id", "told_in"),
)


class WorkspaceColumns(TypedColumns):
    number: Named[int] = Column(primary_key=True)
    """Autoincrement: the order in which workspaces came."""
    team_id: Named[str]
    name: Named[str]
    bot_user_id: Named[str]
    ended: Named[bool]
    enterprise_id: Named[str]
    """The organisation through whose installation the bot is there; empty where the workspace has its own."""
    suspended_at: Named[datetime | None] = Column(Instant())
    suspended_because: Named[SlackCode | None] = Column(SLACK_CODE, nullable=False)
    heard_at: Named[datetime | None] = Column(Instant())


WORKSPACES = Table("workspaces", METADATA, WorkspaceColumns, UniqueConstraint("team_id"))


class InstallationColumns(TypedColumns):
    """Installations in Slack. Columns named `..._enc` are encrypted by `bot.storage.maintenance.vault`."""

    id: Named[str]
    """The workspace's id, or the organisation's."""
    team_id: Named[str]
    """The workspace's id; empty for an organisation's installation, which belongs to no single workspace."""
    name: Named[str] = Column(Text(), nullable=False)
    bot_user_id: Named[str]
    bot_token_enc: Named[str] = Column(Text(), nullable=False)
    refresh_token_enc: Named[str | None] = Column(Text())
    """None without token rotation."""
    expires_at: Named[datetime | None] = Column(Instant())
    installed_at: Named[datetime] = Column(Instant(), nullable=False)
    installed_by: Named[str]


INSTALLATIONS = Table("installations", METADATA, InstallationColumns, PrimaryKeyConstraint("id"))
