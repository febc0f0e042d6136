"""WeChat's documented APIs as committed tables; `make catalog` renews them (docs/develop/catalogue.md)."""

from functools import cache
from importlib.resources import files
from typing import Final

from bot.catalog.table import decoded
from bot.domain.can.features import Features, Platform

FILES: Final = {Platform.MINI_PROGRAM: "mini_program.json", Platform.MINI_GAME: "mini_game.json"}

COMPONENTS: Final = "components.json"
HARMONY: Final = "harmony.json"
RETIRED: Final = "retired.json"


@cache
def load(platform: Platform) -> Features:
    """The features of a platform. The first call for each reads a file and takes about 20 ms."""
    return decoded((files(__name__) / FILES[platform]).read_text(encoding="utf-8"), platform)
