"""The provider's list of programs: reading, refusing, fetching."""

import json
import traceback
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.domain.programs import ProvidedProgram
from bot.errors import ProgramListRefused, WeChatUnreachable
from bot.export.doctor_json import shape_json
from bot.wechat import provided_programs
from bot.wechat.checkup import sample_in
from bot.wechat.protocol.program_list import MAX_BYTES, ListPage, gathered, read_page
from bot.wechat.protocol.response import read_object, shape_of
from bot.wechat.provided_programs import ProvidersList
from tests.wechat.component import Line

URL = "https://provider.example/programs?key=canary"
SHOP = {"appid": "wx1234567890abcdef", "nickname": "云上商城", "alias": "shop", "tags": ["Food", "餐饮", "food"]}


def page(*rows: object, **more: object) -> bytes:
    return json.dumps({"programs": rows, **more}).encode()


def refusal(body: bytes, *, status: int = 200) -> dict[str, Any]:
    with pytest.raises(ProgramListRefused) as refused:
        read_page(status, body, url=URL)
    assert "canary" not in "".join(traceback.format_exception(refused.value))
    assert "canary" not in repr(refused.value.__context__)
    return dict(refused.value.params)


@pytest.mark.parametrize("body", [page(SHOP), json.dumps([SHOP]).encode(), b"\xef\xbb\xbf" + page(SHOP, total=1)])
def test_both_shapes_are_read(body: bytes) -> None:
    shop = ProvidedProgram("wx1234567890abcdef", "云上商城", "shop", ("food", "餐饮"))

    assert read_page(200, body, url=URL) == ListPage((shop,), "")


@pytest.mark.parametrize(
    "row",
    [
        {"appid": "wx1"},
        {"appid": "wx1", "nickname": None, "alias": None, "tags": None},
        {"appid": "wx1", "nickname": "", "alias": "", "tags": [], "owner": {"name": "x"}},
    ],
)
def test_only_the_appid_is_needed(row: dict[str, object]) -> None:
    assert read_page(200, page(row), url=URL).programs == (ProvidedProgram("wx1"),)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("wx1", "no object"),
        ({}, "appid"),
        ({"appid": 7}, "appid"),
        ({"appid": "wx 1"}, "appid"),
        ({"appid": "w" * 65}, "appid"),
        ({"appid": "wx1", "nickname": ["x"]}, "nickname"),
        ({"appid": "wx1", "alias": "my shop"}, "alias"),
        ({"appid": "wx1", "alias": 5}, "alias"),
        ({"appid": "wx1", "tags": "food"}, "tags"),
        ({"appid": "wx1", "tags": [1]}, "tags"),
        ({"appid": "wx1", "tags": ["a,b"]}, "tags"),
        ({"appid": "wx1", "tags": [f"t{number}" for number in range(21)]}, "tags"),
    ],
)
def test_a_bad_row_is_named(row: object, field: str) -> None:
    assert refusal(page(SHOP, row)) == {"reason": "row", "detail": f"row 2: {field}"}


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 404, "status"),
        (page(SHOP), 302, "status"),
        (b"<html>canary</html>", 200, "not-json"),
        (b"\xff", 200, "not-json"),
        (b"[" * 100_000, 200, "not-json"),
        (b'{"programs": {}}', 200, "shape"),
        (b'"canary"', 200, "shape"),
        (page(SHOP, next=5), 200, "shape"),
        (page(SHOP, next="https://[canary"), 200, "shape"),
        (page(SHOP, next="https://provider.example:443=canary"), 200, "shape"),
        (page(SHOP, next="x" * 3000), 200, "shape"),
    ],
)
def test_what_is_no_list_is_refused(body: bytes, status: int, reason: str) -> None:
    assert refusal(body, status=status)["reason"] == reason


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("?page=2", "https://provider.example/programs?page=2"),
        ("/more", "https://provider.example/more"),
        ("https://provider.example/programs?page=2", "https://provider.example/programs?page=2"),
        (None, ""),
        ("", ""),
    ],
)
def test_the_next_page_is_found(link: str | None, url: str) -> None:
    assert read_page(200, page(SHOP, next=link), url=URL).next_url == url


@pytest.mark.parametrize(
    "link",
    [
        "https://other.example/programs",
        "http://provider.example/programs",
        "https://provider.example:8443/programs",
        "//other.example/programs",
        "https://provider.example@other.example/",
        "file:///etc/passwd",
    ],
)
def test_no_page_leads_elsewhere(link: str) -> None:
    assert refusal(page(SHOP, next=link))["reason"] == "host"


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)
    | st.dictionaries(st.text(), st.text())
)
def test_any_row_is_read_or_refused(row: object) -> None:
    with suppress(ProgramListRefused):
        assert len(read_page(200, page(row), url=URL).programs) == 1


def test_a_nickname_cannot_break_a_line() -> None:
    read = read_page(200, page({"appid": "wx1", "nickname": "a\x1b[2J\nb" + "x" * 500}), url=URL)

    assert read.programs[0].nickname.isprintable()
    assert len(read.programs[0].nickname) == 120


def test_a_program_on_two_pages_stands_once() -> None:
    first = ListPage((ProvidedProgram("wx1", "old"), ProvidedProgram("wx2")), "x")

    assert gathered([first, ListPage((ProvidedProgram("wx1", "new"),), "")]) == (
        ProvidedProgram("wx1", "new"),
        ProvidedProgram("wx2"),
    )


async def test_all_pages_are_fetched_with_the_bearer() -> None:
    line = Line(
        httpx.Response(200, content=page(SHOP, next="?page=2")), httpx.Response(200, content=page({"appid": "wx2"}))
    )

    programs = await ProvidersList(line.client, url=URL, bearer=SecretStr("b3arer")).all()

    assert [program.appid for program in programs] == ["wx1234567890abcdef", "wx2"]
    assert [str(request.url) for request in line.calls] == [URL, "https://provider.example/programs?page=2"]
    assert {request.headers["authorization"] for request in line.calls} == {"Bearer b3arer"}
    assert {request.method for request in line.calls} == {"GET"}


async def test_without_a_bearer_none_is_sent() -> None:
    line = Line(httpx.Response(200, content=page(SHOP)))

    await ProvidersList(line.client, url=URL).all()

    assert "authorization" not in line.calls[0].headers


async def test_pages_without_end_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provided_programs, "MOST_PAGES", 3)
    line = Line(httpx.Response(200, content=page(SHOP, next="?page=2")))

    with pytest.raises(ProgramListRefused, match="too-large"):
        await ProvidersList(line.client, url=URL).all()
    assert len(line.calls) == 4


async def test_a_page_without_end_is_not_read() -> None:
    line = Line(httpx.Response(200, content=b" " * (MAX_BYTES + 1)))

    with pytest.raises(ProgramListRefused, match="too-large"):
        await ProvidersList(line.client, url=URL).all()


async def test_a_page_of_ten_thousand_is_read() -> None:
    rows = [{"appid": f"wx{number:016d}", "nickname": "云上商城" * 5} for number in range(10_000)]
    line = Line(httpx.Response(200, content=page(*rows)))

    assert len(await ProvidersList(line.client, url=URL).all()) == 10_000


async def test_a_host_that_does_not_answer_is_named() -> None:
    line = Line(httpx.ConnectError("canary"))

    with pytest.raises(WeChatUnreachable) as unreachable:
        await ProvidersList(line.client, url=URL).all()

    assert unreachable.value.params == {"host": "provider.example", "reason": "connection"}
    assert "canary" not in "".join(traceback.format_exception(unreachable.value))


_PAYLOADS = Path(__file__).parents[2] / "payloads"
_ANSWERS = sorted(path for path in _PAYLOADS.glob("*.json") if not path.name.startswith("refused"))
CANARY = "wx00canary00000000"
_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.just(Decimal("0.5")), st.just(CANARY))
_NAMES = st.sampled_from(["errcode", "uv_info", "items", "version", "percentage", CANARY, "3.15.1", "visit_uv"])
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner), max_leaves=30)


@pytest.mark.parametrize("path", _ANSWERS, ids=lambda path: path.stem)
def test_recorded_answers(path: Path) -> None:
    sample = sample_in(read_object(path.read_bytes()))

    assert "uv_info" in sample.shape.fields or "missing" in path.stem
    assert (sample.feed is None) is (sample.error is not None)


def test_types() -> None:
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
    shape = shape_of({"uv_info": {"items": [{"visit_uv": 5, CANARY: 1}]}, "version_list": []})

    assert shape.unknown == ["uv_info.items[].visit_uv", "uv_info.items[].?", "version_list"]


def test_an_answer_that_is_no_distribution() -> None:
    sample = sample_in({"errcode": 0, "uv_info": ["surprise"]})

    assert sample.feed is None
    assert sample.error is not None
    assert sample.shape.fields["uv_info"] == ["list"]


@given(st.dictionaries(_NAMES, _JSON))
def test_no_value_is_in_a_shape(answer: dict[str, object]) -> None:
    shape = shape_of(answer)
    text = json.dumps(shape_json(shape))

    assert CANARY not in text
    assert "3.15.1" not in text
    assert len(shape.fields) <= 60
