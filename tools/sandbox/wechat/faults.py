"""The local WeChat platform's faults.

Faults of calls come in six groups, and one call may meet one fault of each: the line breaks (any path), WeChat refuses
(any WeChat path), the token in use dies, the distribution reads differently, a minimum is set differently, users are
not counted. The third and the fourth concern calls with an access token, so without a place they are armed for the
base-library query. A place is a path or an appid. Two groups more concern what WeChat pushes, and how an authorisation
comes back; their place is an appid.
"""

from collections.abc import Mapping
from typing import Any

from tools.sandbox.faults import Fault, FaultBoard

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
