"""Socket Mode: the app's open WebSockets and what is on its way through them.

https://docs.slack.dev/apis/events-api/using-socket-mode/
"""

import asyncio
import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from tools.sandbox.slack.state.people import APP_ID

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The app accepted the payload; the body may have content to show."""

    body: JsonObject | str | None

    def json(self) -> JsonObject:
        """Return the body as an object; empty when there is none."""
        return self.body if isinstance(self.body, dict) else {}


class NotDeliveredError(Exception):
    """The app did not accept the payload; `reason` is what Slack shows to the person."""

    def __init__(self, reason: str, *, retry: bool = True, http_status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        """Whether Slack would send an event again."""
        self.http_status = http_status


MOST_CONNECTIONS = 10


class Socket(Protocol):
    """The part of a WebSocket's interface in use."""

    async def send_json(self, data: Any) -> None:
        """Send one JSON text frame."""

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        """End the connection."""


class Sockets:
    """The app's connections; each envelope goes through any one of them."""

    def __init__(self, mint: Callable[[str], str], ack_seconds: float) -> None:
        self._mint = mint
        self._ack_seconds = ack_seconds
        self._tickets: set[str] = set()
        self._open: list[Socket] = []
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[JsonObject | str | None]] = {}

    @property
    def connected(self) -> bool:
        return bool(self._open)

    def issue_ticket(self) -> str:
        ticket = self._mint("") + self._mint("")
        self._tickets.add(ticket)
        return ticket

    def admit(self, ticket: str) -> bool:
        if ticket not in self._tickets:
            return False
        self._tickets.remove(ticket)
        return True

    async def greet(self, socket: Socket) -> bool:
        """Accept a new connection and say hello, unless there are ten already."""
        if len(self._open) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            return False
        self._open.append(socket)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._open),
                "connection_info": {"app_id": APP_ID},
                "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            }
        )
        return True

    def leave(self, socket: Socket) -> None:
        if socket in self._open:
            self._open.remove(socket)

    def acknowledged(self, frame: JsonObject) -> None:
        """Take what the app sent: the acknowledgement of an envelope."""
        waiting = self._waiting.pop(str(frame.get("envelope_id")), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(frame.get("payload"))

    async def send(self, kind: str, payload: JsonObject, **details: object) -> Acknowledgement:
        if not self._open:
            raise NotDeliveredError("dispatch_failed")
        socket = self._open[next(self._turn) % len(self._open)]
        envelope_id = str(uuid.uuid4())
        waiting: asyncio.Future[JsonObject | str | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **details,
        }
        try:
            await socket.send_json(envelope)
            return Acknowledgement(await asyncio.wait_for(waiting, self._ack_seconds))
        except TimeoutError:
            raise NotDeliveredError("operation_timeout") from None
        except RuntimeError as error:  # Starlette's error for a socket that closed meanwhile
            raise NotDeliveredError("dispatch_failed") from error
        finally:
            self._waiting.pop(envelope_id, None)

    async def disconnect(self, reason: str) -> int:
        """Ask every connection to disconnect, as Slack does from time to time; `warning` leaves it open for now."""
        leaving = list(self._open)
        for socket in leaving:
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            if reason != "warning":
                self.leave(socket)
        return len(leaving)
