"""`make components` and `make catalog`: the tables of bot/catalog/ (docs/develop/catalogue.md)."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
"""Of the tables kept by hand: these four."""
COMPONENTS: Final = "components.json"
HARMONY: Final = "harmony.json"
RETIRED: Final = "retired.json"
EMPTIED: Final = "emptied.json"
