"""Registries: which function answers what Slack sends, one registry per kind of listener."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, Generic, TypeVar

Listener = TypeVar("Listener")


class Registry(Generic[Listener]):
    """Listeners of one kind by the name that Slack sends for them.

    A module registers its listeners when it is imported; the first look-up imports every module of the package, so a
    new listener is a new function and nothing else.
    """

    def __init__(self, package: str) -> None:
        self._package: Final = package
        self._listeners: dict[str, Listener] = {}
        self._is_complete = False
        _REGISTRIES.append(self)

    def add(self, name: str, listener: Listener) -> None:
        if name in self._listeners:
            raise ValueError(f"{self._package}: {name} is registered twice")
        self._listeners[name] = listener

    def all(self) -> Mapping[str, Listener]:
        """Every listener by name."""
        if not self._is_complete:
            for module in pkgutil.iter_modules(getattr(import_module(self._package), "__path__", ())):
                import_module(f"{self._package}.{module.name}")
            self._is_complete = True
        return self._listeners

    def get(self, name: str) -> Listener | None:
        """Return the listener of this name; None without one."""
        return self.all().get(name)


_REGISTRIES: Final[list[Registry[Any]]] = []


def load_listeners() -> None:
    """Import the modules of every registry: later, some request would wait for them before it is acknowledged."""
    for registry in _REGISTRIES:
        registry.all()
