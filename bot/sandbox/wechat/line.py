"""The line between caller and platform: delivers an answer, or fails to."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.faults import Fault

_MIB = 1024 * 1024
_ERROR_PAGE = "<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>"


class Silence(Response):
    """Never answers: holds the request until the caller disconnects."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Wait until the caller disconnects."""
        while (await receive())["type"] != "http.disconnect":
            pass


class Disconnect(Response):
    """Announces a body and sends none of it, which makes the server close the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send the head alone."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def replacement(fault: Fault | None) -> Response | None:
    """What a broken line delivers instead of an answer; None when the request gets through."""
    match fault.name if fault else None:
        case "timeout":
            return Silence()
        case "disconnect":
            return Disconnect()
        case "http_500":
            return HTMLResponse(_ERROR_PAGE.format(title="500 Internal Server Error"), status_code=500)
        case "http_404":
            return HTMLResponse(_ERROR_PAGE.format(title="404 Not Found"), status_code=404)
        case "not_json":
            return HTMLResponse(_ERROR_PAGE.format(title="Sorry, please try again later"))
        case _:
            return None


def holds(fault: Fault, appid: str | None) -> bool:
    """Whether a call for this program is answered only when the fault has been switched off."""
    return fault.name == "held" and appid in fault.params.get("appids", ())


def garbled(body: bytes, fault: Fault | None) -> bytes:
    """An answer (a JSON object) as a bad line delivers it."""
    match fault:
        case Fault(name="truncated"):
            return body[: len(body) // 2]
        case Fault(name="huge"):
            padding = b"x" * int(fault.params.get("bytes", _MIB))
            return body[:-1] + b',"padding":"' + padding + b'"}'
        case _:
            return body


def caller_ip(request: Request) -> str:
    """The caller's address as the platform sees it."""
    return request.client.host if request.client else "127.0.0.1"
