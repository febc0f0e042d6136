"""Submitted modals: a module for each feature, one listener for all of them."""

import re
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import StaleControl
from handlers.context import Deps, Requester
from handlers.views.registry import SUBMISSIONS, refused

_ANY: Final = re.compile(r".*", re.DOTALL)


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to every submission."""

    @app.view(_ANY)
    async def on_submission(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        found = SUBMISSIONS.get(view.get("callback_id", ""))
        if found:
            await found.handle(deps, ack, body, view, found.permission)
        else:
            await ack(**refused(view, StaleControl(), deps.known_texts(Requester.of(body))))
