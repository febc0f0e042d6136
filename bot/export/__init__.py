"""Exports: files that other programs read."""

from bot.export.file import ExportFile, Format

__all__ = ["ExportFile", "Format"]
