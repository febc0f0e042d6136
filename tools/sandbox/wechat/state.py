"""The local WeChat platform's state."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import httpx

from tools.sandbox.clock import MovableClock
from tools.sandbox.faults import Fault
from tools.sandbox.wechat.answers import Call, RefusalError, contradicting, day_of, history, to_bytes
from tools.sandbox.wechat.component.authorisers import AuthorisationCodes, AuthoriserBook
from tools.sandbox.wechat.component.pusher import Pusher, Ticker, TicketBook
from tools.sandbox.wechat.config import COMPONENT_TOKEN, Feed, Program, WeChatSandboxConfig, fleet_programs
from tools.sandbox.wechat.faults import FaultSwitches, code_of, strike
from tools.sandbox.wechat.tokens import Counters, Kind, Limit, Meter, Token, TokenBook

QUERY = "/cgi-bin/wxopen/getweappsupportversion"
SET = "/cgi-bin/wxopen/setweappsupportversion"
PORTRAIT = "/datacube/getweanalysisappiduserportrait"
TOKEN = "/cgi-bin/token"  # noqa: S105
STABLE_TOKEN = "/cgi-bin/stable_token"  # noqa: S105
FORCED_REFRESH = "/cgi-bin/stable_token force_refresh"
"""Not a path: forced refreshes have a quota of their own."""
QUOTA = "/cgi-bin/openapi/quota/get"
PROVIDER_TOKEN = "/provider/token"  # noqa: S105

_REMEMBERED_REQUESTS = 2000
_UNLIMITED = 10**9


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request, for `GET /sandbox/requests`; it never holds a token or a secret."""

    method: str
    path: str
    appid: str | None
    at: str
    status: int | None
    """The HTTP status; None when no answer was sent."""
    errcode: int | None
    """WeChat's code; None outside WeChat's answers."""
    fault: str | None
    """The fault that broke the line, refused the call or invalidated its token."""
    body: str | None
    """The body as sent, for paths whose bodies hold no secret."""


@dataclass(frozen=True, slots=True)
class Change:
    """A minimum that was set by a call, for `GET /sandbox/changes`."""

    appid: str
    version: str
    at: str


class State:
    """Programs, tokens, quotas, faults, clock and the recorded requests."""

    def __init__(
        self,
        config: WeChatSandboxConfig,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.config = config
        self.sleep = sleep
        self.programs = {program.appid: program for program in (*config.programs, *fleet_programs(config.fleet))}
        self.clock = MovableClock(config.start)
        self.tokens = TokenBook()
        self.faults = FaultSwitches(QUERY)
        if config.component.ticket_outage:
            self.faults.arm(Fault("ticket_outage"))
        self.meter = Meter(
            {
                QUERY: Limit(config.daily_limit, config.minute_limit),
                SET: Limit(config.daily_limit, config.minute_limit),
                PORTRAIT: Limit(config.daily_limit, config.minute_limit),
                TOKEN: Limit(2000, _UNLIMITED),
                STABLE_TOKEN: Limit(500_000, 10_000),
                FORCED_REFRESH: Limit(20, _UNLIMITED),
                COMPONENT_TOKEN: Limit(config.component.daily_tokens, _UNLIMITED),
            }
        )
        self.counters = Counters()
        self.tickets = TicketBook()
        self.codes = AuthorisationCodes()
        authorised = self.programs if config.component.authorised is None else config.component.authorised
        self.authorisers = AuthoriserBook(authorised, self.clock.now(), config.component.rotation)
        self.pusher = Pusher(config.component, self.clock, self.faults.pushes, sleep, transport)
        self.ticker = Ticker(self.tickets, self.clock, self.pusher)
        self.recorded: deque[RecordedRequest] = deque(maxlen=_REMEMBERED_REQUESTS)
        self.changes: list[Change] = []
        self.delayed: dict[str, tuple[datetime, str]] = {}
        """The minimums that show only later, and when, by AppID."""
        self._answers: dict[tuple[str, Feed, str], bytes] = {}
        self._answers_day: date | None = None

    def check(self, token: str, now: datetime) -> Token:
        """Return the token, if it is valid now; one that is not the latest of its kind is counted."""
        try:
            found = self.tokens.check(token, now)
        except RefusalError:
            self.counters.refused += 1
            raise
        if not self.tokens.is_latest(found):
            self.counters.overtaken += 1
        return found

    def settle(self, now: datetime) -> None:
        """Let the minimums show whose delay is over."""
        for appid, (at, version) in list(self.delayed.items()):
            if at <= now:
                del self.delayed[appid]
                self.programs[appid] = replace(self.programs[appid], minimum=version)

    def answer(self, program: Program, now: datetime, fault: str | None, *, null: bool = False) -> bytes:
        """Today's answer for a program, made once per day and audience."""
        day = day_of(now)
        if day != self._answers_day:
            self._answers.clear()
            self._answers_day = day
        feed = _bent(program.feed, fault, null=null)
        key = (program.seed, feed, program.minimum)
        if key not in self._answers:
            self._answers[key] = to_bytes(history(replace(program, feed=feed), day))
        return self._answers[key]

    def describe(self, program: Program) -> dict[str, Any]:
        """Return a program for the control side, without its secret."""
        return {name: value for name, value in asdict(program).items() if name != "secret"}


def _bent(feed: Feed, fault: str | None, *, null: bool) -> Feed:
    """Return the feed with which a fault replaces a program's own."""
    match fault:
        case "undetermined_feed":
            return Feed.UNDETERMINED
        case "contradicting_meaning":
            return contradicting(feed)
        case "empty_uv":
            return Feed.NULL if null else Feed.EMPTY
        case "recount":
            return Feed.RECOUNTED
        case "rollback":
            return Feed.WITHDRAWN
        case _:
            return feed


def token_text(call: Call) -> str:
    """Return the access token of a call: new documents name it `access_token`, old ones `component_access_token`."""
    return call.query.get("access_token") or call.query.get("component_access_token") or ""


def for_program(state: State, call: Call) -> Token:
    """Return the access token of a call made for a program; an armed token fault invalidates it first."""
    value = call.query.get("access_token", "")
    token = state.tokens.find(value)
    if token and token.kind is Kind.COMPONENT:
        raise RefusalError(61015)
    _kill(state, call, value)
    if token and token.kind is Kind.AUTHORIZER:
        state.authorisers.require(token.appid)  # the account's word counts for more than the token's age
    return state.check(value, call.now)


def for_component(state: State, call: Call) -> Token:
    """Return the access token of a call that the platform makes about itself and its authorisers."""
    value = token_text(call)
    _kill(state, call, value)
    token = state.check(value, call.now)
    if token.kind is not Kind.COMPONENT:
        raise RefusalError(61014)
    return token


def _kill(state: State, call: Call, value: str) -> None:
    if fault := strike(state.faults.tokens, call.path, call.appid):
        call.fault = fault.name
        state.tokens.kill(value, code_of(fault, on_token_call=False))
