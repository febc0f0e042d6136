"""APIs as a control carries them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.kit.controls import TEXT, Control
from bot.catalog import load
from bot.domain.can.features import Platform, code_of, codes_of, is_packed, pack, unpack
from bot.domain.can.use import MOST
from bot.errors import StaleControl
from tests.domain.api_tables import TABLES

NAMES = sorted(TABLES.names_by_code.values())


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=MOST), st.booleans())
def test_there_and_back(names: list[str], game: bool) -> None:  # noqa: FBT001 # hypothesis passes it by name
    """The order is kept, and a control has room for as many as may be asked about."""
    packed = pack(names, game=game)
    control = Control(appid="wx1234567890abcdef", text=packed)

    assert len(packed) <= TEXT
    assert Control.decode(control.encode()) == control
    assert is_packed(packed)
    assert unpack(packed, TABLES.names_by_code) == (tuple(names), game)


def test_no_two_names_share_a_code() -> None:
    """In all that is documented, for both platforms."""
    names = {feature.name for platform in Platform for feature in load(platform)}

    assert len(codes_of(names)) == len(names)


@pytest.mark.parametrize("word", ["=.", "=.zzzzz", "=.abc", f"=.{code_of('wx.login')}zzzzz", f"=.{code_of('wx.gone')}"])
def test_what_is_not_known_any_more(word: str) -> None:
    """An unknown or cut code is refused: the answer would be about other APIs."""
    with pytest.raises(StaleControl):
        unpack(word, TABLES.names_by_code)


@pytest.mark.parametrize("word", ["wx.login", "shop", "=", "=g", "=x.abcde", ""])
def test_what_people_type(word: str) -> None:
    """Nothing that is typed by accident is taken for a packed question."""
    assert not is_packed(word)
