"""The settings, from `.env.example` (what each is for) and `Settings` (its default, and whether it is a secret)."""

import re
from dataclasses import dataclass, field
from typing import Final, get_args

from pydantic import SecretStr

from bot.settings import Settings
from tests.project.repository import ROOT
from tests.reference.markdown import code, page, table, text

_SETTING: Final = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")
_SECTION: Final = re.compile(r"# --- (.+?) -+")


@dataclass
class _Section:
    title: str
    rows: list[list[str]] = field(default_factory=list)


def settings() -> str:
    """Every setting, in the order and under the headings of `.env.example`."""
    sections: list[_Section] = []
    comment: list[str] = []
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines():
        if match := _SECTION.fullmatch(line):
            sections.append(_Section(match[1]))
        elif match := _SETTING.fullmatch(line):
            sections[-1].rows.append(
                [code(match[1]), code(match[2]) if match[2] else "", _secret(match[1]), text(" ".join(comment))]
            )
            comment = []
        elif sections:
            comment = [*comment, line.removeprefix("# ")] if line else []
    return page(
        "Settings",
        "Read once at start, from the environment and from `.env` in the working directory; the environment wins. "
        "`cp .env.example .env` gives a file in which an empty line sets nothing. "
        "What is secret never shows in a log or an error.",
        *(
            f"## {section.title}\n\n"
            + table(["setting", "default", "secret", "what it is, and where to find it"], section.rows)
            for section in sections
        ),
    )


def _secret(name: str) -> str:
    known = Settings.model_fields[name.lower()]
    if SecretStr in _kinds(known.annotation):
        return "yes"
    return "may hold one" if not known.repr else ""


def _kinds(annotation: object) -> set[object]:
    return {annotation}.union(*map(_kinds, get_args(annotation)))
