"""Serving the sandbox with uvicorn."""

import socket

import uvicorn
from starlette.applications import Starlette

from tools.sandbox.slack.app import create_app
from tools.sandbox.slack.config import SlackSandboxConfig
from tools.sandbox.slack.endpoints.stream import DroppableProtocol

GRACE_SECONDS = 3
CONNECTIONS_STAY = 75
"""Seconds: longer than clients keep an idle one, or they send a request just as it is closed."""


class SandboxServer(uvicorn.Server):
    """uvicorn's server; it ends the pages' event streams first, so that no idle connection holds it up."""

    def __init__(self, app: Starlette, host: str, port: int, *, log_level: str = "warning") -> None:
        self._app = app
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=DroppableProtocol,
                ws="websockets-sansio",
                timeout_keep_alive=CONNECTIONS_STAY,
                timeout_graceful_shutdown=GRACE_SECONDS,
                access_log=False,
                date_header=False,
                log_level=log_level,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything that idles, then wait for what still works."""
        self._app.state.close_streams()
        await super().shutdown(sockets)


def serve(config: SlackSandboxConfig) -> None:
    """Run the workspace until SIGINT or SIGTERM."""
    SandboxServer(create_app(config), config.host, config.port).run()
