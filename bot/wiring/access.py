"""The part of the composition root that knows who may what, and writes down who changed what."""

from dataclasses import dataclass

from bot.domain.access.roles import NamedAdmins
from bot.ports.programs import Programs
from bot.storage.access.audit_log import SqlAuditLog
from bot.storage.access.rules import SqlAccessRules
from bot.storage.engine.database import Database
from bot.usecases.access.role_of import RoleOf
from bot.usecases.governance.access import AccessUseCases
from bot.usecases.governance.change_access import ChangeAccess
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class Access:
    """Everything behind roles, restrictions and the audit log."""

    visible: VisiblePrograms
    role_of: RoleOf
    audit: SqlAuditLog
    governing: AccessUseCases


def open_access(database: Database, programs: Programs, audit: SqlAuditLog, named: NamedAdmins) -> Access:
    """Over the same database as the log; `named` are the admins that the environment names."""
    rules = SqlAccessRules(database)
    visible, role_of = VisiblePrograms(programs, rules), RoleOf(rules, named)
    return Access(visible, role_of, audit, AccessUseCases(role_of, ChangeAccess(rules, visible, audit), audit))
