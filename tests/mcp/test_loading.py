"""A bot that no agent asks is as small as before."""

from pathlib import Path
from typing import Final

from tests.forked import outcome_of
from tests.forkserver import Call

SDK: Final = ("mcp", "mcp_types", "httpx2", "opentelemetry", "sse_starlette")


async def test_the_sdk_is_not_loaded_at_start(tmp_path: Path) -> None:
    """It comes with the first request, and would cost a second and 15 MB."""
    script = f"import sys, bot.app, bot.cli.mcp; print([name for name in {SDK!r} if name in sys.modules])"
    status, printed, _ = await outcome_of(Call(("-c", script), str(tmp_path), {}))

    assert (status, printed) == (0, "[]\n")
