"""A person's word that a minimum is set, beside what WeChat shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.decisions.rollout.program import FleetProgram
from bot.domain.numbers.version import Version


class Standing(StrEnum):
    """What the newest reading says about a person's word."""

    STILL = "still"
    """It was read since, and shows another minimum."""
    BEFORE = "before"
    """It is read soon; the newest reading is an earlier one."""
    UNREAD = "unread"
    """It could not be read since."""


@dataclass(frozen=True, slots=True)
class SaidSet:
    """That a person says that a minimum is set, and WeChat does not show it yet."""

    by: str
    """A Slack user's id."""
    version: Version
    minimum: Version | None
    """What WeChat showed at the newest reading."""
    read_at: datetime | None
    """UTC; None without a reading."""
    standing: Standing


def said_set_of(program: FleetProgram, version: Version) -> SaidSet | None:
    """A person's word about a program; None without one.

    Args:
        version: the minimum that was decided.
    """
    said = program.said
    if said is None or program.since is None:
        return None
    if said.read_at and said.read_at >= program.since:
        standing = Standing.STILL
    else:
        standing = Standing.UNREAD if program.checks else Standing.BEFORE
    return SaidSet(said.by, version, said.minimum, said.read_at, standing)
