"""The settings, from `.env.example` (what each is for) and `Settings` (its default, and whether it is a secret)."""

import re
from typing import Final, get_args

from pydantic import SecretStr

from bot.settings import Settings
from tools import ROOT
from tools.reference.markdown import code, entry, page, text

_SETTING: Final = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")
_SECTION: Final = re.compile(r"# --- (.+?) -+")


def settings() -> str:
    """Every setting, in the order and under the headings of `.env.example`."""
    sections: dict[str, list[str]] = {}
    title, comment = "", [""]
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines():
        if match := _SECTION.fullmatch(line):
            title = match[1]
        elif match := _SETTING.fullmatch(line):
            sections.setdefault(title, []).append(_line(match[1], match[2], text(" ".join(comment))))
            comment = []
        elif title:
            comment = [*comment, line.removeprefix("# ")] if line else []
    return page(
        "Settings",
        "Read once at start, from the environment, which wins, and from `.env` in the working directory. "
        "In a copy of `.env.example` an empty line sets nothing. A secret never shows in a log or an error.",
        *(f"## {name}\n\n" + "\n".join(lines) for name, lines in sections.items()),
    )


def _line(name: str, default: str, meaning: str) -> str:
    shown = [f"default {code(default)}"] if default else []
    marks = ", ".join([*_secret(name), *shown])
    return entry(f"{code(name)} ({marks})" if marks else code(name), meaning)


def _secret(name: str) -> list[str]:
    known = Settings.model_fields[name.lower()]
    if SecretStr in _kinds(known.annotation):
        return ["secret"]
    return [] if known.repr else ["may hold a secret"]


def _kinds(annotation: object) -> set[object]:
    return {annotation}.union(*map(_kinds, get_args(annotation)))
