"""Programs for people who change Baselib, each started by a make target; no part of the bot."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
