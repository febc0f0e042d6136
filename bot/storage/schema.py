"""Every table at once: whoever means all of them takes METADATA from here, not from the module of a few."""

from bot.storage import insight_tables, platform_tables
from bot.storage.tables import METADATA

__all__ = ["METADATA"]

_ = insight_tables, platform_tables  # imported, their tables are part of METADATA
