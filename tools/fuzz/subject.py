"""What is fed: the parts of the bot that read from outside, each as a subject that takes one input after the other."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Protocol

from starlette.types import ASGIApp, Message

_END: Final = ("127.0.0.1", 1)
"""Of a connection."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one input."""

    text: str
    """All that others get to read of it."""
    status: int = 200
    """Of the HTTP answer, where there is one."""


class Subject(Protocol):
    """Something that reads inputs."""

    @property
    def canaries(self) -> Sequence[str]:
        """What must not come out."""

    def make(self, rng: Random) -> Any:
        """An input."""

    async def take(self, given: Any) -> Outcome:
        """Read it; one of our errors is an outcome, any other exception a fault."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of inputs."""

    name: str
    share: int
    """Percent of all inputs."""
    start: Callable[[], AbstractAsyncContextManager[Subject]]
    """Opens a fresh subject."""


async def post(app: ASGIApp, path: str, body: bytes, headers: Mapping[str, str], query: bytes = b"") -> Outcome:
    """Post a body to an application, without a client and a socket."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": "POST",
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": encoded,
        "client": _END,
        "server": _END,
    }
    await app(scope, receive, send)
    text = b"".join(message.get("body", b"") for message in sent).decode(errors="replace")
    return Outcome(text, sent[0]["status"])
