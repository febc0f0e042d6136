"""Answers that hand out a token."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError, TokenServiceRefused, WeChatUnreadable
from bot.wechat.protocol import response as grants
from bot.wechat.protocol.response import Grant, Refusal, read_stable_token, read_token_service


def body(**fields: object) -> bytes:
    """A JSON object."""
    return json.dumps(fields).encode()


def test_stable_token_is_asked_in_normal_mode() -> None:
    """Forced mode would kill other people's token: it is never asked for."""
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
    """In place of `{appid}`, else into the query; quoted."""
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
    """Either name, seconds as number or text, at most WeChat's lifetime, short by default."""
    assert read_token_service(200, answer) == expected


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404])
def test_a_service_that_refuses_is_reported(status: int) -> None:
    """With its status, without its words."""
    with pytest.raises(TokenServiceRefused) as caught:
        read_token_service(status, b"canary")

    assert caught.value.params == {"status": status}


@pytest.mark.parametrize("answer", [{}, {"code": 401, "msg": "canary"}, {"access_token": ""}, {"access_token": None}])
def test_a_service_without_a_token_refuses(answer: dict[str, object]) -> None:
    """JSON without a token is a refusal too, whatever its status."""
    with pytest.raises(TokenServiceRefused):
        read_token_service(200, body(**answer))


@pytest.mark.parametrize("status", [204, 429, 500, 503])
def test_a_service_in_trouble_is_unreadable(status: int) -> None:
    """That passes: no setting has to change."""
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
    """Nothing half-right is used, and nothing of it is repeated."""
    with pytest.raises(WeChatUnreadable) as caught:
        read_token_service(200, answer)

    assert "canary" not in str(caught.value)


def test_stable_token_grants_or_refuses() -> None:
    """HTTP 200 either way; the errcode tells."""
    assert read_stable_token(200, body(access_token="t", expires_in=300)) == Grant("t", timedelta(minutes=5))
    assert read_stable_token(200, body(errcode=40125, errmsg="invalid appsecret rid: ab-cd")) == Refusal(
        40125, "invalid appsecret", "ab-cd"
    )


@pytest.mark.parametrize(("status", "answer"), [(200, body(errcode=0)), (200, b"{}"), (502, b""), (200, b"<html>")])
def test_stable_token_without_a_token_is_unreadable(status: int, answer: bytes) -> None:
    """Neither a token nor a refusal."""
    with pytest.raises(WeChatUnreadable):
        read_stable_token(status, answer)


def test_a_grant_hides_its_token() -> None:
    """The repr of a grant shows how long it lasts and no more."""
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
    """Nothing else is raised, and no token outlives WeChat's."""
    for read in (read_token_service, read_stable_token):
        try:
            found = read(status, answer)
        except BotError:
            continue
        assert isinstance(found, Refusal) or timedelta(0) < found.life <= timedelta(hours=2)
