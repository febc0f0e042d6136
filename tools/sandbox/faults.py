"""Faults that a person or a test switches on in the sandbox."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """One way of failing, armed for one place or for all of them."""

    name: str
    where: str = "*"
    """The API method or path that fails; `*` means every one."""
    times: int | None = None
    """How many more calls fail; None means until it is cleared."""
    params: Mapping[str, Any] = field(default_factory=dict)


class FaultBoard:
    """The faults that are armed now, looked up once per call."""

    def __init__(self, catalogue: Mapping[str, str]) -> None:
        self.catalogue = catalogue
        """Every fault's name and what it does, for the page."""
        self._armed: dict[str, Fault] = {}

    def arm(self, fault: Fault) -> None:
        """Switch a fault on, in place of one of the same name."""
        if fault.name not in self.catalogue:
            raise KeyError(fault.name)
        self._armed[fault.name] = fault

    def clear(self, name: str | None = None) -> None:
        if name is None:
            self._armed.clear()
        else:
            self._armed.pop(name, None)

    def armed(self) -> list[Fault]:
        """Return the faults that are on, in the order in which they were armed."""
        return list(self._armed.values())

    def take(self, where: str, among: Collection[str] | None = None) -> Fault | None:
        """Return the first armed fault that applies to this call, if any; counts it down.

        `among` limits the candidates.
        """
        for fault in self._armed.values():
            if fault.where not in ("*", where) or (among is not None and fault.name not in among):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    del self._armed[fault.name]
            return fault
        return None
