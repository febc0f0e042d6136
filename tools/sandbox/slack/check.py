"""Small checks that describe Slack's JSON: each yields the problems of one value, with the place as a JSON pointer.

The wording follows what Slack's own API answers in `response_metadata.messages`.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    at: str
    """The JSON pointer of the value, such as `/blocks/0/text`."""
    text: str

    def __str__(self) -> str:
        return f"{self.text} [json-pointer:{self.at}]"


Problems = Iterator[Problem]
Check = Callable[[object, str], Problems]
"""Looks at a value found at a pointer and yields what is wrong with it."""
Rule = Callable[[Mapping[str, Any], str], Problems]
"""Looks at several fields of an object whose own fields are sound."""


def string(most: int | None = None, *, least: int = 1) -> Check:
    """Yield a string whose length in characters is within limits."""

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
            return
        if len(value) < least:
            yield Problem(at, f"must be more than {least - 1} characters")
        if most is not None and len(value) > most:
            yield Problem(at, f"must be less than {most + 1} characters")

    return check


def pattern(expression: str, otherwise: str) -> Check:
    """Yield a string that matches a regular expression from start to end."""
    compiled = re.compile(expression)

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield Problem(at, otherwise)

    return check


def url(most: int = 3000) -> Check:
    """Yield an http(s) URL of limited length."""
    of_length = string(most)

    def check(value: object, at: str) -> Problems:
        found = list(of_length(value, at))
        yield from found
        if not found and not str(value).startswith(("http://", "https://")):
            yield Problem(at, "invalid_url")

    return check


def boolean(value: object, at: str) -> Problems:
    """Require true or false, never a string."""
    if not isinstance(value, bool):
        yield Problem(at, "must be a boolean")


def integer(least: int | None = None, most: int | None = None) -> Check:
    """Yield a whole number, within limits when there are any."""

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must be an integer")
        elif least is not None and value < least:
            yield Problem(at, f"must be greater than or equal to {least}")
        elif most is not None and value > most:
            yield Problem(at, f"must be less than or equal to {most}")

    return check


def number(value: object, at: str) -> Problems:
    """Require a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield Problem(at, "must be a number")


def one_of(*allowed: object) -> Check:
    """One value out of a short list."""

    def check(value: object, at: str) -> Problems:
        if value not in allowed:
            yield Problem(at, "must be a valid enum value")

    return check


def array(item: Check, most: int | None = None, *, least: int = 1) -> Check:
    """Yield a list whose length is within limits and whose items all pass."""

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, list):
            yield Problem(at, "must be an array")
            return
        if len(value) < least:
            yield Problem(at, f"no fewer than {least} items allowed")
        if most is not None and len(value) > most:
            yield Problem(at, f"no more than {most} items allowed")
        for index, each in enumerate(value):
            yield from item(each, f"{at}/{index}")

    return check


def record(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    *,
    rules: Sequence[Rule] = (),
    also_known: Collection[str] = (),
) -> Check:
    """Yield an object with just these fields; rules about several fields run when each field is sound."""
    known = {**(optional or {}), **required}

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        found = [Problem(at, f"missing required field: {name}") for name in required if name not in value]
        found += [
            Problem(at, f"invalid additional property: {name}")
            for name in value
            if name not in known and name not in also_known
        ]
        for name, field in known.items():
            if name in value:
                found += field(value[name], f"{at}/{name}")
        yield from found
        if not found:
            for rule in rules:
                yield from rule(value, at)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """Yield an object checked by its `type` field."""

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
        elif "type" not in value:
            yield Problem(at, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield Problem(f"{at}/type", f"unsupported type: {value['type']}")
        else:
            yield from kinds[value["type"]](value, at)

    return check


def typed(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, rules: Sequence[Rule] = ()
) -> Check:
    """Return a record that also carries the `type` by which it was chosen."""
    return record(required, optional, rules=rules, also_known=("type",))


def unique(values: Sequence[object], at: str, what: str) -> Problems:
    """Yield a problem for each value that came before."""
    seen: set[object] = set()
    for value in values:
        if value in seen:
            yield Problem(at, f"{what} must be unique: {value}")
        seen.add(value)
