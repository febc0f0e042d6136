"""The part of the composition root that speaks with Slack."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.slack.files import SlackFiles
from bot.slack.identity import TokenIdentity
from bot.slack.messenger import SlackMessenger
from bot.slack.pace import SlackPace
from bot.slack.people import SlackPeople
from bot.slack.socket_mode import SocketMode

_TIMEOUT: Final = 10


@dataclass(frozen=True)
class SlackSide:
    """What says things in Slack, and what hears them."""

    app: AsyncApp
    signing_secret: str
    """Empty in Socket Mode."""
    socket: SocketMode | None
    """None over HTTP."""
    identity: TokenIdentity
    messenger: SlackMessenger
    people: SlackPeople
    files: SlackFiles


@asynccontextmanager
async def open_slack(settings: Settings, pace: SlackPace | None = None) -> AsyncIterator[SlackSide]:
    """With one HTTP session for everything; a test may bring a pace that does not wait."""
    timeout = aiohttp.ClientTimeout(total=_TIMEOUT)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        client = _client(settings, session, _revealed(settings.slack_bot_token))
        app = _bolt(settings, client)
        app_token = _revealed(settings.slack_app_token)
        yield SlackSide(
            app=app,
            signing_secret=_revealed(settings.slack_signing_secret),
            socket=SocketMode(app, _client(settings, session, app_token)) if app_token else None,
            identity=TokenIdentity(client),
            messenger=SlackMessenger(lambda _team_id: client, session, pace or SlackPace()),
            people=SlackPeople(client),
            files=SlackFiles(lambda _team_id: client, session),
        )


def _bolt(settings: Settings, client: AsyncWebClient) -> AsyncApp:
    logging.getLogger("slack_bolt.AsyncApp").addFilter(_not_about_the_environment)
    return AsyncApp(
        client=client,
        signing_secret=_revealed(settings.slack_signing_secret),
        process_before_response=True,  # without it Bolt polls for the acknowledgement every 10 ms
    )


def _client(settings: Settings, session: aiohttp.ClientSession, token: str) -> AsyncWebClient:
    """No retry handlers: repeating a post is the use case's decision, and a blind retry could post twice."""
    return AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        session=session,
        timeout=_TIMEOUT,
        trust_env_in_session=True,
        retry_handlers=[],
    )


def _not_about_the_environment(record: logging.LogRecord) -> bool:
    """Bolt looks into the environment by itself, finds our token there too, and warns that it uses the client's."""
    return "`token` will be unused" not in record.getMessage()


def _revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
