"""Where people set the programs themselves: which of them WeChat shows. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.decisions.rollout.program import UNDER_WAY, FleetProgram, ProgramState, shows
from bot.domain.decisions.said_set import SaidSet, Seen
from bot.domain.numbers.version import Version

_MAY_SHOW: Final = (*UNDER_WAY, ProgramState.UNVERIFIED)


def said(program: FleetProgram, user_id: str, *, now: datetime) -> FleetProgram:
    """A program of which a person says that it is set."""
    return replace(program, state=ProgramState.SAID, because=user_id, since=now)


def unsaid(program: FleetProgram, *, now: datetime) -> FleetProgram:
    """A program to set, without what a person has said."""
    return replace(program, state=ProgramState.WAITING, because="", since=now)


def said_set_of(program: FleetProgram, version: Version, seen: Seen | None) -> SaidSet | None:
    """A person's word about a program; None without one.

    Args:
        version: the minimum that was decided.
    """
    return SaidSet(program.said_by, program.since, version, seen) if program.said_by and program.since else None


def found_set(
    programs: Iterable[FleetProgram], shown: Mapping[str, Seen], version: Version, *, since: datetime
) -> list[FleetProgram]:
    """The programs that WeChat shows at the new minimum, or a higher one, by a reading since an instant.

    One that was given up may have been set since.

    Args:
        shown: by AppID.
        version: the minimum that was decided.
        since: UTC; the approval.
    """
    return [
        replace(program, state=ProgramState.VERIFIED, because="", since=found.at, next_at=None)
        for program in programs
        if program.state in _MAY_SHOW
        and (found := shown.get(program.appid))
        and found.at > since
        and shows(found.minimum, version)
    ]


def never_set(programs: Iterable[FleetProgram], *, now: datetime) -> list[FleetProgram]:
    """The programs under way, as they are once the time for setting them is over."""
    return [
        replace(program, state=ProgramState.UNVERIFIED, because="", since=now, next_at=None)
        for program in programs
        if program.state in UNDER_WAY
    ]
