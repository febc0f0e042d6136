"""Exports: files that other programs read."""

from bot.files import ExportFile, Format

__all__ = ["ExportFile", "Format"]
