"""The governance of a workspace at a glance."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain.access.quorum import USUAL_RULE, QuorumRule
from bot.domain.access.roles import Grant, Role
from bot.domain.programs.program import Program


@dataclass(frozen=True, slots=True)
class Restriction:
    """A program that exists in some channels only."""

    program: Program
    channels: Collection[str]
    """Sorted ids; empty when it exists in all channels (again)."""


@dataclass(frozen=True, slots=True)
class AccessOverview:
    """What `/baselib access` shows."""

    default: Role
    grants: Sequence[Grant]
    """By user id."""
    restrictions: Sequence[Restriction]
    """In the order of the programs."""
    quorum: QuorumRule = USUAL_RULE
    """The votes that decisions need."""
