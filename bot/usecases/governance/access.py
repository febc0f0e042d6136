"""The use cases of access, together."""

from dataclasses import dataclass

from bot.ports.access import AuditLog
from bot.usecases.access.role_of import RoleOf
from bot.usecases.governance.change_access import ChangeAccess


@dataclass(frozen=True)
class AccessUseCases:
    """Roles, restrictions, and the audit log."""

    role_of: RoleOf
    access: ChangeAccess
    audit: AuditLog
