"""Shapes of answers: every recorded one, and whatever else may come."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export.doctor_json import shape_json
from bot.wechat.checkup import sample_in
from bot.wechat.protocol.response import read_object, shape_of

_PAYLOADS = Path(__file__).parents[2] / "payloads"
_ANSWERS = sorted(path for path in _PAYLOADS.glob("*.json") if not path.name.startswith("refused"))
CANARY = "wx00canary00000000"
_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.just(Decimal("0.5")), st.just(CANARY))
_NAMES = st.sampled_from(["errcode", "uv_info", "items", "version", "percentage", CANARY, "3.15.1", "visit_uv"])
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner), max_leaves=30)


@pytest.mark.parametrize("path", _ANSWERS, ids=lambda path: path.stem)
def test_recorded_answers(path: Path) -> None:
    """Each has a shape with its fields, and a feed."""
    sample = sample_in(read_object(path.read_bytes()))

    assert "uv_info" in sample.shape.fields or "missing" in path.stem
    assert (sample.feed is None) is (sample.error is not None)


def test_types() -> None:
    """Whole numbers apart from others, and each type once."""
    items = [{"version": "3.0.0", "percentage": 0}, {"version": None, "percentage": 0.5}, {"percentage": "1"}]
    answer = {"errcode": 0, "now_version": "", "uv_info": {"items": items}}
    shape = shape_of(read_object(json.dumps(answer).encode()))

    assert shape.fields == {
        "errcode": ["whole number"],
        "now_version": ["empty text"],
        "uv_info": ["object"],
        "uv_info.items": ["list"],
        "uv_info.items[]": ["object"],
        "uv_info.items[].version": ["text", "null"],
        "uv_info.items[].percentage": ["whole number", "decimal number", "text"],
    }
    assert shape.unknown == []


def test_what_is_not_documented() -> None:
    """It is named, unless its name could say something."""
    shape = shape_of({"uv_info": {"items": [{"visit_uv": 5, CANARY: 1}]}, "version_list": []})

    assert shape.unknown == ["uv_info.items[].visit_uv", "uv_info.items[].?", "version_list"]


def test_an_answer_that_is_no_distribution() -> None:
    """Its shape is described all the same, when it is needed most."""
    sample = sample_in({"errcode": 0, "uv_info": ["surprise"]})

    assert sample.feed is None
    assert sample.error is not None
    assert sample.shape.fields["uv_info"] == ["list"]


@given(st.dictionaries(_NAMES, _JSON))
def test_no_value_is_in_a_shape(answer: dict[str, object]) -> None:
    """Only types and names without digits come out, and never very many."""
    shape = shape_of(answer)
    text = json.dumps(shape_json(shape))

    assert CANARY not in text
    assert "3.15.1" not in text
    assert len(shape.fields) <= 60
