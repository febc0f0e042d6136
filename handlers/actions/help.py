"""Buttons of the help: each does what its command does."""

from bot.blocks.kit.controls import (
    HELP_ALL,
    HELP_CAN,
    HELP_DIGEST,
    HELP_REPORT,
    HELP_TREND,
    HELP_WHAT_IF,
    Control,
)
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from handlers.actions.registry import action
from handlers.answers.what_if import open_ask
from handlers.commands import digest
from handlers.commands.help import all_commands
from handlers.commands.registry import subcommands
from handlers.context import Request


@action(HELP_ALL, Permission.VIEW, stored=True)
async def every_command(request: Request, control: Control) -> Message:
    """All commands."""
    del control
    return all_commands(request.texts)


@action(HELP_REPORT, Permission.VIEW)
async def report(request: Request, control: Control) -> Message | None:
    """Report: `/baselib report`."""
    del control
    return await subcommands()["report"](request, [])


@action(HELP_TREND, Permission.VIEW)
async def trend(request: Request, control: Control) -> Message | None:
    """Trend: `/baselib trend`."""
    del control
    return await subcommands()["trend"](request, [])


@action(HELP_CAN, Permission.VIEW)
async def can(request: Request, control: Control) -> Message | None:
    """Can I use: the form that asks for APIs."""
    del control
    return await subcommands()["can"](request, [])


@action(HELP_WHAT_IF, Permission.VIEW)
async def what_if(request: Request, control: Control) -> None:
    """What if: the form that asks for a program and a version."""
    del control
    await open_ask(request)


@action(HELP_DIGEST, Permission.VIEW, stored=True)
async def weekly_digest(request: Request, control: Control) -> Message | None:
    """Weekly digest: the form; for those who may not change it, the channel's digest."""
    del control
    if not request.role.may(Permission.SUBSCRIBE):
        return await digest.show(request)
    await digest.edit(request)
    return None
