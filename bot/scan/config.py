"""A project's own configuration of its scan: `baselib.toml`, or `baselib` in `package.json`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.errors import BadScan
from bot.scan.layout import PACKAGE, Framework
from bot.scan.rules.settings import Excepted, glob, parse_json
from bot.scan.scanning import Choices

FILE: Final = "baselib.toml"
_LARGEST: Final = 1024 * 1024
_LONGEST: Final = 200
"""Characters of one pattern."""
_MOST: Final = 1000
"""Patterns, each of which is compared with each file."""
_TEXTS: Final = ("root", "framework", "shares", "program", "max-minimum", "fail-on", "baseline")
_KEYS: Final = frozenset({*_TEXTS, "max-loss", "allow-unjudged", "exclude", "ignore"})
_FRAMEWORKS: Final = frozenset(each.value for each in Framework if each is not Framework.OTHER)


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration says; an empty text where it says nothing."""

    root: str = ""
    """The folder of the source, below the scanned one."""
    shares: str = ""
    program: str = ""
    max_loss: str = ""
    max_minimum: str = ""
    fail_on: str = ""
    allow_unjudged: bool = False
    baseline: str = ""
    choices: Choices = field(default_factory=Choices)


def read_config(folder: Path) -> Config:
    """Read a folder's configuration; an empty one without a file."""
    data, name = _data(folder)
    wrong = sorted(data.keys() - _KEYS) or [key for key in _TEXTS if not isinstance(data.get(key, ""), str)]
    if wrong:
        raise _bad(name, wrong[0])
    texts = {key: data.get(key, "") for key in _TEXTS}
    loss = data.get("max-loss", "")
    if isinstance(loss, bool) or not isinstance(loss, str | int | float):
        raise _bad(name, "max-loss")
    if not isinstance(data.get("allow-unjudged", False), bool):
        raise _bad(name, "allow-unjudged")
    if texts["framework"] and texts["framework"] not in _FRAMEWORKS:
        raise _bad(name, "framework")
    return Config(
        root=texts["root"],
        shares=texts["shares"],
        program=texts["program"],
        max_loss=str(loss),
        max_minimum=texts["max-minimum"],
        fail_on=texts["fail-on"],
        allow_unjudged=data.get("allow-unjudged", False),
        baseline=texts["baseline"],
        choices=Choices(
            texts["framework"],
            tuple(glob(pattern) for pattern in _patterns(data.get("exclude", []), name, "exclude")),
            tuple(_excepted(entry, name) for entry in _list(data.get("ignore", []), name, "ignore")),
        ),
    )


def _data(folder: Path) -> tuple[Mapping[str, Any], str]:
    try:
        if (folder / FILE).is_file():
            return tomllib.loads(_read(folder / FILE).decode("utf-8-sig")), FILE
        if (folder / PACKAGE).is_file():
            package = parse_json(_read(folder / PACKAGE))
            own = package.get("baselib", {}) if isinstance(package, dict) else {}
            return (own, PACKAGE) if isinstance(own, dict) else ({"baselib": own}, PACKAGE)
    except (OSError, ValueError, RecursionError) as error:
        if (folder / FILE).is_file():
            raise _bad(FILE, str(error).partition("\n")[0]) from error
    return {}, FILE


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _bad(name: str, what: str) -> BadScan:
    return BadScan(part="config", text=f"{name}: {what}")


def _list(value: Any, name: str, key: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MOST:
        raise _bad(name, key)
    return value


def _patterns(value: Any, name: str, key: str) -> list[str]:
    patterns = _list(value, name, key)
    if not all(isinstance(each, str) and 0 < len(each) <= _LONGEST for each in patterns):
        raise _bad(name, key)
    return patterns


def _excepted(entry: Any, name: str) -> Excepted:
    """One entry of `ignore`: a name and a reason, and the files it is about."""
    known = isinstance(entry, dict) and entry.keys() <= {"name", "files", "reason"}
    texts = [entry.get("name"), entry.get("reason"), entry.get("files", "*")] if known else []
    if not texts or not all(isinstance(text, str) and 0 < len(text) <= _LONGEST for text in texts):
        raise _bad(name, "ignore")
    return Excepted(texts[0], glob(texts[2]))
