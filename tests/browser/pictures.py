"""Which pictures of the page lie in docs/, and what they must be like."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.project.repository import ROOT

FOLDER: Final = ROOT / "docs" / "pictures"
VIEWS: Final = (
    *(
        "breakdown",
        "raise",
        "cover",
        "trend",
        "can",
        "looking-back",
        "export",
        "import",
        "use",
        "digest",
        "schedule",
        "alert",
    ),
    *("propose", "decisions", "decision-result", "decision-fleet"),
    *("alerts", "home", "access", "audit", "token", "help", "sandbox", "fleet", "fleet-raise", "programs", "landing"),
)
ALONE: Final = "answer"
"""The README's: a message without the page around it."""
LOCALES: Final = ("en", "zh-CN")
WIDTHS: Final = dict.fromkeys(VIEWS, 1024) | {"sandbox": 1280}
"""In pixels: the views without the sandbox's controls are narrower."""
HEIGHTS: Final = range(440, 1401)
"""In pixels: a message is shown from its head to its foot."""
MOST_BYTES: Final = 256 * 1024

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


class NotAPictureError(Exception):
    """The bytes are no PNG."""


@dataclass(frozen=True)
class Size:
    """In pixels."""

    width: int
    height: int


def picture(view: str, locale: str) -> Path:
    """Where the picture of a view lies."""
    return FOLDER / f"{view}.{locale}.png"


def png_size(data: bytes) -> Size:
    """The size that a PNG's header names.

    https://www.w3.org/TR/png-3/#11IHDR

    Raises:
        NotAPictureError: these bytes are no PNG.
    """
    if not data.startswith(_SIGNATURE) or data[12:16] != b"IHDR":
        raise NotAPictureError
    return Size(int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))
