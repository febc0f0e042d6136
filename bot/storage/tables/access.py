"""The tables of roles, restrictions and the audit log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, TypedColumns

from bot.domain.access.audit import AuditAction
from bot.domain.access.roles import Role
from bot.storage.engine.columns import Encoded, Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import OBJECT, ROLE


class DefaultRoleColumns(TypedColumns):
    """The default role of a workspace whose admins have set one."""

    team_id: Named[str]
    role: Named[Role] = Column(ROLE, nullable=False)


DEFAULT_ROLES = Table("default_roles", METADATA, DefaultRoleColumns, PrimaryKeyConstraint("team_id"))


class QuorumColumns(TypedColumns):
    """How many votes a decision needs, in a workspace whose admins have set it."""

    team_id: Named[str]
    small: Named[int]
    large: Named[int]
    many: Named[int]
    users: Named[int]


QUORUMS = Table("quorums", METADATA, QuorumColumns, PrimaryKeyConstraint("team_id"))


class RoleGrantColumns(TypedColumns):
    """A role that an admin granted a user."""

    team_id: Named[str]
    user_id: Named[str]
    role: Named[Role] = Column(ROLE, nullable=False)
    by: Named[str]
    at: Named[datetime] = Column(Instant(), nullable=False)


ROLE_GRANTS = Table("role_grants", METADATA, RoleGrantColumns, PrimaryKeyConstraint("team_id", "user_id"))


class ProgramRestrictionColumns(TypedColumns):
    """A channel where a restricted program is visible; a program without a row is visible everywhere."""

    team_id: Named[str]
    appid: Named[str]
    channel_id: Named[str]


PROGRAM_RESTRICTIONS = Table(
    "program_restrictions",
    METADATA,
    ProgramRestrictionColumns,
    PrimaryKeyConstraint("team_id", "appid", "channel_id"),
)


class AuditColumns(TypedColumns):
    """The audit log. Rows are only added, and deleted when they are old."""

    number: Named[int] = Column(primary_key=True)
    team_id: Named[str]
    at: Named[datetime] = Column(Instant(), nullable=False)
    by: Named[str]
    action: Named[AuditAction] = Column(Encoded(str, AuditAction), nullable=False)
    subject: Named[str]
    before: Named[Mapping[str, Any]] = Column(OBJECT, nullable=False)
    after: Named[Mapping[str, Any]] = Column(OBJECT, nullable=False)


AUDIT = Table(
    "audit",
    METADATA,
    AuditColumns,
    Index(None, "team_id", "at"),
    Index(None, "team_id", "subject"),
    Index(None, "at"),
)
