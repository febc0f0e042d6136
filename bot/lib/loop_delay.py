"""Measures how late the event loop is."""

import asyncio
import time
from typing import Final

EVERY: Final = 0.02
"""Seconds between two looks: often enough to slow a sweep down before people notice."""


async def loop_delay() -> float:
    """Sleep a moment; returns by how many seconds more it took: what anything else waited, too."""
    due = time.perf_counter() + EVERY
    await asyncio.sleep(EVERY)  # its own lateness is what is measured
    return max(time.perf_counter() - due, 0.0)
