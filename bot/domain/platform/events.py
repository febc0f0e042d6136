"""What can happen to a program's authorisation."""

from enum import StrEnum


class ProgramEvent(StrEnum):
    """What can be told of a program."""

    AUTHORISED = "authorised"
    """Its admin let the platform in, with permission set 18."""
    NOT_GRANTED = "not-granted"
    """Its admin let the platform in, or changed that, without permission set 18."""
    REVOKED = "revoked"
    """Its admin took the authorisation back."""
    FAILED = "failed"
    """An authorisation came to nothing."""
