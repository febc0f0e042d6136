"""What the changes of inputs promise."""

import copy
import json
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tools.fuzz.mutate import mutated, mutated_bytes, mutated_text

PAYLOAD: dict[str, Any] = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "view": {"blocks": [{"type": "input"}, {"type": "section"}], "state": {"values": {}}},
    "n": 7,
}
seeds = st.integers(0, 1 << 32)


def drawn(seed: int) -> Random:
    """What the changes are drawn from."""
    return Random(seed)  # noqa: S311  # nothing secret is drawn


def shapes(value: object, path: str = "") -> set[str]:
    """Each path in it, with the type that is there."""
    found = {f"{path}:{type(value).__name__}"}
    if isinstance(value, dict):
        return found.union(*(shapes(inner, f"{path}.{name}") for name, inner in value.items()))
    if isinstance(value, list):
        return found.union(*(shapes(inner, f"{path}[{number}]") for number, inner in enumerate(value)))
    return found


@given(seeds)
def test_a_seed_gives_the_same_again(seed: int) -> None:
    """Whatever is changed, and in what."""
    assert mutated(PAYLOAD, drawn(seed)) == mutated(PAYLOAD, drawn(seed))
    assert mutated_text("raise 3.0.0 shop", drawn(seed)) == mutated_text("raise 3.0.0 shop", drawn(seed))
    assert mutated_bytes(b"<xml/>", drawn(seed)) == mutated_bytes(b"<xml/>", drawn(seed))


@given(seeds)
def test_the_original_stays(seed: int) -> None:
    """The corpus is used again and again."""
    before = copy.deepcopy(PAYLOAD)
    mutated(PAYLOAD, drawn(seed))

    assert before == PAYLOAD


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    ),
    seeds,
)
def test_any_json_can_be_changed_and_written(value: object, seed: int) -> None:
    """Nothing in it stops the changes, and what comes out is JSON again."""
    json.dumps(mutated(value, drawn(seed)))


@given(st.text(), st.binary(), seeds)
def test_any_text_and_bytes_can_be_changed(text: str, body: bytes, seed: int) -> None:
    """Empty ones, too; neither becomes anything else."""
    assert isinstance(mutated_text(text, drawn(seed)), str)
    assert isinstance(mutated_bytes(body, drawn(seed)), bytes)


def test_every_place_is_reached_in_every_way() -> None:
    """Each field is missing, doubled, renamed and of another type in some of them, and hardly any is left as it was."""
    found = [mutated(PAYLOAD, drawn(seed)) for seed in range(3000)]
    known = shapes(PAYLOAD)
    seen = [shapes(one) for one in found]

    assert all(any(shape not in one for one in seen) for shape in known)
    assert {"dict", "list", "str", "int", "NoneType"} <= {type(one).__name__ for one in found}
    assert any(".team2:dict" in one for one in seen)
    assert any(".view.blocks:dict" in one for one in seen)
    assert any(".n:str" in one for one in seen)
    assert sum(one == PAYLOAD for one in found) < len(found) / 10


def test_most_texts_are_changed() -> None:
    """And so are bytes, some of them beyond UTF-8."""
    texts = [mutated_text("report shop", drawn(seed)) for seed in range(1000)]
    bodies = [mutated_bytes(b'{"errcode":0}', drawn(seed)) for seed in range(1000)]

    assert sum(text == "report shop" for text in texts) < 100
    assert sum(body.decode(errors="replace").count("\N{REPLACEMENT CHARACTER}") > 0 for body in bodies) > 50
