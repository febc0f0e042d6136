"""What WeChat documents of its APIs, as committed tables; `make catalog` renews them (docs/develop/catalogue.md)."""

from functools import cache
from importlib.resources import files
from typing import Final

from bot.catalog.table import decoded
from bot.domain.can.features import Features, Platform

FILES: Final = {Platform.MINI_PROGRAM: "mini_program.json", Platform.MINI_GAME: "mini_game.json"}


@cache
def load(platform: Platform) -> Features:
    """All that is documented for a platform. The first call of each reads a file and takes some 20 ms."""
    return decoded((files(__name__) / FILES[platform]).read_text(encoding="utf-8"), platform)
