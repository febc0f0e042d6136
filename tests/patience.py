"""How long tests wait."""

from typing import Final

PATIENCE: Final = 300.0
"""Seconds. What is waited for is an event, which comes on a busy machine, too; this only ends a wait in vain."""
