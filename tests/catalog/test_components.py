"""The components of pages, and how two sources become one table."""

import json

import pytest

from bot.catalog.components import components, merged
from bot.catalog.derive import Conflict
from bot.catalog.documented import Documented
from bot.domain.numbers.version import Version

_OLD, _NEW = Documented(Version.parse("1.1.0")), Documented(Version.parse("2.1.0"))


def test_a_component_its_attributes_and_their_values_are_named() -> None:
    """The table's entries become names; values are there only when something is documented of them."""
    values = [{"value": "share", "since": "1.2.0"}, {"value": "none"}]
    attributes = [{"name": "open-type", "since": "1.1.0", "enum": values}, {"name": "size"}]
    table = [{"name": "button", "attrs": attributes}, {"name": "slot"}]

    assert components(json.dumps(table).encode()) == {
        "<button>": Documented(),
        "<button open-type>": _OLD,
        "<button open-type=share>": Documented(Version.parse("1.2.0")),
        "<button size>": Documented(),
        "<slot>": Documented(),
    }


def test_a_sentence_about_a_component_is_no_minimum() -> None:
    """When an event learned something is not when it came."""
    table = [{"name": "map", "since": "[2.3.0](link)起增加`causedBy` 参数"}]

    assert components(json.dumps(table).encode()) == {"<map>": Documented()}


def test_what_one_source_documents_the_other_may_leave_out() -> None:
    """Of a name that both know, the one that says something is heard."""
    apis = {"<a bindx>": _OLD, "<a bindy>": Documented(), "wx.a": _NEW}
    pages = {"<a bindx>": Documented(), "<a bindy>": _NEW, "<a>": _OLD}

    assert merged(apis, pages) == {"<a bindx>": _OLD, "<a bindy>": _NEW, "<a>": _OLD, "wx.a": _NEW}


def test_sources_that_contradict_each_other_stop_everything() -> None:
    """Nobody decides by chance which of two minimums is right."""
    with pytest.raises(Conflict, match="bindx"):
        merged({"<a bindx>": _OLD}, {"<a bindx>": _NEW})
