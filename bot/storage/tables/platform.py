"""The tables of the third-party platform and its programs.

Columns named `..._enc` hold secrets encrypted by `bot.storage.maintenance.vault`.
"""

from datetime import datetime

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from bot.domain.platform.authorisation import Failure
from bot.domain.platform.events import ProgramEvent
from bot.domain.programs.opt_in import MerchantChoice
from bot.storage.engine.columns import Encoded, Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import CHOICE, FAILURE


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
    """Handled pushes."""

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
