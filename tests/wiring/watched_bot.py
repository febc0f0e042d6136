"""`baselib run`, which writes a line for each acknowledgement: the modules imported since its request came."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.cli.entry import load
from bot.i18n import texts_for

WRITTEN: Final = "imported.jsonl"


def _watched(app: ASGIApp) -> ASGIApp:
    async def watching(scope: Scope, receive: Receive, send: Send) -> None:
        before = set(sys.modules)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["path"].startswith("/slack/"):
                _write(sorted(set(sys.modules) - before))
            await send(message)

        await app(scope, receive, sending)

    return watching


def _write(imported: list[str]) -> None:
    with Path(WRITTEN).open("a", encoding="utf-8") as file:
        file.write(json.dumps(imported) + "\n")


def main() -> None:
    running = load("bot.cli.running")
    open_bot = running.open_bot

    @asynccontextmanager
    async def open_watched(*settings: Any) -> AsyncIterator[ASGIApp]:
        async with open_bot(*settings) as app:
            yield _watched(app)

    running.open_bot = open_watched
    running.run(texts_for("en"))


if __name__ == "__main__":
    main()
