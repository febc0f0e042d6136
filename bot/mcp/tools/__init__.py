"""The tools, one module for each group; importing this package registers them all."""

from bot.mcp.tools import apis, changes, programs

__all__ = ["apis", "breakdown", "changes", "errcodes", "fleet", "minimum", "programs", "propose", "scan"]
