"""Buttons below the answers to `raise` and `cover`: share, set the alert, the versions nearby, the menu."""

from collections.abc import Awaitable, Callable
from decimal import Decimal

from bot.blocks.kit.controls import (
    COVER_SHARE,
    COVER_TARGET,
    RAISE_SHARE,
    WHAT_IF_HIGHER,
    WHAT_IF_LOWER,
    Control,
)
from bot.blocks.kit.elements import Message
from bot.blocks.what_if.answers import Reader
from bot.domain.access.roles import Permission
from bot.domain.numbers.rounding import parse_percent
from bot.domain.numbers.version import Version
from bot.errors import BadPercent, StaleControl
from handlers.actions.registry import action
from handlers.answers.breakdown import opened_report, shown_report
from handlers.answers.what_if import reader_of
from handlers.commands import cover, raise_
from handlers.context import Request


@action(WHAT_IF_LOWER, Permission.VIEW)
@action(WHAT_IF_HIGHER, Permission.VIEW)
async def nearest(request: Request, control: Control) -> Message:
    """A listed version next to the one asked about: like `/baselib raise`."""
    return await raise_.reply(request, await opened_report(request, control), _version(control))


@action(COVER_TARGET, Permission.VIEW, replaces=True)
async def target(request: Request, control: Control) -> Message:
    """A chosen share: like `/baselib cover`."""
    return await cover.reply(request, await opened_report(request, control), _target(control))


@action(RAISE_SHARE, Permission.SHARE, replaces=True)
async def share_raise(request: Request, control: Control) -> Message:
    """Share to channel: post the answer of the day shown, in the installation's language, and confirm."""
    report, version = await shown_report(request, control), _version(control)
    return await _share(request, lambda reader: raise_.reply(request, report, version, reader))


@action(COVER_SHARE, Permission.SHARE, replaces=True)
async def share_cover(request: Request, control: Control) -> Message:
    """Share to channel, as `share_raise`."""
    report, target = await shown_report(request, control), _target(control)
    return await _share(request, lambda reader: cover.reply(request, report, target, reader))


async def _share(request: Request, reply: Callable[[Reader], Awaitable[Message]]) -> Message:
    requester = request.requester
    public = await reply(reader_of(request, request.deps.default_texts, shared_by=requester.user_id))
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=request.now)
    return await reply(reader_of(request, shared=True))


def _version(control: Control) -> Version:
    if control.version is None:
        raise StaleControl
    return control.version


def _target(control: Control) -> Decimal:
    try:
        return parse_percent(control.text)
    except BadPercent as error:
        raise StaleControl from error
