"""Golden files: what builders make, kept so that a change shows in a review, and a change of wording in few lines.

- `golden/structure/<builder>.json`: every case, with the keys of sentences in place of the sentences (`Keys`).
- `golden/messages/<builder>.<locale>.json`: one case as people read it; Slack's Block Kit Builder takes a copy.
- `golden/sentences/<chapter>.txt`: every sentence of the catalogs (`tests/i18n/test_catalogs.py`).

`UPDATE_GOLDEN=1` writes them anew; a missing one fails, and so does one that no test reads.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bot.blocks.kit.elements import Message
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import assert_openable, assert_publishable, assert_sendable
from tests.i18n.keys import Keys

GOLDEN: Final = Path(__file__).parent.parent / "golden"
UPDATE: Final = os.environ.get("UPDATE_GOLDEN") == "1"
_WIDTH: Final = 120
_NO_TEXT: Final = frozenset(
    {"type", "action_id", "block_id", "callback_id", "style", "value", "url", "private_metadata"}
)
"""What is the same in every language."""
_ESCAPED: Final = re.compile(r"&(?:amp|lt|gt);")
_ESCAPED_TWICE: Final = re.compile(r"&amp;(?:amp|lt|gt);")


def assert_lines(path: str, lines: Mapping[str, Any], names: Sequence[str]) -> None:
    """These are lines of an object in `golden/`, whose names are all of these."""
    kept = json.loads((GOLDEN / path).read_text(encoding="utf-8"))
    assert lines == {name: kept.get(name) for name in lines}
    assert names == list(kept)


def assert_text(path: str, text: str) -> None:
    """The text is that of a file in `golden/`."""
    file = GOLDEN / path
    if UPDATE:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.exists(), f"{file} is missing; look at what is made and run with UPDATE_GOLDEN=1"
    assert text == file.read_text(encoding="utf-8")


def assert_golden(name: str, made: Any) -> None:
    assert_text(f"structure/{name}.json", _as_text(made) + "\n")


def assert_builder(
    builder: str,
    cases: Mapping[str, Callable[[Texts], Any]],
    *,
    full: str = "",
    links: Iterable[str] = (),
    in_slack: bool = True,
) -> None:
    """Assert that a builder's cases match the goldens in each language, and that Slack would take them.

    Args:
        cases: what makes each case, given a language.
        full: the case that is kept in full in each language.
        links: as `assert_harmless`.
        in_slack: whether it is for Slack at all.
    """
    keys = Keys()
    structures = {case: plain(make(keys)) for case, make in cases.items()}
    assert_golden(builder, keys.spelled_out(structures))
    for locale in LOCALES:
        for case, make in cases.items():
            with _named(f"{builder}: {case}, {locale}"):
                made = make(texts_for(locale))
                if in_slack:
                    _assert_accepted(made, links)
                    _assert_escaped_once(plain(made))
                assert _shape(plain(made)) == _shape(structures[case])
                if case == full:
                    assert_text(f"messages/{builder}.{locale}.json", _as_text(plain(made)) + "\n")


def plain(made: Any) -> Any:
    if isinstance(made, Message):
        return {"text": made.text, "blocks": made.blocks}
    return [plain(each) for each in made] if isinstance(made, list) else made


@contextmanager
def _named(case: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        error.add_note(case)
        raise


def _assert_accepted(made: Any, links: Iterable[str]) -> None:
    match made:
        case Message():
            assert_sendable(made, links=links)
        case {"type": "home"}:
            assert_publishable(made)
        case {"type": "modal"}:
            assert_openable(made)
        case [*steps]:
            for step in steps:
                _assert_accepted(step, links)
        case _:
            raise AssertionError(f"Slack shows no {type(made).__name__}")


def _assert_escaped_once(made: Any) -> None:
    """Text that Slack formats is escaped once; other text not at all."""
    match made:
        case {"type": "mrkdwn", "text": text}:
            assert not _ESCAPED_TWICE.search(text)
        case {"type": "plain_text" | "raw_text" | "raw_number", "text": text}:
            assert not _ESCAPED.search(text)
        case dict():
            for value in made.values():
                _assert_escaped_once(value)
        case list():
            for value in made:
                _assert_escaped_once(value)


def _shape(made: Any, name: str = "") -> Any:
    if isinstance(made, dict):
        return {name: _shape(value, name) for name, value in made.items()}
    if isinstance(made, list | tuple):
        return [_shape(value) for value in made]
    return "" if isinstance(made, str) and name not in _NO_TEXT else made


def _as_text(made: Any, indent: str = "") -> str:
    """JSON with one line for all that fits in one."""
    line = json.dumps(made, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(made, dict | list):
        return line
    deeper = indent + "  "
    if isinstance(made, dict):
        parts = [f"{json.dumps(name, ensure_ascii=False)}: {_as_text(value, deeper)}" for name, value in made.items()]
    else:
        parts = [_as_text(value, deeper) for value in made]
    begin, end = "{}" if isinstance(made, dict) else "[]"
    return begin + "\n" + ",\n".join(deeper + part for part in parts) + "\n" + indent + end
