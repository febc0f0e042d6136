"""What is different between two tables."""

from collections.abc import Iterator, Mapping

from bot.catalog.documented import Documented
from bot.domain.can.features import Feature

_Names = Mapping[str, Documented] | Mapping[str, Feature]


def changes(old: _Names, new: _Names) -> Iterator[str]:
    """A line for each name that is new, gone or documented otherwise."""
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            yield f"  {'-' if now is None else '+'} {name}"
        elif _documented(was) != _documented(now):
            yield f"  {name}: {_documented(was)} -> {_documented(now)}"


def _documented(name: Documented | Feature) -> str:
    minimum = name.minimum.text if name.minimum else "undocumented"
    return f"{minimum}, deprecated" if name.deprecated else minimum
