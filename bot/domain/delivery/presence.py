"""Whether the bot is in a channel."""

from enum import StrEnum


class Presence(StrEnum):
    """What is known of the bot's place in a channel."""

    THERE = "there"
    MISSING = "missing"
    """It cannot post before it is invited."""
    UNKNOWN = "unknown"
    """Slack did not tell."""
