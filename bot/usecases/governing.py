"""Everything about who may what that a person can ask for."""

from dataclasses import dataclass

from bot.ports.access import AuditLog
from bot.usecases.change_access import ChangeAccess
from bot.usecases.role_of import RoleOf


@dataclass(frozen=True)
class Governing:
    """Roles, restrictions, and the audit log."""

    role_of: RoleOf
    access: ChangeAccess
    audit: AuditLog
