"""The form of a digest: opened, refreshed as something in it changes, tried out."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.blocks.controls import HOME, Control
from bot.blocks.message import Message
from bot.blocks.schedule_form import read_schedule_view
from bot.blocks.schedule_view import NEW, RUNS, schedule_view
from bot.domain.due import DigestStatus, next_slots
from bot.domain.program import Program
from bot.domain.schedule import Slot
from bot.domain.schedule_words import parse_schedule
from bot.domain.subscription import Subscription
from bot.errors import BadSchedule, NoSubscription, StaleControl
from bot.i18n.zones import zones
from bot.usecases.subscribe import order_id
from handlers.desk import Question
from handlers.order import named_order, owner_after

FALLBACK_ZONE = "Asia/Shanghai"


Handle = Callable[[Question, dict[str, Any], Control, int], Awaitable[Message | None]]
"""Takes a modal, what it was opened with, and the turn in which the press came."""


@dataclass(frozen=True)
class FormAnswer:
    """What is done when something in a modal is pressed or chosen."""

    handle: Handle
    view: dict[str, Any]
    control: Control
    turn: int

    @classmethod
    def of(cls, handle: Handle, view: dict[str, Any], turn: int) -> "FormAnswer | None":
        """None where the modal is none of ours."""
        try:
            control = Control.decode(view.get("private_metadata") or "")
        except StaleControl:
            return None
        return cls(handle, view, control, turn)

    async def __call__(self, question: Question) -> Message | None:
        """Do it."""
        return await self.handle(question, self.view, self.control, self.turn)


async def open_form(question: Question, *, may_be_new: bool = False) -> None:
    """Show the form of the channel's digest.

    Raises:
        NotOwner: this person may not change it.
        NoSubscription: there is none, and a new one is not wanted.
    """
    await owner_after(question, question.channel_id)
    origin = HOME if question.at_home else ""
    try:
        status = await question.usecases.digesting.show(question.team_id, question.channel_id, now=question.now)
    except NoSubscription:
        if not may_be_new:
            raise
        status, origin = DigestStatus(_fresh(question, question.channel_id), None, None), NEW
    runs = _runs(status.subscription, status, question.now)
    programs = await _programs(question, question.channel_id)
    view = schedule_view(status.subscription, question.texts, programs, runs, origin=origin)
    await question.desk.messenger.open_view(question.team_id, question.asker.trigger_id, view)
    await asyncio.to_thread(zones)  # so that the first search in it is as fast as any other


async def form_order(question: Question, control: Control) -> DigestStatus:
    """The order that a form is about.

    Raises:
        StaleControl: not a form of this channel's digest.
        NoSubscription: the digest was ended meanwhile.
    """
    try:
        return await named_order(question, control.channel_id, control)
    except NoSubscription:
        if control.choice != NEW or control.subscription_id != order_id(question.team_id, control.channel_id):
            raise
        return DigestStatus(_fresh(question, control.channel_id), None, None)


async def refresh(question: Question, view: dict[str, Any], control: Control, turn: int) -> None:
    """Show the next runs as the form says now. The change that came last wins, whichever is worked out first."""
    form_id = str(view.get("id") or "")
    question.desk.forms.begin(form_id, turn)
    status = await form_order(question, control)
    order, runs = status.subscription, None
    try:
        order = read_schedule_view(view).on(order)
        runs = _runs(order, status, question.now)
    except BadSchedule:
        pass  # said once the form is sent; until then something may just not be chosen yet
    programs = await _programs(question, control.channel_id)
    shown = schedule_view(order, question.texts, programs, runs, origin=control.choice)
    update = question.desk.messenger.update_view
    if not question.desk.forms.is_newest(form_id, turn):
        return
    if await update(question.team_id, form_id, shown, only_if=str(view.get("hash") or "")):
        return
    if question.desk.forms.is_newest(form_id, turn):  # an earlier change was shown meanwhile; this one is newer
        await update(question.team_id, form_id, shown)


async def try_out(question: Question, view: dict[str, Any], control: Control, _turn: int) -> Message:
    """The digest as the form describes it, for this person alone."""
    status = await form_order(question, control)
    return await preview(question, read_schedule_view(view).on(status.subscription))


async def preview(question: Question, order: Subscription) -> Message:
    """The digest as it would be now."""
    return await question.usecases.digesting.preview(order, now=question.now)


def _runs(order: Subscription, status: DigestStatus, now: datetime) -> list[Slot]:
    """Also of an order that is stopped: saving it starts it again."""
    return next_slots(replace(order, paused_because="", created_at=now), status.last, now=now, count=RUNS)


async def _programs(question: Question, channel_id: str) -> Sequence[Program]:
    """All of them: the form offers their tags, too."""
    return await question.usecases.search_programs(question.seen_in(channel_id), "", limit=10_000)


def _fresh(question: Question, channel_id: str) -> Subscription:
    """What a new digest is until somebody says otherwise."""
    return Subscription(
        order_id(question.team_id, channel_id),
        question.team_id,
        channel_id,
        (),
        parse_schedule("mon", "09:00", question.person.zone or FALLBACK_ZONE),
        question.texts.locale,
        question.asker.user_id,
        created_at=question.now,
    )
