"""Which pictures of the page lie in docs/, and what they must be like."""

from pathlib import Path
from typing import Final

from tools import ROOT

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
    *("changes", "waiting", "propose", "decisions", "decision-result", "decision-fleet"),
    *("alerts", "home", "access", "audit", "token", "help", "sandbox", "fleet", "fleet-raise", "programs", "landing"),
)
ALONE: Final = "answer"
"""The README's: a message without the page around it."""
WIDTHS: Final = dict.fromkeys(VIEWS, 1024) | {"sandbox": 1280}
"""In pixels: the views without the sandbox's controls are narrower."""
HEIGHTS: Final = range(440, 1401)
"""In pixels: a message is shown from its head to its foot."""


def picture(view: str, locale: str) -> Path:
    """Where the picture of a view lies."""
    return FOLDER / f"{view}.{locale}.png"
