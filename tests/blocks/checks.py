"""Whether Slack would take what a builder made."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bot.blocks.kit.elements import Block, Message, View
from bot.blocks.kit.forms import Field
from bot.blocks.kit.limits import (
    BLOCKS,
    CHARACTERS,
    HOME_BLOCKS,
    MESSAGE_TEXT,
    TABLE_CHARACTERS,
    TABLE_ROWS,
    characters,
    in_one_zone,
)
from bot.i18n import LOCALES, Texts, texts_for
from tests.i18n.catalogs import Keys
from tools.sandbox.slack.refusals import block_problems, is_too_large, single_table_problems, view_problems


def assert_sendable(message: Message, *, links: Iterable[str] = ()) -> None:
    """Within every limit, by our count and the sandbox's strict reading; `links` as `assert_harmless`."""
    assert message.text.strip()
    assert len(message.text) <= MESSAGE_TEXT
    assert len(message.blocks) <= BLOCKS
    assert characters(message.blocks) <= CHARACTERS
    assert block_problems("message", message.blocks) == []
    assert single_table_problems(message.blocks) == []
    tables = [block for block in message.blocks if block["type"] == "data_table"]
    assert len(tables) <= 1
    for table in tables:
        assert len(table["rows"]) <= TABLE_ROWS + 1
        assert sum(len(cell["text"]) for row in table["rows"] for cell in row) <= TABLE_CHARACTERS
        for column in zip(*table["rows"][1:], strict=True):  # one cell of text, and Slack sorts 10.2% before 2.4%
            assert len({cell["type"] for cell in column}) == 1
    assert_harmless(message, links=links)


def assert_harmless(message: Message, *, links: Iterable[str] = ()) -> None:
    """Nothing pings or links, but for moments, except who shared or imported, a notice's channel, and `links`."""
    for text in [message.text, *mrkdwn_texts(message.blocks)]:
        bare = in_one_zone(text)
        for link in ("<@U0SHARER>", "<@U0OWNER>", "<@U0ALICE>", "<#C0CHANNEL>", *links):
            bare = bare.replace(link, "")
        assert "<" not in bare
        assert ">" not in bare


def assert_openable(view: View) -> None:
    assert view_problems(view, "modal") == []


def assert_publishable(view: View) -> None:
    assert view_problems(view, "home") == []
    assert not is_too_large(view)
    assert len(view["blocks"]) <= HOME_BLOCKS


def mrkdwn_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for inner in value.values():
            yield from mrkdwn_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from mrkdwn_texts(inner)


def block_of(message: Message, kind: str) -> Block:
    return next(block for block in message.blocks if block["type"] == kind)


def action_ids(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row]


def element_of(message: Message, action_id: str) -> dict[str, Any]:
    return element_in(message.blocks, action_id)


def element_in(blocks: Iterable[Block], action_id: str) -> dict[str, Any]:
    rows = [[*block.get("elements", []), block.get("accessory", {})] for block in blocks]
    return next(dict(element) for row in rows for element in row if element.get("action_id") == action_id)


def filled_in(
    *,
    rhythm: Any = "weekly",
    weekday: Sequence[str] = ("fri",),
    at: Any = "17:30",
    zone: Any = "Europe/Paris",
    language: Any = "en",
    programs: Sequence[str] = (),
    about: str = "each",
    parts: Sequence[str] = ("movement", "versions", "chart"),
    only_changes: bool = False,
) -> dict[str, Any]:
    fields = {
        "about": ("digest.form", {"type": "static_select", "selected_option": {"value": about}}),
        "programs": ("programs", {"type": "multi_static_select", "selected_options": _options(programs)}),
        "rhythm": ("digest.form", {"type": "static_select", "selected_option": {"value": rhythm}}),
        "weekday": ("digest.form", {"type": "checkboxes", "selected_options": _options(weekday)}),
        "time": ("digest.form", {"type": "timepicker", "selected_time": at}),
        "zone": ("digest.form", {"type": "external_select", "selected_option": zone and {"value": zone}}),
        "language": ("language", {"type": "static_select", "selected_option": {"value": language}}),
        "parts": ("parts", {"type": "checkboxes", "selected_options": _options(parts)}),
        "only-changes": (
            "only-changes",
            {"type": "checkboxes", "selected_options": _options(["only-changes"] * only_changes)},
        ),
    }
    return {"state": {"values": {block_id: {action_id: field} for block_id, (action_id, field) in fields.items()}}}


def sent(states: Mapping[Field[Any], dict[str, Any]]) -> dict[str, Any]:
    return {"state": {"values": {field.name: {field.name: state} for field, state in states.items()}}}


def fill(form: dict[str, Any], field: Field[Any], **state: Any) -> None:
    form["state"]["values"][field.name][field.action or field.name] |= state


def as_shown(view: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            shown = {_shown(name): value for name, value in element.items() if "initial" in name}
            values[block["block_id"]] = {element["action_id"]: _EMPTY | {"type": element["type"]} | shown}
    return {"state": {"values": values}}


def _shown(name: str) -> str:
    """What Slack calls the state that a field begins with."""
    return "value" if name == "initial_value" else name.replace("initial_", "selected_")


_EMPTY: dict[str, Any] = {"selected_option": None, "selected_options": [], "selected_time": None} | {
    "selected_date": None,
    "value": None,
}


def _options(values: Sequence[str]) -> list[dict[str, str]]:
    return [{"value": value} for value in values]


# - `golden/structure/<builder>.json`: every case, with the keys of sentences in place of the sentences (`Keys`).
# - `golden/messages/<builder>.<locale>.json`: one case as people read it; Slack's Block Kit Builder takes a copy.
# - `golden/sentences/<chapter>.txt`: every sentence of the catalogs (`tests/i18n/test_catalogs.py`).
#
# `UPDATE_GOLDEN=1` writes them anew; a missing one fails, and so does one that no test reads.

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
