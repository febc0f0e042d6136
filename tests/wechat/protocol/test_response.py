"""What all of WeChat's answers share."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.platform import REMEDIES, Remedy
from bot.errors import BotError, TokenServiceRefused, WeChatBusy, WeChatLimited, WeChatRefused, WeChatUnreadable
from bot.i18n import texts_for
from bot.wechat.protocol import response as grants
from bot.wechat.protocol.response import (
    MAX_BYTES,
    Grant,
    Refusal,
    check_status,
    error_for,
    read_object,
    read_stable_token,
    read_token_service,
    refusal_in,
)
from tests.wechat.component import payload

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
RID = "624d8a1f-2a3b4c5d-6e7f8091"
EXPECTED: dict[Remedy, type[BotError]] = {
    Remedy.BACKOFF: WeChatBusy,
    Remedy.TOMORROW: WeChatLimited,
    Remedy.WAIT_A_MINUTE: WeChatLimited,
    Remedy.LATER: WeChatLimited,
}


def refusal(code: int = 48001) -> Refusal:
    return Refusal(code, "api unauthorized", RID)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "refused_token",
            Refusal(40001, "invalid credential, access_token is invalid or not latest", RID),
        ),
        ("refused_hint", Refusal(40013, "invalid appid", "LvBGDa0389vr18")),
        (
            "refused_address",
            Refusal(61004, "access clientip is not registered requestIP: 203.0.113.7", RID),
        ),
        (
            "refused_allowlist",
            Refusal(40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist", RID),
        ),
    ],
)
def test_takes_a_refusal_apart(name: str, expected: Refusal) -> None:
    """Rid (or the older hint) is separated from WeChat's words, which keep the caller's address."""
    assert refusal_in(read_object(payload(name))) == expected


@pytest.mark.parametrize("answer", [{}, {"errcode": 0}, {"errcode": None}, {"errcode": "0", "errmsg": "ok"}])
def test_no_code_or_zero_is_no_refusal(answer: dict[str, object]) -> None:
    assert refusal_in(answer) is None


@pytest.mark.parametrize("code", [True, 1.5, [], {}, "", "x", "１", 10**9, "9" * 50])
def test_a_code_that_is_none_is_unreadable(code: object) -> None:
    with pytest.raises(WeChatUnreadable):
        refusal_in({"errcode": code})


@pytest.mark.parametrize("errmsg", [None, 5, [], "", "\x00\n\ud800", "x" * 5000, " rid: " * 100, "hint: [" * 300])
def test_any_errmsg_becomes_one_short_printable_line(errmsg: object) -> None:
    found = refusal_in({"errcode": -1, "errmsg": errmsg})

    assert found is not None
    assert found.code == -1
    assert len(found.errmsg) <= 200
    assert found.errmsg.isprintable()
    assert found.rid.isprintable()


def test_an_echoed_token_is_not_repeated() -> None:
    found = refusal_in({"errcode": 40001, "errmsg": f"invalid access_token {'98_canary-' * 10} given rid: {RID}"})

    assert found == Refusal(40001, "invalid access_token [...] given", RID)


@pytest.mark.parametrize("code", sorted(REMEDIES))
def test_every_code_becomes_the_error_of_its_class(code: int) -> None:
    error = error_for(refusal(code), now=NOW)

    assert type(error) is EXPECTED.get(REMEDIES[code], WeChatRefused)
    assert error.params == {"code": code, "errmsg": "api unauthorized", "rid": RID}


def test_a_spent_daily_quota_lasts_until_midnight_in_beijing() -> None:
    error = error_for(refusal(45009), now=NOW)

    assert isinstance(error, WeChatLimited)
    assert error.until == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


def test_a_spent_minute_quota_lasts_a_minute() -> None:
    error = error_for(refusal(45011), now=NOW)

    assert isinstance(error, WeChatLimited)
    assert error.until == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not-json"),
        (b"<html>502</html>", "not-json"),
        (b'{"errcode":0,"uv_info":{"items":[{"ver', "not-json"),
        (b'{"a":"\xff\xfe"}', "not-json"),
        (b'{"a":NaN}', "not-json"),
        (b'{"a":-Infinity}', "not-json"),
        (b'{"a":' + b"9" * 41 + b"}", "not-json"),
        (b'{"a":0.' + b"3" * 5000 + b"}", "not-json"),
        (b'{"a":0E1000000000000000000}', "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"a":' * 100_000, "not-json"),
        (b'{"version": \xe5\x88\x9d\xe5\xa7\x8b', "not-json"),
        (b"[]", "shape"),
        (b"null", "shape"),
        (b'"errcode"', "shape"),
        (b" " * (MAX_BYTES + 1), "too-large"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_object_is_unreadable(body: bytes, reason: str) -> None:
    with pytest.raises(WeChatUnreadable) as caught:
        read_object(body)

    assert caught.value.params["reason"] == reason


def test_a_json_error_is_not_kept_along() -> None:
    with pytest.raises(WeChatUnreadable) as caught:
        read_object(b'{"access_token":"canary"')

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("status", [204, 301, 302, 401, 404, 429, 500, 502])
def test_other_statuses_are_not_from_wechat(status: int) -> None:
    with pytest.raises(WeChatUnreadable, match=f"HTTP {status}"):
        check_status(status)


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("name", ["refused_address", "refused_allowlist"])
def test_says_which_address_is_to_be_allowed(name: str, locale: str) -> None:
    found = refusal_in(read_object(payload(name)))
    assert found is not None
    error = error_for(found, now=NOW)
    advice = {"en": "Add 203.0.113.7 to the ", "zh-CN": "把 203.0.113.7 加入"}[locale]

    assert error.params["address"] == "203.0.113.7"
    assert advice in texts_for(locale).error(error)


@pytest.mark.parametrize(
    "errmsg",
    [
        *("not registered", "requestIP: 999.1.1.1", "requestIP: ...", "requestIP: <!channel>", "invalid ip , x"),
        *("not in whitelist", "invalid ip 1.2.3.4.5"),
    ],
)
def test_names_no_address_that_is_none(errmsg: str) -> None:
    error = error_for(Refusal(61004, errmsg, RID), now=NOW)

    assert "address" not in error.params
    assert "Add the address that WeChat names" in texts_for("en").error(error)


def test_names_an_address_of_the_newer_kind() -> None:
    refused = Refusal(61004, "access clientip is not registered requestIP: 2001:0db8:0:0:0:0:0:7", RID)

    assert error_for(refused, now=NOW).params["address"] == "2001:db8::7"


def body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_stable_token_is_asked_in_normal_mode() -> None:
    assert json.loads(grants.stable_token_body("wx1", "s3cret")) == {
        "grant_type": "client_credential",
        "appid": "wx1",
        "secret": "s3cret",
        "force_refresh": False,
    }


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("https://t.example/{appid}/token", "https://t.example/wx%2F1/token"),
        ("https://t.example/token", "https://t.example/token?appid=wx%2F1"),
        ("https://t.example/token?kind=mp", "https://t.example/token?kind=mp&appid=wx%2F1"),
        ("https://t.example/token?id={appid}&k=1", "https://t.example/token?id=wx%2F1&k=1"),
    ],
)
def test_the_appid_goes_where_the_setting_says(template: str, url: str) -> None:
    assert grants.token_service_url(template, "wx/1") == url


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (body(authorizer_access_token="t", expires_in=7200), Grant("t", timedelta(hours=2))),
        (body(access_token="t", expires_in="1800"), Grant("t", timedelta(minutes=30))),
        (body(access_token="other", authorizer_access_token="t", expires_in=60), Grant("t", timedelta(minutes=1))),
        (body(access_token="t", expires_in=10**30), Grant("t", timedelta(hours=2))),
        (body(access_token="t", expires_in=90.9), Grant("t", timedelta(seconds=90))),
        (body(access_token="t"), Grant("t", timedelta(minutes=10))),
        (body(access_token="t", errcode="whatever", expires_in=7), Grant("t", timedelta(seconds=7))),
        (b'{"access_token":"t","expires_in":1e999999}', Grant("t", timedelta(hours=2))),
    ],
)
def test_reads_a_token_service(answer: bytes, expected: Grant) -> None:
    assert read_token_service(200, answer) == expected


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404])
def test_a_service_that_refuses_is_reported(status: int) -> None:
    with pytest.raises(TokenServiceRefused) as caught:
        read_token_service(status, b"canary")

    assert caught.value.params == {"status": status}


@pytest.mark.parametrize("answer", [{}, {"code": 401, "msg": "canary"}, {"access_token": ""}, {"access_token": None}])
def test_a_service_without_a_token_refuses(answer: dict[str, object]) -> None:
    with pytest.raises(TokenServiceRefused):
        read_token_service(200, body(**answer))


@pytest.mark.parametrize("status", [204, 429, 500, 503])
def test_a_service_in_trouble_is_unreadable(status: int) -> None:
    with pytest.raises(WeChatUnreadable, match=f"HTTP {status}"):
        read_token_service(status, b"")


@pytest.mark.parametrize(
    "answer",
    [
        b"canary",
        b"[]",
        body(access_token=5),
        body(access_token=["canary"]),
        body(access_token="two words"),
        body(access_token="line\nbreak"),
        body(access_token="ключ"),
        body(access_token="x" * 2049),
        body(access_token="t", expires_in=0),
        body(access_token="t", expires_in=-5),
        body(access_token="t", expires_in=True),
        body(access_token="t", expires_in="soon"),
        body(access_token="t", expires_in="7200.5"),
        body(access_token="t", expires_in=[]),
        body(access_token="t", expires_in=0.5),
    ],
)
def test_what_is_no_grant_is_unreadable(answer: bytes) -> None:
    with pytest.raises(WeChatUnreadable) as caught:
        read_token_service(200, answer)

    assert "canary" not in str(caught.value)


def test_stable_token_grants_or_refuses() -> None:
    assert read_stable_token(200, body(access_token="t", expires_in=300)) == Grant("t", timedelta(minutes=5))
    assert read_stable_token(200, body(errcode=40125, errmsg="invalid appsecret rid: ab-cd")) == Refusal(
        40125, "invalid appsecret", "ab-cd"
    )


@pytest.mark.parametrize(("status", "answer"), [(200, body(errcode=0)), (200, b"{}"), (502, b""), (200, b"<html>")])
def test_stable_token_without_a_token_is_unreadable(status: int, answer: bytes) -> None:
    with pytest.raises(WeChatUnreadable):
        read_stable_token(status, answer)


def test_a_grant_hides_its_token() -> None:
    assert "canary" not in repr(Grant("canary", timedelta(hours=2)))


@given(
    st.integers(100, 599),
    st.one_of(
        st.binary(),
        st.dictionaries(
            st.sampled_from(["access_token", "authorizer_access_token", "expires_in", "errcode", "errmsg"]),
            st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())),
        ).map(lambda fields: json.dumps(fields).encode()),
    ),
)
def test_any_answer_ends_in_a_grant_or_in_our_error(status: int, answer: bytes) -> None:
    for read in (read_token_service, read_stable_token):
        try:
            found = read(status, answer)
        except BotError:
            continue
        assert isinstance(found, Refusal) or timedelta(0) < found.life <= timedelta(hours=2)
