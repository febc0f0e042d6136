"""A channel's digest: its subscription, and the form to open, refresh and preview."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.blocks.digest.form import ABOUT, NEW, RUNS, pause_view, read_schedule_view, schedule_view
from bot.blocks.digest.subscription import paused_message
from bot.blocks.kit import limits
from bot.blocks.kit.controls import HOME, Control
from bot.blocks.kit.elements import Message
from bot.domain.delivery import Slot
from bot.domain.digest.schedule import parse_schedule
from bot.domain.digest.subscription import DigestStatus, Lifecycle, Scope, Subscription, next_slots
from bot.domain.fleet_row import Asked
from bot.domain.programs import ALL_OF_WECHAT, Program
from bot.errors import BadSchedule, EarlierDigest, NoSubscription, StaleControl
from bot.i18n.zones import zones
from bot.usecases.access import allow_change
from bot.usecases.digest.send_now import preview_digest
from bot.usecases.digest.subscribe import digest_language, pause_digest, pause_ends, show_digest, subscription_id_of
from bot.usecases.fleet import fleet_of
from handlers.context import Request

FALLBACK_ZONE = "Asia/Shanghai"


async def named_subscription(request: Request, channel_id: str, control: Control) -> DigestStatus:
    """Return the channel's subscription, which must be the one that the control names."""
    status = await show_digest(request.usecases, request.team_id, channel_id, now=request.now)
    if status.subscription.id != control.subject_id:
        raise StaleControl
    known = bool(control.owner_id)  # controls of earlier versions name none: of them only the channel is checked
    if known and not status.subscription.answers_to(control.owner_id, request.requester.user_id):
        raise EarlierDigest
    return status


async def owner_after(request: Request, channel_id: str) -> str:
    """Return the owner of the channel's subscription once this person has changed it."""
    return await allow_change(request.usecases, request.team_id, channel_id, request.requester.user_id)


async def pause(request: Request, channel_id: str, until: date | None) -> Message:
    """Pause the channel's digest until a date; without one, resume it."""
    status = await pause_digest(
        request.usecases,
        request.team_id,
        channel_id,
        until,
        by=request.requester.user_id,
        owner_id=await owner_after(request, channel_id),
        now=request.now,
    )
    return paused_message(status, request.texts)


async def open_form(request: Request, *, may_be_new: bool = False, scope: Scope | None = None) -> None:
    """Open the form of the channel's digest.

    Args:
        may_be_new: whether the channel may have no digest yet.
        scope: the one to choose in it; None for the digest's own.
    """
    await owner_after(request, request.channel_id)
    if scope:
        await fleet_of(request.usecases.visible.programs, request.viewpoint, tag=scope.tag)
    origin = HOME if request.from_home else ""
    try:
        status = await show_digest(request.usecases, request.team_id, request.channel_id, now=request.now)
    except NoSubscription:
        if not may_be_new:
            raise
        status, origin = DigestStatus(await _fresh(request, request.channel_id), None, None), NEW
    subscription = replace(status.subscription, scope=scope, appids=()) if scope else status.subscription
    runs = _runs(subscription, status, request.now)
    programs, tags = await _choices(request, subscription)
    view = schedule_view(subscription, request.texts, programs, runs, tags=tags, origin=origin)
    await request.open_view(view)
    await asyncio.to_thread(zones)  # so that the first search in it is as fast as any other


async def open_pause(request: Request, subscription: Subscription) -> None:
    """Open the form that asks until when the digest pauses."""
    await owner_after(request, request.channel_id)
    first, _ = pause_ends(subscription, request.now)
    view = pause_view(subscription, request.texts, first=first, home=request.from_home)
    await request.open_view(view)


async def form_subscription(request: Request, control: Control) -> DigestStatus:
    """Return the subscription that a form is about."""
    try:
        return await named_subscription(request, control.channel_id, control)
    except NoSubscription:
        if control.choice != NEW or control.subject_id != subscription_id_of(request.team_id, control.channel_id):
            raise
        return DigestStatus(await _fresh(request, control.channel_id), None, None)


async def refresh(request: Request, view: dict[str, Any], control: Control, turn: int) -> None:
    """Show the next runs for the form's current values. The latest change wins, in whatever order they finish."""
    request.deps.forms.begin(str(view.get("id") or ""), turn)
    status = await form_subscription(request, control)
    subscription, runs, (about, _) = status.subscription, None, ABOUT.read(view)
    try:
        subscription = read_schedule_view(view).on(subscription)
        runs = _runs(subscription, status, request.now)
    except BadSchedule:
        pass  # reported when the form is submitted; until then a value may just not be chosen yet
    programs, tags = await _choices(request, subscription)
    shown = schedule_view(subscription, request.texts, programs, runs, tags=tags, about=about, origin=control.choice)
    await request.deps.forms.show(request.deps.messenger, request.team_id, view, turn, shown)


async def try_out(request: Request, view: dict[str, Any], control: Control, _turn: int) -> Message:
    """Return the digest as the form describes it, only for the requester."""
    status = await form_subscription(request, control)
    return await preview(request, read_schedule_view(view).on(status.subscription))


async def preview(request: Request, subscription: Subscription) -> Message:
    return await preview_digest(request.usecases, subscription, now=request.now)


def _runs(subscription: Subscription, status: DigestStatus, now: datetime) -> list[Slot]:
    """Return the next runs, even of a paused subscription: saving the form resumes it."""
    return next_slots(replace(subscription, state=Lifecycle.ACTIVE, created_at=now), status.last, now=now, count=RUNS)


async def _choices(request: Request, subscription: Subscription) -> tuple[Sequence[Program], Sequence[str]]:
    """Return the programs that the form offers, those that are chosen, and all tags."""
    visible, seen = request.usecases.visible, request.viewpoint
    first = await visible.choices(seen, "", limit=limits.OPTIONS + 1)
    others = set(subscription.appids) - {program.appid for program in first}
    chosen = await visible.programs.found(Asked(seen, appids=others)) if others else ()
    public = await visible.among(seen, others & {ALL_OF_WECHAT.appid})
    return [*first, *chosen, *public], await visible.programs.tags(Asked(seen))


async def _fresh(request: Request, channel_id: str) -> Subscription:
    """Return the defaults of a new digest; it is in the language that the channel's last one was in."""
    former = await digest_language(request.usecases, request.team_id, channel_id)
    return Subscription(
        subscription_id_of(request.team_id, channel_id),
        request.team_id,
        channel_id,
        (),
        parse_schedule("mon", "09:00", request.person.zone or FALLBACK_ZONE),
        former or request.texts.locale,
        request.requester.user_id,
        created_at=request.now,
    )
