"""The pages on which a merchant's admin authorises the platform: imitations, marked as such.

A merchant has to come by a click on a page of the platform's registered domain, with a pre-authorisation code that is
open, and is sent back to `redirect_uri` with `auth_code` and `expires_in`.
https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tools.sandbox.wechat.config import MOBILE_PAGE, PC_PAGE, SETS, Program
from tools.sandbox.wechat.state import ARRIVALS, State
from tools.sandbox.wechat.tokens import AUTH_FOR, AuthCode

SHOWN: Final = 30
_OFFICIAL, _MINI, _BOTH = "1", "2", "3"
_PAGE: Final = Environment(autoescape=True, trim_blocks=True).from_string(
    (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
)
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "referrer-policy": "origin",
}
_LATER: Final = 1.0


class _WrongLinkError(Exception):
    """The link to the page does not work; carries the status and the reason."""


@dataclass(frozen=True, slots=True)
class Link:
    pre_auth_code: str
    redirect_uri: str
    programs: list[Program]


def page_routes(state: State) -> list[Route]:
    """Both pages: for a computer, where WeChat shows a code to scan, and for a phone."""

    async def endpoint(request: Request) -> Response:
        try:
            link = _checked(state, request)
            return _shown(state, link) if request.method == "GET" else await _confirmed(state, request, link)
        except _WrongLinkError as wrong:
            status, why = wrong.args
            return render_page(status, title="This link does not work", text=why)

    return [Route(path, endpoint, methods=["GET", "POST"]) for path in (PC_PAGE, MOBILE_PAGE)]


def _checked(state: State, request: Request) -> Link:
    query = request.query_params
    redirect = urlsplit(redirect_uri := query.get("redirect_uri", ""))
    if request.url.path == MOBILE_PAGE and (query.get("action"), query.get("no_scan")) != ("bindcomponent", "1"):
        raise _WrongLinkError(400, "action must be bindcomponent, and no_scan 1.")
    if query.get("component_appid") != state.config.component.appid:
        raise _WrongLinkError(400, "component_appid is not a third-party platform.")
    if not redirect.netloc or state.config.component.domain not in (None, redirect.netloc):
        raise _WrongLinkError(400, "redirect_uri is not on the registered domain of the platform.")
    came_from = urlsplit(request.headers.get("referer", "")).netloc
    if request.method == "GET" and came_from != redirect.netloc:
        raise _WrongLinkError(403, "Open this page by a click on a page of the platform's registered domain.")
    if not state.codes.is_open(query.get("pre_auth_code", ""), state.clock.now()):
        raise _WrongLinkError(400, "The pre_auth_code is used, expired or invalid. Start again.")
    return Link(query["pre_auth_code"], redirect_uri, _choice(state, query))


def _choice(state: State, query: Mapping[str, str]) -> list[Program]:
    """Return the accounts that a link is for: one by its AppID, or all of a kind."""
    if pinned := query.get("biz_appid"):
        if pinned not in state.programs:
            raise _WrongLinkError(400, "biz_appid is not an account.")
        return [state.programs[pinned]]
    kind = query.get("auth_type")
    if kind not in (_OFFICIAL, _MINI, _BOTH):
        raise _WrongLinkError(400, "auth_type must be 1, 2 or 3.")
    return [
        program
        for program in state.programs.values()
        if kind == _BOTH or program.official_account == (kind == _OFFICIAL)
    ]


def _shown(state: State, link: Link) -> Response:
    new = [program for program in link.programs if state.authorisers.get(program.appid) is None]
    known = [program for program in link.programs if state.authorisers.get(program.appid) is not None]
    groups = [
        (legend, programs[:SHOWN], max(0, len(programs) - SHOWN))
        for legend, programs in (("Not authorised yet", new), ("Authorised: change permissions", known))
        if programs
    ]
    return render_page(
        200,
        title="Authorise a third-party platform",
        groups=groups,
        sets=SETS,
        component_appid=state.config.component.appid,
    )


async def _confirmed(state: State, request: Request, link: Link) -> Response:
    form = await request.form()
    appid = form.get("appid")
    sets = frozenset(number for number in SETS if str(number) in form.getlist("sets"))
    if appid not in {program.appid for program in link.programs}:
        raise _WrongLinkError(400, "Choose one of the accounts.")
    back = await _arrive(
        state,
        _Confirmed(str(appid), sets, link.pre_auth_code, link.redirect_uri),
        cookie=request.headers.get("cookie", ""),
    )
    if back is None:
        return render_page(200, title="Authorised", text="You can close this page.")
    return RedirectResponse(back, 302, headers=_HEADERS)


def render_page(status: int, **values: Any) -> Response:
    return HTMLResponse(_PAGE.render(**values), status, headers=_HEADERS)


@dataclass(frozen=True, slots=True)
class _Confirmed:
    appid: str
    sets: frozenset[int]
    pre_auth_code: str
    redirect_uri: str


async def _arrive(state: State, confirmed: _Confirmed, *, cookie: str) -> str | None:
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
    parts = urlsplit(redirect_uri)
    added = urlencode({"auth_code": code.value, "expires_in": int(AUTH_FOR.total_seconds())})
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))
