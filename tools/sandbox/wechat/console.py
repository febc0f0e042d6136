"""The console in which people set minimums by hand: an imitation, marked as such, for all programs and without a login.

In reality it is on `https://mp.weixin.qq.com/`, once per Mini Program: 设置 > 基本设置 > 基础库最低版本设置.
"""

from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.sandbox.wechat.component.pages import SHOWN, render_page
from tools.sandbox.wechat.rollout import released
from tools.sandbox.wechat.state import State

CONSOLE: Final = "/"
_VERSIONS: Final = 60
"""The newest ones."""


def console_routes(state: State) -> list[Route]:
    """The page: a list of programs, and a form that sets the minimum of one."""

    async def endpoint(request: Request) -> Response:
        return await _set(state, request) if request.method == "POST" else _shown(state, request)

    return [Route(CONSOLE, endpoint, methods=["GET", "POST"])]


def _shown(state: State, request: Request, text: str = "", status: int = 200) -> Response:
    """Programs with their minimums; `?biz_appid=` chooses one of many."""
    now, chosen = state.clock.now(), request.query_params.get("biz_appid", "")
    state.settle(now)
    found = [each for each in state.programs.values() if not each.official_account and chosen in ("", each.appid)]
    return render_page(
        status,
        page="console",
        title="Minimum base library",
        text=text,
        groups=[("Mini Programs", found[:SHOWN], max(0, len(found) - SHOWN))],
        versions=[each.version for each in reversed(released(now))][:_VERSIONS],
    )


async def _set(state: State, request: Request) -> Response:
    """Set it at once: what a person does counts as no call."""
    form, now = await request.form(), state.clock.now()
    program, version = state.programs.get(str(form.get("appid"))), str(form.get("version"))
    if program is None or version not in {each.version for each in released(now)}:
        return _shown(state, request, "Choose a Mini Program and a released version.", 400)
    state.delayed.pop(program.appid, None)
    state.programs[program.appid] = replace(program, minimum=version)
    return _shown(state, request, f"The minimum of {program.nickname} is {version}.")
