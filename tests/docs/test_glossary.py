"""docs/develop/glossary.md: each word once, in English and Chinese, with its name in code."""

import re
from collections import Counter
from typing import Final

from tests.project.repository import ROOT, python_files

PAGE: Final = ROOT / "docs" / "develop" / "glossary.md"
LINE: Final = re.compile(r"- (\*\*.+?\*\*) ([\u3000-\u9fff（）、a-zA-Z`_ ]+?) (`[^:]+`): .+")
ENTRIES: Final = [LINE.fullmatch(line) for line in PAGE.read_text("utf-8").splitlines() if line.startswith("- ")]
CODE: Final = "\n".join(path.read_text("utf-8") for path in python_files("bot", "handlers"))


def names() -> set[str]:
    """All names given as code."""
    return {name for entry in ENTRIES if entry for name in re.findall(r"`(\w+)`", entry[3])}


def test_every_line_has_all_three() -> None:
    """English, Chinese and code, in this order."""
    assert len(ENTRIES) > 40
    assert None not in ENTRIES


def test_each_word_stands_there_once() -> None:
    """One word, one thing, in both languages."""
    english = Counter(word for entry in ENTRIES if entry for word in re.findall(r"\*\*(.+?)\*\*", entry[1]))
    chinese = Counter(word for entry in ENTRIES if entry for word in entry[2].split("、"))

    assert [word for word, times in (english + chinese).items() if times > 1] == []


def test_the_code_has_every_name() -> None:
    """A capitalised name is a class; any other is a word of the code."""
    classes = {name for name in names() if name[0].isupper()}

    assert {name for name in classes if not re.search(rf"^class {name}\b", CODE, re.MULTILINE)} == set()
    assert {name for name in names() - classes if not re.search(rf"\b{name}\b", CODE)} == set()
