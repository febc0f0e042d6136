"""Every sentence of the catalogs in each language: `golden/sentences/<chapter>.txt`."""

from typing import Final

import pytest

from bot.i18n import LOCALES, texts_for
from tests.blocks.golden import assert_text
from tests.i18n.catalogs import chapters, patterns, variables
from tests.i18n.samples import choices, filled

_INDENT: Final = max(map(len, LOCALES)) + 4


@pytest.mark.parametrize("chapter", chapters("en"))
def test_chapter(chapter: str) -> None:
    """Each variant of each sentence matches the golden."""
    assert_text(f"sentences/{chapter}.txt", "\n".join(_entry(key) for key in chapters("en")[chapter]))


def test_chapters_hold_the_same_sentences() -> None:
    """In every language."""
    english, *others = [{chapter: set(keys) for chapter, keys in chapters(locale).items()} for locale in LOCALES]

    assert [other for other in others if other != english] == []


def _entry(key: str) -> str:
    """A sentence in every language, once per variant."""
    sentences = [patterns(locale)[key] for locale in LOCALES]
    needed = set[str]().union(*map(variables, sentences))
    lines: list[str] = []
    for chosen in choices(sentences):
        lines.append(" ".join([key, *(f"{name}={value}" for name, value in chosen.items())]))
        for locale in LOCALES:
            sentence = texts_for(locale)(key, **filled(needed) | chosen)
            lines.append(f"  {locale:{_INDENT - 2}}{sentence}".replace("\n", "\n" + " " * _INDENT))
    return "".join(f"{line.rstrip()}\n" for line in "\n".join(lines).splitlines())
