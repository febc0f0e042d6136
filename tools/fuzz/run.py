"""Feeds subjects, and counts what must not happen."""

import asyncio
import contextlib
import io
import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any, Final, Protocol

from starlette.types import ASGIApp, Message

from bot.logs import configure_logging
from tests.logging_state import kept_logging

_END: Final = ("127.0.0.1", 1)
"""Of a connection."""


@dataclass(frozen=True, slots=True)
class Outcome:
    text: str
    """All that others get to read of it."""
    status: int = 200
    """Of the HTTP answer, where there is one."""


class Subject(Protocol):
    @property
    def canaries(self) -> Sequence[str]:
        """What must not come out."""

    def make(self, rng: Random) -> Any:
        """Return an input."""

    async def take(self, given: Any) -> Outcome:
        """Read it; one of our errors is an outcome, any other exception a fault."""


@dataclass(frozen=True, slots=True)
class Kind:
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


BATCH: Final = 500
"""Inputs for one fresh subject: what an earlier one has changed may matter to a later one, but no more than so many."""
_AT_DEBUG: Final = 10
"""The first so many inputs of a hundred are logged at DEBUG; that takes as long as all else."""
_REPORTED_EVERY: Final = 20 * BATCH
_SHOWN: Final = 2000
_SERVER_ERROR: Final = 500
_SECONDS: Final = 1.0
"""Of the processor for one input."""
WRONG: Final = ("unhandled", "http_5xx", "canary", "slow")


@dataclass(frozen=True)
class Fault:
    """Something that must not happen."""

    what: str
    """One of `WRONG`."""
    kind: str
    at: int
    """The number of the input among those of its kind."""
    given: str
    why: str


@dataclass
class Result:
    seed: str
    inputs: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    """Of the processor."""
    faults: list[Fault] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        counted = {what: sum(fault.what == what for fault in self.faults) for what in WRONG}
        inputs, seconds = sum(self.inputs.values()), sum(self.seconds.values())
        smallest = min(self.faults, key=lambda fault: len(fault.given), default=None)
        again = f"make fuzz SEED={self.seed} KIND={smallest.kind} AT={smallest.at}" if smallest else None
        return {
            "seed": self.seed,
            "inputs": inputs,
            "seconds": round(seconds, 1),
            "inputs_per_second": round(inputs / seconds) if seconds else 0,
            **counted,
            "kinds": {name: {"inputs": n, "seconds": round(self.seconds[name], 1)} for name, n in self.inputs.items()},
            "smallest": {**asdict(smallest), "again": again} if smallest else None,
        }


class Watch:
    """Sees what is logged, and what nothing catches."""

    def __init__(self) -> None:
        self._log = io.StringIO()
        self._errors: list[str] = []
        handler = logging.Handler(logging.ERROR)
        handler.emit = self._error  # type: ignore[method-assign]
        self._handler = handler

    @contextlib.contextmanager
    def over(self) -> Iterator[None]:
        """Everything that is logged meanwhile, as the bot itself writes it."""
        with kept_logging():
            configure_logging(level="DEBUG", log_format="json", stream=self._log)
            logging.getLogger().addHandler(self._handler)
            asyncio.get_running_loop().set_exception_handler(lambda _loop, context: self._errors.append(repr(context)))
            yield

    def taken(self) -> tuple[str, list[str]]:
        """Return what was logged since the last time, and the errors in it."""
        text, errors = self._log.getvalue(), self._errors[:]
        self._log.seek(0)
        self._log.truncate()
        self._errors.clear()
        return text, errors

    def _error(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else sys.exception()
        shown = "".join(traceback.format_exception(error)) if error else ""
        self._errors.append(f"{record.name}: {record.getMessage()}\n{shown}")


async def run(kinds: Sequence[Kind], *, inputs: int, seed: str) -> Result:
    """Feed each kind its share of all inputs; say how far it is, once in a while."""
    result, watch = Result(seed), Watch()
    with watch.over():
        for kind in kinds:
            count = max(1, inputs * kind.share // 100)
            begun = time.process_time()
            for start in range(0, count, BATCH):
                faults = await _batch(kind, seed, range(start, min(count, start + BATCH)), watch)
                result.faults += faults
                if faults or start % _REPORTED_EVERY == 0:
                    sys.stderr.write(f"{kind.name}: {start:,} fed, {len(result.faults)} faults\n")
            result.inputs[kind.name] = count
            result.seconds[kind.name] = time.process_time() - begun
    return result


async def again(kind: Kind, at: int, *, seed: str) -> Result:
    """Feed one input again, after those before it that its subject had taken."""
    result, watch = Result(seed), Watch()
    numbers = range(at - at % BATCH, at + 1)
    begun = time.process_time()
    with watch.over():
        result.faults = [fault for fault in await _batch(kind, seed, numbers, watch) if fault.at == at]
    result.inputs[kind.name], result.seconds[kind.name] = len(numbers), time.process_time() - begun
    return result


async def _batch(kind: Kind, seed: str, numbers: range, watch: Watch) -> list[Fault]:
    faults: list[Fault] = []
    async with kind.start() as subject:
        watch.taken()
        for at in numbers:
            if at == numbers.start or at % 100 in (0, _AT_DEBUG):
                logging.getLogger().setLevel("DEBUG" if at % 100 < _AT_DEBUG else "INFO")
            given = subject.make(Random(f"{seed} {kind.name} {at}"))  # noqa: S311  # nothing secret is drawn
            for what, why in await _fed(subject, given, watch):
                faults.append(Fault(what, kind.name, at, repr(given)[:_SHOWN], why[-_SHOWN:]))
    return faults


async def _fed(subject: Subject, given: Any, watch: Watch) -> list[tuple[str, str]]:
    """Return what must not happen, and what does with this input."""
    outcome, found = Outcome(""), []
    begun = time.process_time()
    try:
        outcome = await subject.take(given)
    except Exception:  # noqa: BLE001  # that is what is looked for
        found.append(("unhandled", traceback.format_exc()))
    if (seconds := time.process_time() - begun) > _SECONDS:
        found.append(("slow", f"{seconds:.1f} seconds of the processor"))
    logged, errors = watch.taken()
    found += [("unhandled", error) for error in errors]
    if outcome.status >= _SERVER_ERROR:
        found.append(("http_5xx", f"{outcome.status} {outcome.text}"))
    found += [
        ("canary", f"{canary} in {place}: {text}")
        for place, text in (("the answer", outcome.text), ("the log", logged))
        for canary in subject.canaries
        if canary in text
    ]
    return found
