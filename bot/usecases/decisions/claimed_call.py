"""The only call that sets a minimum at WeChat: claimed, made once, and settled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.domain.decisions import running
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.program import Change, Difference, Failure, FleetProgram, ProgramState
from bot.domain.decisions.run import Claim
from bot.domain.platform.errcodes import NOT_AUTHORISED, SET_NOT_GRANTED
from bot.errors import BotError, HeldUp, MinimumUnclear, WeChatLimited, WeChatRefused
from bot.lib.boot_time import boot_time
from bot.ports.decisions import Claims
from bot.ports.wechat import MinimumSetter
from bot.usecases.report.read_failures import rest_until, stops_everything

_log = structlog.get_logger(__name__)
_NOT_GRANTED: Final = frozenset({NOT_AUTHORISED, SET_NOT_GRANTED})
"""getSupportVersion needs the same permission set as setSupportVersion, so a refused reading shows that it is gone."""
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call."""

    program: FleetProgram
    error: BotError | None
    """None: WeChat has taken it."""


@dataclass(frozen=True)
class ClaimedCall:
    """Whatever ends it early leaves the program claimed: it is taken over later, and read first."""

    claims: Claims
    setter: MinimumSetter
    seconds: Callable[[], float] = boot_time

    async def __call__(
        self, decision: Decision, program: FleetProgram, *, read_at: float, now: datetime
    ) -> Called | None:
        """Set the minimum that a decision wants for one of its programs.

        Args:
            decision: as it was read when everything else was looked at.
            program: as it was read, too.
            read_at: see `Claim.check`.

        Returns:
            None where the call may not be made, see `bot.ports.decisions.Claims.claim`.

        Raises:
            StorageUnavailable: no call was made, or what came of it is not kept.
        """
        claim = await self.claims.claim(decision, program, now=now)
        if claim is None:
            return None
        called = await self._call(claim, decision, program, read_at, now)
        if not await self.claims.settle(claim, called.program):
            _log.warning("a call was settled by another process", decision=decision.id, appid=program.appid)
        return called

    async def _call(
        self, claim: Claim, decision: Decision, before: FleetProgram, read_at: float, now: datetime
    ) -> Called:
        claimed = claim.program
        version = decision.wanted(claimed)

        def check() -> None:
            claim.check(self.seconds(), read_at=read_at)

        try:
            await self.setter.set_minimum(claimed.appid, version, before=check)
        except HeldUp as error:
            _log.warning("a call came too late, and was not made", decision=decision.id, appid=claimed.appid)
            return Called(before, error)
        except MinimumUnclear as error:
            _log.warning("whether a minimum was set is unclear", decision=decision.id, appid=claimed.appid)
            return Called(running.unclear(claimed), error)
        except WeChatRefused as error:
            if not stops_everything(error):
                return Called(running.ended(claimed, ProgramState.REFUSED, failure_of(error), now=now), error)
            return Called(running.unreached(decision, claimed, failure_of(error), now=now), error)
        except BotError as error:
            _log.info("a minimum was not set", decision=decision.id, appid=claimed.appid, error=str(error))
            why, until = failure_of(error), rest_until(error, now)
            return Called(running.unreached(decision, claimed, why, now=now, until=until), error)
        return Called(running.accepted(claimed), None)


def why_unread(error: BotError) -> Failure | Change:
    """Why a program could not be read; that its merchant grants it no more is a change."""
    if isinstance(error, WeChatRefused) and error.code in _NOT_GRANTED:
        return Change(Difference.GRANT)
    return failure_of(error)


def failure_of(error: BotError) -> Failure:
    """What an error's sentence needs; what WeChat says may be long."""
    until = {"until": error.until.isoformat()} if isinstance(error, WeChatLimited) else {}
    params = {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in error.params.items()}
    return Failure(error.key, {**params, **until})
