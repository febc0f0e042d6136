"""How long tests wait."""

from typing import Final

PATIENCE: Final = 300.0
"""Seconds. Tests wait for events; this only ends a wait in vain."""
