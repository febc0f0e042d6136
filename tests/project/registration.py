"""What the handlers register with Bolt."""

from collections.abc import Callable
from inspect import getclosurevars
from typing import Any, cast

from slack_bolt.async_app import AsyncApp

from handlers import Deps, register


def registered() -> list[tuple[str, Any]]:
    """Every listener as its kind (command, event, action, view_submission ...) and what it listens for.

    Bolt keeps both only in the closure of each listener's first matcher.
    """
    app = AsyncApp(signing_secret="none", token="xoxb-none", name="test")
    unused = cast(Any, None)  # registering uses none of them
    register(app, Deps(unused, unused, unused, unused, unused, "en", unused))
    found = []
    for listener in app._async_listeners:
        outer = cast("Callable[..., bool]", listener.matchers[0].func)  # type: ignore[attr-defined]
        matcher = getclosurevars(outer).nonlocals["func"]
        found.append((matcher.__qualname__.split(".")[0], next(iter(getclosurevars(matcher).nonlocals.values()))))
    return found
