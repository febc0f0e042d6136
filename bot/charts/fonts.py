"""Finds a font with Chinese characters; without one charts are drawn in English."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_FOLDERS: Final = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts"),
)
"""Where the drawing library looks: https://docs.rs/fontdb/latest/fontdb/struct.Database.html#method.load_system_fonts."""
_NAMES: Final = ("notosanscjk", "notosanssc", "sourcehansans", "pingfang", "msyh", "wqy-", "droidsansfallback")
"""Prefixes of the file names of fonts with simplified Chinese, those of `bot.charts.line_chart` first."""


def chinese_font(folders: Iterable[str] = _FOLDERS) -> str:
    """The file name of a font with Chinese characters; empty without one."""
    files = sorted(name for folder in folders for name in _files(Path(folder).expanduser()))
    return next((name for wanted in _NAMES for name in files if name.casefold().startswith(wanted)), "")


def _files(folder: Path) -> Iterator[str]:
    for _, _, names in os.walk(folder):
        yield from names
