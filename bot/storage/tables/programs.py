"""The tables of programs and what a workspace says of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns, UniqueConstraint

from bot.domain.programs.opt_in import MerchantChoice
from bot.domain.programs.program import AuthStatus
from bot.storage.engine.columns import BY_CODE_POINT, Encoded, Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import CHOICE, NUMBERS, OBJECT, TEXTS


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
    """Authorised or listed programs."""

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
    """The name shown, folded (`bot.domain.programs.typed_text.folded`), as the following ones."""
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
