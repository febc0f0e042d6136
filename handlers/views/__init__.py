"""Modals that were submitted: one listener for all of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks.controls import (
    ACCESS_VIEW,
    ALERT_VIEW,
    ASK_VIEW,
    CAN_VIEW,
    CONNECT_SET_VIEW,
    CONNECT_WAY_VIEW,
    DIGEST_PAUSE_VIEW,
    DIGEST_SCHEDULE_VIEW,
)
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.desk import Asker, Desk
from handlers.views import access, alert_change, ask, can, connect, digest_pause, digest_schedule
from handlers.views.refusal import refused
from handlers.views.submitting import Handle, form

_ANY: Final = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Submission:
    """What a modal does when it is submitted."""

    handle: Handle
    permission: Permission
    """What it needs."""


SUBMISSIONS: Final[Mapping[str, Submission]] = {
    ACCESS_VIEW: Submission(form(access.read), Permission.GOVERN),
    CAN_VIEW: Submission(form(can.read), Permission.VIEW),
    ALERT_VIEW: Submission(form(alert_change.read), Permission.ORDER),
    DIGEST_SCHEDULE_VIEW: Submission(form(digest_schedule.read), Permission.ORDER),
    DIGEST_PAUSE_VIEW: Submission(form(digest_pause.read), Permission.ORDER),
    ASK_VIEW: Submission(form(ask.read), Permission.VIEW),
    CONNECT_WAY_VIEW: Submission(connect.way_chosen, Permission.GOVERN),
    CONNECT_SET_VIEW: Submission(connect.check, Permission.GOVERN),
}
"""By the modal's `callback_id`."""


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every submission."""

    @app.view(_ANY)
    async def on_submission(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        found = SUBMISSIONS.get(view.get("callback_id", ""))
        if found:
            await found.handle(desk, ack, body, view, found.permission)
        else:
            await ack(**refused(view, StaleControl(), desk.known_texts(Asker.of(body))))
