"""Events of a program's authorisation."""

from enum import StrEnum


class ProgramEvent(StrEnum):
    """A change of a program's authorisation."""

    AUTHORISED = "authorised"
    """Its admin authorised the platform with permission set 18."""
    NOT_GRANTED = "not-granted"
    """Its admin authorised the platform, or changed that, without permission set 18."""
    REVOKED = "revoked"
    """Its admin revoked the authorisation."""
    FAILED = "failed"
    """An authorisation failed."""
