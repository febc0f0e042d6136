"""The pages that install the bot in a Slack workspace: to Slack's page, and back."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import BadLink, BotError, SlackRefused
from bot.i18n.texts import Texts, texts_for
from bot.pages.landing import InstallRefusal, install_page, install_refused_page, installed_page
from bot.ports.machine import Clock
from bot.usecases.workspaces.install import INSTALL_PATH, REDIRECT_PATH, STATE_LASTS, InstallWorkspace, OpenInstallation
from handlers.pages.response import page_locale, page_response

_log = structlog.get_logger(__name__)

COOKIE: Final = "baselib_installing"
_STATUS: Final = {
    InstallRefusal.CANCELLED: 200,
    InstallRefusal.STATE: 403,
    InstallRefusal.SLACK: 502,
    InstallRefusal.LATER: 503,
}


def install_routes(
    opening: OpenInstallation, install: InstallWorkspace, clock: Clock, *, default_locale: str
) -> Sequence[Route]:
    """Return the routes where many workspaces may install the bot.

    Args:
        opening: makes the link to Slack's page.
        install: installs when a browser comes back from there.
        default_locale: the installation's language, for browsers with none of ours.
    """
    address = urlsplit(opening.public_url)

    def refused(why: InstallRefusal, t: Texts) -> Response:
        return page_response(install_refused_page(why, opening.public_url + INSTALL_PATH, t), _STATUS[why])

    async def show(request: Request) -> Response:
        """Return the page with the button; only the browser with its cookie can come back."""
        t = texts_for(page_locale(request, default_locale))
        opened = opening(request.cookies.get(COOKIE, ""), now=await clock.now())
        response = page_response(install_page(opened.url, t))
        response.set_cookie(
            COOKIE,
            opened.nonce,
            max_age=int(STATE_LASTS.total_seconds()),
            path=f"{address.path}/slack",
            secure=address.scheme == "https",
            httponly=True,
            samesite="lax",  # so that the browser sends it when Slack's page leads back here
        )
        return response

    async def come_back(request: Request) -> Response:
        """Where Slack redirects the browser. Without this browser's own state nothing is done."""
        query, t = request.query_params, texts_for(page_locale(request, default_locale))
        now = await clock.now()
        try:
            state = await install.came_back(query.get("state", ""), request.cookies.get(COOKIE, ""), now=now)
            if query.get("error"):
                return refused(InstallRefusal.CANCELLED, t)
            installation = await install(query.get("code", ""), state, now=now)
        except BadLink:
            return refused(InstallRefusal.STATE, t)
        except BotError as error:
            _log.error("nothing was installed, as far as known", error=str(error))
            return refused(InstallRefusal.SLACK if isinstance(error, SlackRefused) else InstallRefusal.LATER, t)
        return page_response(installed_page(installation.name, t, org_wide=installation.org_wide))

    return [Route(INSTALL_PATH, show, methods=["GET"]), Route(REDIRECT_PATH, come_back, methods=["GET"])]
