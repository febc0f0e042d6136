"""The local WeChat platform's state, and its faults.

Faults of calls come in six groups, and one call may meet one fault of each: the line breaks (any path), WeChat refuses
(any WeChat path), the token in use dies, the distribution reads differently, a minimum is set differently, users are
not counted. The third and the fourth concern calls with an access token, so without a place they are armed for the
base-library query. A place is a path or an appid. Two groups more concern what WeChat pushes, and how an authorisation
comes back; their place is an appid.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import httpx

from tools.sandbox.clock import MovableClock
from tools.sandbox.faults import Fault, FaultBoard
from tools.sandbox.wechat.answers import Call, RefusalError, contradicting, day_of, history, to_bytes
from tools.sandbox.wechat.config import COMPONENT_TOKEN, Feed, Program, WeChatSandboxConfig, fleet_programs
from tools.sandbox.wechat.pusher import Pusher, Ticker, TicketBook
from tools.sandbox.wechat.tokens import (
    AuthorisationCodes,
    AuthoriserBook,
    Counters,
    Kind,
    Limit,
    Meter,
    Token,
    TokenBook,
)

LINE: Mapping[str, str] = {
    "not_json": "answers with an HTML page and HTTP 200",
    "truncated": "sends only the first half of the answer",
    "huge": "pads the answer to more than 1 MiB; params: bytes",
    "slow": "waits before it answers; params: seconds (default 3)",
    "held": "answers for some programs only when it is switched off; params: appids",
    "timeout": "reads the request and never answers",
    "http_500": "answers HTTP 500 with an HTML page",
    "http_404": "answers HTTP 404 with an HTML page, as if the path were gone",
    "disconnect": "closes the connection in the middle of the answer",
}
REFUSALS: Mapping[str, str] = {
    "system_busy": "-1",
    "errcode": "answers with a code of your choice; params: code, message",
    "quota_used": "45009, the day's calls are used up",
    "minute_limit": "45011, too many calls in this minute",
    "ip_not_allowed": "the caller's address is not on the list: 40164 on token calls, 61004 elsewhere; params: ip",
    "not_third_party": "the API is not open to this kind of token: 48001; params: code (86000)",
    "not_authorised": "61003, as if the merchant had revoked the authorisation",
    "set_not_granted": "61007, as if the merchant had not granted permission set 18",
}
TOKENS: Mapping[str, str] = {
    "token_expired": "the token in use has expired, 42001; once by default",
    "token_invalid": "the token in use is no longer valid, 40001",
}
RECOUNT = "recount"
FEEDS: Mapping[str, str] = {
    "undetermined_feed": "numbers that are neither shares nor cumulative",
    "contradicting_meaning": "a feed of shares turns cumulative, and the other way round",
    "empty_uv": "no items; params: null (true: uv_info is null)",
    RECOUNT: "all old versions are counted at 2.4 times their share, in the public numbers, too",
    "rollback": "the newest library was withdrawn",
}
LOST_ANSWER = "minimum_answer_lost"
MINIMUMS: Mapping[str, str] = {
    "minimum_delayed": "a minimum that is set shows only later; params: seconds (default 600)",
    "minimum_refused": "refuses to set a minimum: 89014; params: code (85015)",
    LOST_ANSWER: "sets the minimum and never answers",
    "minimum_floor": "accepts no minimum below a version: 89014; params: version (default 2.16.1)",
}
PORTRAITS: Mapping[str, str] = {
    "users_not_ready": "yesterday's users are not counted yet, 61503",
    "users_empty": "no users are named",
}
PUSHES: Mapping[str, str] = {
    "ticket_outage": "no verify ticket is pushed, even on request",
    "event_lost": "what merchants do is not pushed",
    "event_twice": "what merchants do is pushed twice",
}
ARRIVALS: Mapping[str, str] = {
    "push_first": "the push of an authorisation is answered before the merchant returns",
    "redirect_first": "the push comes after the merchant has returned; params: seconds (default 1)",
    "push_only": "the merchant does not return",
    "redirect_only": "nothing is pushed",
    "both_twice": "the merchant returns twice, with two pushes",
}
_CODES: Mapping[str, int] = {
    "system_busy": -1,
    "quota_used": 45009,
    "minute_limit": 45011,
    "not_third_party": 48001,
    "not_authorised": 61003,
    "set_not_granted": 61007,
    "token_expired": 42001,
    "token_invalid": 40001,
}
_NARROW = {"not_third_party", "not_authorised", "set_not_granted", *TOKENS, *FEEDS} - {RECOUNT}
"""Faults that mean nothing on the token calls."""


class FaultSwitches:
    """All groups of faults, armed and cleared by name."""

    def __init__(self, query_path: str) -> None:
        self.line = FaultBoard(LINE)
        self.refusals = FaultBoard(REFUSALS)
        self.tokens = FaultBoard(TOKENS)
        self.feeds = FaultBoard(FEEDS)
        self.minimums = FaultBoard(MINIMUMS)
        self.portraits = FaultBoard(PORTRAITS)
        self.pushes = FaultBoard(PUSHES)
        self.arrivals = FaultBoard(ARRIVALS)
        calls = (self.line, self.refusals, self.tokens, self.feeds, self.minimums, self.portraits)
        self._boards = (*calls, self.pushes, self.arrivals)
        self._query_path = query_path

    @property
    def catalogue(self) -> dict[str, str]:
        """Every fault's name and what it does."""
        return {name: text for board in self._boards for name, text in board.catalogue.items()}

    def arm(self, fault: Fault) -> None:
        _check(fault.params)
        if fault.where == "*" and fault.name in _NARROW:
            fault.where = self._query_path
        if fault.name == "token_expired" and fault.times is None:
            fault.times = 1
        self._board(fault.name).arm(fault)

    def clear(self, name: str | None = None) -> None:
        if name is not None:
            self._board(name).clear(name)
            return
        for board in self._boards:
            board.clear()

    def armed(self) -> list[Fault]:
        return [fault for board in self._boards for fault in board.armed()]

    def _board(self, name: str) -> FaultBoard:
        for board in self._boards:
            if name in board.catalogue:
                return board
        raise KeyError(name)


def strike(board: FaultBoard, path: str, appid: str | None) -> Fault | None:
    """Return the fault of one group that applies to a call on a path for a program, if any; counts it down."""
    return board.take(path) or (board.take(appid) if appid else None)


def code_of(fault: Fault, *, on_token_call: bool) -> int:
    if fault.name == "ip_not_allowed":
        return 40164 if on_token_call else 61004
    code = fault.params.get("code", _CODES.get(fault.name, -1))
    return int(code)


def _check(params: Mapping[str, Any]) -> None:
    """Refuse parameters that would fail only when the fault strikes."""
    kinds: dict[str, type | tuple[type, ...]] = {
        "code": int,
        "bytes": int,
        "seconds": (int, float),
        "message": str,
        "ip": str,
        "null": bool,
        "appids": list,
        "version": str,
    }
    for name, value in params.items():
        if name not in kinds:
            raise ValueError(f"no fault has a parameter {name}")
        if not isinstance(value, kinds[name]):
            raise ValueError(f"the parameter {name} has the wrong kind")  # noqa: TRY004  # one error for the caller


QUERY = "/cgi-bin/wxopen/getweappsupportversion"
SET = "/cgi-bin/wxopen/setweappsupportversion"
PORTRAIT = "/datacube/getweanalysisappiduserportrait"
STABLE_TOKEN = "/cgi-bin/stable_token"  # noqa: S105
QUOTA = "/cgi-bin/openapi/quota/get"
PROVIDER_TOKEN = "/provider/token"  # noqa: S105

_REMEMBERED_REQUESTS = 2000
_UNLIMITED = 10**9
_TOKENS_A_DAY = 2000
"""WeChat has a limit for the platform's own and names no number."""


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
                STABLE_TOKEN: Limit(500_000, 10_000),
                COMPONENT_TOKEN: Limit(_TOKENS_A_DAY, _UNLIMITED),
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
