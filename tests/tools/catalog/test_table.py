"""The committed form of a catalogue."""

from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import SITE, decoded
from bot.domain.can.features import Emptied, Lost, Platform, Renderer, Source
from bot.domain.numbers.version import Version
from tests.tools.catalog.sample import derived
from tools.catalog.table import Documented, documentation, encoded

_SOURCE = Source("typings", "5.2.3", "sha512-abc=", Version.parse("3.17.0"))
_VERSIONS = st.none() | st.tuples(st.integers(1, 9), st.integers(0, 99), st.integers(0, 99)).map(Version)
_NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@st.composite
def _documented(draw: st.DrawFn) -> Documented:
    since = draw(_VERSIONS)
    return Documented(
        draw(_VERSIONS),
        draw(_VERSIONS),
        since is not None or draw(st.booleans()),
        since,
        draw(st.sampled_from([(), ("wx.a", "wx.b")])),
        draw(st.sampled_from(["", "https://developers.weixin.qq.com/a.html", "https://example.com/a.html"])),
        draw(st.none() | st.booleans()),
        draw(st.none() | st.sampled_from(Renderer)),
        open=draw(st.booleans()),
        call=draw(st.sampled_from(["", "()", "info = (id)"])),
        emptied=draw(st.none() | st.builds(Emptied, st.sampled_from(Lost), st.dates(), st.just(f"{SITE}a"))),
    )


@given(st.dictionaries(_NAMES, _documented(), max_size=8))
def test_a_table_is_read_back_as_it_was_written(names: dict[str, Documented]) -> None:
    """Nothing that is documented gets lost or changes in the file."""
    features = decoded(encoded(_SOURCE, None, names), Platform.MINI_GAME)

    assert {feature.name: documentation(feature) for feature in features} == names
    assert (features.source, features.components, features.platform) == (_SOURCE, None, Platform.MINI_GAME)


def test_the_same_names_make_the_same_file() -> None:
    """In any order found, so that a new file differs only by its news."""
    names = dict(derived())
    backwards = dict(reversed(names.items()))

    assert encoded(_SOURCE, _SOURCE, names) == encoded(_SOURCE, _SOURCE, backwards)


def test_a_part_knows_what_it_is_a_part_of() -> None:
    """Its parent is the longest other name that it continues, if any."""
    names = ("wx.a", "wx.a.b", "wx.a.success.c", "Task.d", "<x>", "<x y>", "<x y=z>", "<x y=z w>", "<x z w>", "<xy>")

    features = decoded(encoded(_SOURCE, None, dict.fromkeys(names, Documented())), Platform.MINI_PROGRAM)

    assert {feature.name: feature.parent for feature in features} == {
        "wx.a": None,
        "wx.a.b": "wx.a",
        "wx.a.success.c": "wx.a",
        "Task.d": None,
        "<x>": None,
        "<x y>": "<x>",
        "<x y=z>": "<x y>",
        "<x y=z w>": "<x y>",
        "<x z w>": "<x>",
        "<xy>": None,
    }
