"""The table of components, and its merging with the typings."""

import json
from datetime import date

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import load
from bot.domain.can.features import Platform, Renderer
from bot.domain.numbers.version import Version
from tools.catalog import COMPONENTS, FOLDER, HARMONY
from tools.catalog.table import Attribute, Component, Documented, Reading, decoded, documented, marked, merged
from tools.catalog.table import components_encoded as encoded

_OLD, _NEW = Documented(Version.parse("1.1.0")), Documented(Version.parse("2.1.0"))
_VERSIONS = st.none() | st.tuples(st.integers(1, 9), st.integers(0, 99), st.integers(0, 99)).map(Version)
_RENDERERS = st.none() | st.sampled_from(Renderer)
_PARTS = st.builds(
    Attribute,
    _VERSIONS,
    renderer=_RENDERERS,
    harmony=st.sampled_from([None, False]),
    deprecated=st.booleans(),
)
_ATTRIBUTES = st.builds(
    Attribute, _VERSIONS, values=st.dictionaries(st.text(max_size=5), _PARTS, max_size=3), renderer=_RENDERERS
)


@st.composite
def _components(draw: st.DrawFn) -> Component:
    since = draw(_VERSIONS)
    return Component(
        minimum=draw(_VERSIONS),
        harmony=draw(st.none() | st.booleans()),
        renderer=draw(_RENDERERS),
        deprecated=since is not None or draw(st.booleans()),
        deprecated_since=since,
        instead=draw(st.sampled_from([(), ("<image>",)])),
        attributes=draw(st.dictionaries(st.text("ab-:", min_size=1, max_size=5), _ATTRIBUTES, max_size=3)),
        open=draw(st.booleans()),
        page="https://developers.weixin.qq.com/miniprogram/dev/component/x.html",
        read=draw(st.dates()),
        reading=draw(st.sampled_from(Reading)),
    )


@given(st.dictionaries(st.sampled_from(["view", "list-view"]), _components()))
def test_a_table_is_read_back_as_it_was_written(components: dict[str, Component]) -> None:
    """Renewing the table loses nothing."""
    assert decoded(encoded(components)) == components


def test_the_committed_table_has_the_form_of_its_schema() -> None:
    """It follows the schema for editors and contributors, written as the renewal does."""
    text = (FOLDER / COMPONENTS).read_text("utf-8")
    schema = json.loads((FOLDER / "components.schema.json").read_text("utf-8"))

    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(json.loads(text))

    assert encoded(decoded(text)) == text


@pytest.mark.parametrize(
    "entry",
    [
        {"minimum": "2.3.0", "attributes": {}},
        {"minimum": "new", "attributes": {}},
        {"minimum": None, "attributes": {"bind:tap": None}},
        {"minimum": None, "attributes": {"mode": {"values": {}}}},
        {"minimum": None, "attributes": {}, "page": "https://example.com"},
    ],
)
def test_the_schema_refuses_what_is_incomplete_or_misspelled(entry: dict[str, object]) -> None:
    """The first lacks its page and day; the others break one rule each."""
    complete = {"page": "https://developers.weixin.qq.com/miniprogram/dev/x", "read": "2026-07-30", "reading": "copy"}
    schema = json.loads((FOLDER / "components.schema.json").read_text("utf-8"))
    table = {
        "$schema": "components.schema.json",
        "components": {"x": entry if "2.3.0" in entry.values() else complete | entry},
    }

    assert not jsonschema.Draft202012Validator(schema).is_valid(table)


def test_every_component_names_its_page_and_the_day_it_was_read() -> None:
    """The committed table has at least the eighty components of WeChat's overview."""
    components = decoded((FOLDER / COMPONENTS).read_text("utf-8"))

    assert len(components) >= 80
    assert all(each.page and each.read and each.read >= date(2026, 7, 30) for each in components.values())


def test_the_committed_names_are_those_of_the_table() -> None:
    """`make catalog` was run after the last change of the table, and it says how far it goes."""
    table = documented(decoded((FOLDER / COMPONENTS).read_text("utf-8")))
    features = load(Platform.MINI_PROGRAM)

    assert {name: text.minimum for name, text in table.items() if text.minimum}.items() <= {
        feature.name: feature.minimum for feature in features
    }.items()
    assert features.components is not None
    assert features.components.newest == max(text.minimum for text in table.values() if text.minimum)


def test_a_component_its_attributes_and_their_values_are_named() -> None:
    """Each becomes a name with what the page says of it."""
    share = {"share": Attribute(_NEW.minimum), "none": Attribute()}
    attributes = {"open-type": Attribute(_OLD.minimum, values=share), "glow": Attribute(renderer=Renderer.SKYLINE)}
    component = Component(_OLD.minimum, harmony=False, instead=("<x>",), attributes=attributes, page="https://x")

    assert documented({"button": component}) == {
        "<button>": Documented(_OLD.minimum, harmony=False, instead=("<x>",), page="https://x"),
        "<button open-type>": _OLD,
        "<button open-type=share>": _NEW,
        "<button open-type=none>": Documented(),
        "<button glow>": Documented(renderer=Renderer.SKYLINE),
    }


def test_of_an_event_in_both_the_page_counts() -> None:
    """The typings fill in what the page lacks."""
    apis = {"<a bindx>": _OLD, "<a bindy>": Documented(), "<a bindz>": _OLD, "<a bindz id>": _NEW, "wx.a": _NEW}
    pages = {"<a bindx>": Documented(), "<a bindy>": _NEW, "<a bindz>": _NEW, "<a>": _OLD}

    assert merged(apis, pages) == {
        "<a bindx>": _OLD,
        "<a bindy>": _NEW,
        "<a bindz>": _NEW,
        "<a bindz id>": _NEW,
        "<a>": _OLD,
        "wx.a": _NEW,
    }


def test_what_harmony_os_lacks_is_marked() -> None:
    """A name, and an object's methods; a name's parts have its mark."""
    names = dict.fromkeys(["wx.a", "wx.a.option", "wx.ab", "Cache.get", "Cached.get"], _OLD)

    found = marked(names, json.dumps({"lacking": ["wx.a", "Cache"]}))

    assert [name for name, text in found.items() if text.harmony is False] == ["wx.a", "Cache.get"]


def test_the_list_of_what_harmony_os_lacks_names_its_page() -> None:
    """It is sorted, with address and day like the table of components."""
    data = json.loads((FOLDER / HARMONY).read_text("utf-8"))

    assert data["lacking"] == sorted(set(data["lacking"]))
    assert data["page"].startswith("https://developers.weixin.qq.com/")
    assert date.fromisoformat(data["read"]) >= date(2026, 7, 30)
    assert Reading(data["reading"])
