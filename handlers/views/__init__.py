"""Modals that were submitted: one listener for all of them."""

import re
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks.controls import CAN_VIEW, DIGEST_PAUSE_VIEW, DIGEST_SCHEDULE_VIEW
from bot.errors import StaleControl
from handlers.desk import Asker, Desk
from handlers.views import can, digest_pause, digest_schedule
from handlers.views.refusal import refused

_ANY: Final = re.compile(r".*", re.DOTALL)
_SUBMITTED: Final = {
    CAN_VIEW: can.submitted,
    DIGEST_SCHEDULE_VIEW: digest_schedule.submitted,
    DIGEST_PAUSE_VIEW: digest_pause.submitted,
}


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every submission."""

    @app.view(_ANY)
    async def on_submission(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        handle = _SUBMITTED.get(view.get("callback_id", ""))
        if handle:
            await handle(desk, ack, body, view)
        else:
            await ack(**refused(view, StaleControl(), desk.known_texts(Asker.of(body))))
