"""`make fuzz`: a short run over every kind of input, what a run sees, and what the changes of inputs promise."""

import contextlib
import copy
import json
import logging
import re
import time
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export.workflow_steps import FUNCTIONS
from bot.i18n import LOCALES
from tests.charts.test_drawer import png_size
from tests.project.repository import ROOT
from tools.fuzz.__main__ import KINDS
from tools.fuzz.mutate import mutated, mutated_bytes, mutated_text
from tools.fuzz.run import WRONG, Kind, Outcome, Result, again, run
from tools.fuzz.slack_requests import GIVEN, corpus
from tools.reference import FOLDER as REFERENCE_FOLDER
from tools.reference import PAGES, text
from tools.screenshots import ALONE, FOLDER, HEIGHTS, VIEWS, WIDTHS, picture

INPUTS: Final = 1000
SEED: Final = "2026"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_a_short_run(kind: Kind) -> None:
    result = await run([kind], inputs=INPUTS, seed=SEED)

    assert result.faults == []
    assert result.inputs[kind.name] == INPUTS * kind.share // 100


def test_the_shares_are_of_a_hundred() -> None:
    assert sum(kind.share for kind in KINDS) == 100


def test_all_that_slack_sends_is_fed() -> None:
    types = {payload.get("type", "command" if "command" in payload else "") for payload in corpus()}

    assert types >= {"command", "block_actions", "view_submission", "view_closed", "block_suggestion", "event_callback"}
    assert types >= {"shortcut", "message_action", "url_verification"}


def test_every_input_of_a_step_is_fed() -> None:
    declared = [function["input_parameters"]["properties"] for function in FUNCTIONS.values()]

    assert set[str]().union(*declared) == set(GIVEN)


class Broken:
    canaries = ("canary-of-the-test",)

    def __init__(self, how: str) -> None:
        self._how = how
        self._taken = 0

    def make(self, rng: Random) -> int:
        return rng.randint(1, 1 << 30)

    async def take(self, given: int) -> Outcome:
        del given
        self._taken += 1
        if self._taken != 3:
            return Outcome("well")
        match self._how:
            case "raises":
                raise KeyError("type")
            case "logs an error":
                logging.getLogger("bot.test").error("it failed")
            case "answers 500":
                return Outcome("sorry", 500)
            case "takes long":
                begun = time.process_time()
                while time.process_time() - begun <= 1.0:
                    pass
            case "logs a canary":
                logging.getLogger("bot.test").info("canary-of-the-test")
            case "answers a canary":
                return Outcome("canary-of-the-test")
        return Outcome("")


def broken(how: str) -> Kind:
    """A kind of which the third input of each subject is a fault."""
    return Kind("broken", 100, lambda: contextlib.nullcontext(Broken(how)))


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("raises", "unhandled"),
        ("logs an error", "unhandled"),
        ("answers 500", "http_5xx"),
        ("logs a canary", "canary"),
        ("answers a canary", "canary"),
        ("takes long", "slow"),
    ],
)
async def test_faults_are_seen(how: str, what: str) -> None:
    """Counted, named by the input that shows them again, and found again by that name."""
    result = await run([broken(how)], inputs=10, seed=SEED)
    found: dict[str, Any] = result.to_json()
    repeated: Result = await again(broken(how), found["smallest"]["at"], seed=SEED)

    assert {name: found[name] for name in WRONG} == {**dict.fromkeys(WRONG, 0), what: 1}
    assert found["smallest"]["again"] == f"make fuzz SEED={SEED} KIND=broken AT=2"
    assert [(fault.what, fault.given) for fault in repeated.faults] == [(what, found["smallest"]["given"])]


async def test_the_same_seed_feeds_the_same() -> None:
    fed: list[list[int]] = [[], []]
    for kept in fed:

        class Keeping(Broken):
            async def take(self, given: int, kept: list[int] = kept) -> Outcome:
                kept.append(given)
                return Outcome("")

        kind = Kind("keeping", 100, lambda: contextlib.nullcontext(Keeping("")))
        await run([kind], inputs=20, seed=SEED)

    assert fed[0] == fed[1]
    assert len(fed[0]) == 20


PAYLOAD: dict[str, Any] = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "view": {"blocks": [{"type": "input"}, {"type": "section"}], "state": {"values": {}}},
    "n": 7,
}
seeds = st.integers(0, 1 << 32)


def drawn(seed: int) -> Random:
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
    assert mutated(PAYLOAD, drawn(seed)) == mutated(PAYLOAD, drawn(seed))
    assert mutated_text("raise 3.0.0 shop", drawn(seed)) == mutated_text("raise 3.0.0 shop", drawn(seed))
    assert mutated_bytes(b"<xml/>", drawn(seed)) == mutated_bytes(b"<xml/>", drawn(seed))


@given(seeds)
def test_the_original_stays(seed: int) -> None:
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
    json.dumps(mutated(value, drawn(seed)))


@given(st.text(), st.binary(), seeds)
def test_any_text_and_bytes_can_be_changed(text: str, body: bytes, seed: int) -> None:
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
    texts = [mutated_text("report shop", drawn(seed)) for seed in range(1000)]
    bodies = [mutated_bytes(b'{"errcode":0}', drawn(seed)) for seed in range(1000)]

    assert sum(text == "report shop" for text in texts) < 100
    assert sum(body.decode(errors="replace").count("\N{REPLACEMENT CHARACTER}") > 0 for body in bodies) > 50


MOST_BYTES = 256 * 1024


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("view", VIEWS)
def test_picture(view: str, locale: str) -> None:
    """Each main view in each language, in a size that fits a page and loads quickly."""
    data = picture(view, locale).read_bytes()
    width, height = png_size(data)

    assert width == WIDTHS[view]
    assert height in HEIGHTS
    assert len(data) < MOST_BYTES


@pytest.mark.parametrize("locale", LOCALES)
def test_the_answer_stands_alone(locale: str) -> None:
    data = picture(ALONE, locale).read_bytes()

    assert png_size(data)[0] < WIDTHS["raise"] * 0.8
    assert len(data) < MOST_BYTES


def test_nothing_else_lies_there() -> None:
    taken = {picture(view, locale).name for view in (*VIEWS, ALONE) for locale in LOCALES}
    assert {path.name for path in FOLDER.iterdir()} == taken


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_shows_a_picture_that_exists(name: str) -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / name).read_text(encoding="utf-8"))

    assert shown
    assert all((ROOT / path).is_file() for path in shown)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_current(name: str) -> None:
    assert (REFERENCE_FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), (
        "run `make reference` and commit the result"
    )


def test_reference_nothing_else_lies_there() -> None:
    assert {path.name for path in REFERENCE_FOLDER.iterdir()} == set(PAGES)


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("Type `/baselib help`.", "Type `/baselib help`."),
        (
            "Type `use <program>` | _or_ *not*",
            "Type <code>use &lt;program&gt;</code> &#124; &#95;or&#95; &#42;not&#42;",
        ),
        ("Set BASELIB_ADMINS\nthere.", "Set `BASELIB_ADMINS` there."),
        ("with /slack/oauth_redirect behind it", "with `/slack/oauth_redirect` behind it"),
    ],
)
def test_sentences_stay_what_they_say(sentence: str, written: str) -> None:
    assert text(sentence) == written
