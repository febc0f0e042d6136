"""Events of a program: its authorisation, and the age of imported numbers."""

from enum import StrEnum


class ProgramEvent(StrEnum):
    """What channels are notified of."""

    AUTHORISED = "authorised"
    """Its admin authorised the platform with permission set 18."""
    NOT_GRANTED = "not-granted"
    """Its admin authorised the platform, or changed that, without permission set 18."""
    REVOKED = "revoked"
    """Its admin revoked the authorisation."""
    FAILED = "failed"
    """An authorisation failed."""
    OUTDATED = "outdated"
    """Its imported numbers are old."""
