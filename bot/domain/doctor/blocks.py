"""Recorded messages, and the verdicts of Slack's own validator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BlockProblem:
    """One thing that Slack refuses."""

    pointer: str
    """The JSON pointer of the value, such as `/blocks/0/text`."""
    message: str
    """Slack's own words."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A message, a view or blocks on record."""

    name: str
    """The file's."""
    kind: str
    """`message`, `view` or `blocks`."""
    content: Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Slack's verdict on a sample."""

    sample: Sample
    problems: tuple[BlockProblem, ...] = ()
    """None: Slack takes it."""


def sample_of(name: str, content: object) -> Sample | None:
    """The sample in a file; None for what is not sent to Slack, such as a picture's data."""
    if isinstance(content, dict) and isinstance(content.get("blocks"), list):
        kind = "view" if content.get("type") in ("modal", "home") else "message"
        return Sample(name, kind, content)
    if isinstance(content, list) and content and all(isinstance(each, dict) and "type" in each for each in content):
        return Sample(name, "blocks", content)
    return None
