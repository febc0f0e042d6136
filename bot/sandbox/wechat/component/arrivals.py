"""How an authorisation reaches the platform: a push and the merchant's browser, in either order, or only one."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from bot.sandbox.wechat.component.codes import AUTH_FOR, AuthCode
from bot.sandbox.wechat.faults import ARRIVALS
from bot.sandbox.wechat.state import State

_LATER: Final = 1.0


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A merchant's confirmation."""

    appid: str
    sets: frozenset[int]
    pre_auth_code: str
    redirect_uri: str


async def arrive(state: State, confirmed: Confirmed, *, cookie: str) -> str | None:
    """Confirm an authorisation; returns the URL for the browser, or None when a fault keeps it from coming back.

    The push and the browser's return come at about the same time, unless a fault changes that. Nothing is pushed when
    the permission sets are unchanged.
    """
    appid = confirmed.appid
    now = state.clock.now()
    fault = state.faults.arrivals.take(appid, ARRIVALS)
    how = fault.name if fault else ""
    kind = state.authorisers.admit(appid, confirmed.sets, now)
    code = state.codes.hand_out(appid, now)
    state.codes.spend(confirmed.pre_auth_code)
    back = _with_code(confirmed.redirect_uri, code)

    async def push(*, after: float = 0.0, times: int = 1) -> None:
        if after:
            await state.sleep(after)
        for _ in range(times if kind else 0):
            await state.pusher.event(str(kind), appid, code, confirmed.pre_auth_code)

    match how:
        case "push_first" | "push_only":
            await push()
        case "redirect_first":
            seconds = float(fault.params.get("seconds", _LATER)) if fault else _LATER
            state.pusher.soon(push(after=seconds))
        case "both_twice":
            state.pusher.soon(push(times=2))
            # A browser that preloads a page and then shows it sends the same cookies both times.
            await state.pusher.visit(back, {"cookie": cookie})
        case "redirect_only":
            pass
        case _:
            state.pusher.soon(push())
    return None if how == "push_only" else back


def _with_code(redirect_uri: str, code: AuthCode) -> str:
    """The platform's URL with WeChat's query parameters."""
    parts = urlsplit(redirect_uri)
    added = urlencode({"auth_code": code.value, "expires_in": int(AUTH_FOR.total_seconds())})
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))
