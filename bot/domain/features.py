"""What WeChat's documentation says of each API: the base library that it needs at least."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.version import Version


class Platform(StrEnum):
    """Mini Programs and mini games have tables of their own."""

    MINI_PROGRAM = "mini-program"
    MINI_GAME = "mini-game"


@dataclass(frozen=True, slots=True)
class Feature:
    """An API, an option of one, or a method of an object that one returns."""

    name: str
    """In full: `wx.request`, `wx.request.enableChunked`, `CanvasContext.setFontSize`."""
    minimum: Version | None
    """The lowest base library that has it; None when no minimum is documented, which is not "ever since"."""
    plugin_minimum: Version | None = None
    """The lowest base library that has it inside a plugin, where the documentation names one."""
    deprecated: bool = False
    deprecated_since: Version | None = None
    """The base library from which on it is not maintained; None when unknown or when it still is."""
