"""The pages of an authorisation, for a merchant's admin: to WeChat, and back."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import BadLink, BotError, OperatorError, ShuttingDown, StorageUnavailable, TemporaryError, TooBusy
from bot.i18n.texts import texts_for
from bot.lib.work import Work
from bot.pages import Refusal, finished_page, landing_page, refusal_page
from bot.ports.machine import Clock
from bot.ports.platform import Pending
from bot.usecases.platform.authorisation import AUTHORISE_PATH, AUTHORISED_PATH, STATE_LASTS, AuthorisationUseCases
from bot.usecases.platform.finish import UNDER_WAY, FinishAuthorisation, Outcome
from handlers.pages.response import page_locale, page_response

_log = structlog.get_logger(__name__)

COOKIE: Final = "baselib_authorising"
_COOKIE_PATH: Final = "/wechat"
_FINISH_WITHIN: Final = 8.0
"""Seconds."""


def page_routes(
    authorising: AuthorisationUseCases,
    clock: Clock,
    work: Work,
    *,
    default_locale: str,
    counts_users: bool,
    within: float = _FINISH_WITHIN,
) -> Sequence[Route]:
    """Return the routes of a third-party platform.

    Args:
        work: continues what takes longer than a browser should wait.
        default_locale: the installation's language, for browsers with none of ours.
        counts_users: whether Baselib reads how many users each program has.
        within: seconds that a browser waits at most.
    """
    secure = authorising.open.public_url.startswith("https:")

    async def authorise(request: Request) -> Response:
        """Return the landing page; only the browser with its cookie can come back."""
        t = texts_for(page_locale(request, default_locale))
        link, cookie = request.query_params.get("pass", ""), request.cookies.get(COOKIE, "")
        try:
            more = request.query_params.get("set") == "yes"
            landing = await authorising.open(link, cookie, more=more, locale=t.locale, now=await clock.now())
        except BadLink:
            return page_response(refusal_page(Refusal.LINK, t), 403)
        except TooBusy:
            return page_response(refusal_page(Refusal.BUSY, t), 503)
        except (OperatorError, TemporaryError) as error:
            _log.error("no merchant can authorise the platform", error=str(error))
            storage = isinstance(error, StorageUnavailable)
            return page_response(refusal_page(Refusal.STORAGE if storage else Refusal.WECHAT, t), 503)
        links, named, choice = landing.links, landing.workspace, landing.choice
        page = landing_page(links.pc, links.mobile, named, link, t, counts_users=counts_users, choice=choice)
        response = page_response(page)
        response.set_cookie(
            COOKIE,
            landing.nonce,
            max_age=int(STATE_LASTS.total_seconds()),
            path=_COOKIE_PATH,
            secure=secure,
            httponly=True,
            samesite="lax",  # so that the browser sends it when WeChat's page leads back here
        )
        return response

    async def authorised(request: Request) -> Response:
        """Where WeChat redirects the browser. Without this browser's own state nothing is done."""
        query, cookie = request.query_params, request.cookies.get(COOKIE, "")
        t, now = texts_for(page_locale(request, default_locale)), await clock.now()
        try:
            pending, state = await authorising.accept(
                query.get("auth_code", ""),
                expires_in=query.get("expires_in", ""),
                state=query.get("state", ""),
                cookie=cookie,
                now=now,
            )
        except BadLink:
            return page_response(refusal_page(Refusal.STATE, t), 403)
        except StorageUnavailable as error:
            _log.error("an authorisation code could not be stored", error=str(error))
            return page_response(refusal_page(Refusal.STORAGE, t), 503)
        outcome = await _finish_within(authorising.finish, pending, work, now=now, within=within)
        name = outcome.nickname or outcome.appid
        return page_response(finished_page(outcome.event, name, outcome.failure, texts_for(state.locale)))

    return [Route(AUTHORISE_PATH, authorise, methods=["GET"]), Route(AUTHORISED_PATH, authorised, methods=["GET"])]


async def _finish_within(
    finish: FinishAuthorisation, pending: Pending, work: Work, *, now: datetime, within: float
) -> Outcome:
    """Return the outcome of an authorisation; unfinished when not known in time. A browser that leaves cancels nothing.

    Args:
        pending: durably stored, so that the next tick retries what is not finished now.
        within: seconds.
    """
    outcome_known: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    async def job() -> None:
        outcome = UNDER_WAY
        try:
            outcome = await finish(pending, now=now)
        except BotError as error:
            _log.warning("an authorisation is not finished", authorisation=pending.id, error=str(error))
        finally:
            if not outcome_known.done():
                outcome_known.set_result(outcome)

    try:
        work.start(job)
    except (ShuttingDown, TooBusy):
        return UNDER_WAY
    try:
        async with asyncio.timeout(within):
            return await asyncio.shield(outcome_known)
    except TimeoutError:
        return UNDER_WAY
