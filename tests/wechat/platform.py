"""WeChat and a token service as a MockTransport that records requests and replays answers."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import httpx

from bot.wechat.http import new_client

PAYLOADS = Path(__file__).parent.parent / "payloads"
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def payload(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def recorded(name: str) -> httpx.Response:
    return httpx.Response(200, content=payload(name))


def refuses(code: int, errmsg: str = "no rid: 624d8a1f-2a3b4c5d-6e7f8091") -> httpx.Response:
    return httpx.Response(200, json={"errcode": code, "errmsg": errmsg})


def grants(token: str, *, life: int = 7200, name: str = "access_token") -> httpx.Response:
    return httpx.Response(200, json={name: token, "expires_in": life})


class Line:
    """Gives its answers in turn, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.calls: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            if isinstance(answer, httpx.RequestError):
                answer.request = request  # as httpx does: the exception carries the URL
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer(request)

    @property
    def client(self) -> httpx.AsyncClient:
        return new_client(httpx.MockTransport(self))

    @property
    def tokens(self) -> list[str]:
        return [request.url.params.get("access_token", "") for request in self.calls]


class Waits:
    """Serves as `sleep`: writes down how long, and does not wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def chunks_of(parts: Iterable[bytes]) -> httpx.AsyncByteStream:
    """A body that comes in parts, of unknown length."""
    return _Parts(list(parts))


class _Parts(httpx.AsyncByteStream):
    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self.sent = 0

    async def __aiter__(self):  # type: ignore[no-untyped-def]  # an async generator of bytes
        for part in self._parts:
            self.sent += 1
            yield part


def as_json(request: httpx.Request) -> object:
    return json.loads(request.content)
