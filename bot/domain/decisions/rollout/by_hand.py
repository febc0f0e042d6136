"""Where people set the programs themselves: which of them WeChat shows. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.decisions.rollout.program import UNDER_WAY, FleetProgram, ProgramState, shows
from bot.domain.decisions.said_set import Seen
from bot.domain.numbers.version import Version

_MAY_SHOW: Final = (*UNDER_WAY, ProgramState.UNVERIFIED)


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
        replace(program, state=ProgramState.VERIFIED, since=found.at, next_at=None)
        for program in programs
        if program.state in _MAY_SHOW
        and (found := shown.get(program.appid))
        and found.at > since
        and shows(found.minimum, version)
    ]


def never_set(programs: Iterable[FleetProgram], *, now: datetime) -> list[FleetProgram]:
    """The programs under way, as they are once the time for setting them is over."""
    return [
        replace(program, state=ProgramState.UNVERIFIED, since=now, next_at=None)
        for program in programs
        if program.state in UNDER_WAY
    ]
