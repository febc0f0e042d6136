"""The baseline: a Bolt app of the same versions and settings whose one listener only acknowledges."""

import logging
import sys
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def bare_app(*, token: str, signing_secret: str, slack_api_url: str) -> Any:
    app = AsyncApp(
        client=AsyncWebClient(token=token, base_url=slack_api_url),
        signing_secret=signing_secret,
        process_before_response=True,  # as in the bot: otherwise Bolt polls for the acknowledgement every 10 ms
    )

    @app.command("/baselib")
    async def on_command(ack: AsyncAck) -> None:
        await ack()

    return AsyncSlackRequestHandler(app, path="/slack/events")


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    uvicorn.run(
        bare_app(token=sys.argv[2], signing_secret=sys.argv[3], slack_api_url=sys.argv[4]),
        port=int(sys.argv[1]),
        loop="uvloop",
        access_log=False,
        log_level="warning",
    )
