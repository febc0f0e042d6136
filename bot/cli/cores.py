"""How commands get at the program's core."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands without a program load nothing of it
    from bot.wiring.core import Core

WithTeam = Callable[[Callable[["Core", str], Awaitable[None]]], None]
"""Runs work with the core and the workspace, and turns our errors into an exit status."""
WithCoreIfSet = Callable[[Callable[["Core | None", str], Awaitable[None]], str], None]
"""Runs work with the core, or with None while settings that the named program needs are missing, and the workspace."""
