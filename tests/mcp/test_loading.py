"""A bot that no agent asks is as small as before."""

import subprocess
import sys
from typing import Final

SDK: Final = ("mcp", "mcp_types", "httpx2", "opentelemetry", "sse_starlette")


def test_the_sdk_is_not_loaded_at_start() -> None:
    """It comes with the first request to `/mcp`; it would cost a second and 15 MB."""
    script = f"import sys, bot.app, bot.cli.main; print([name for name in {SDK!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603

    assert run.stdout == "[]\n"
