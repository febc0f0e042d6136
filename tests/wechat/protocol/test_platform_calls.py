"""The third-party platform's calls: every byte sent, every shape of answer."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.platform import AccountStatus, Authorisation, Invitation, Listed, ListedPage, Profile
from bot.domain.sweep import Quota
from bot.errors import BotError, WeChatUnreadable
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.platform_answers import Exchange, Renewal
from bot.wechat.protocol.platform_calls import Call, authorise_links
from bot.wechat.protocol.response import Grant, Refusal

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
API = "https://api.weixin.qq.com/"
HOUR_2 = timedelta(hours=2)
SETS = [
    {"funcscope_category": {"id": 17}},
    {"funcscope_category": {"id": 18}, "confirm_info": {"need_confirm": 0}},
    {"funcscope_category": {"id": 25, "type": 0, "name": "x"}},
]
CALLS: dict[str, Call[object]] = {
    "component_token": calls.component_token("wxc", "s3cret", "t1cket"),
    "start_push_ticket": calls.start_push_ticket("wxc", "s3cret"),
    "create_preauthcode": calls.create_preauthcode("wxc", now=NOW),
    "query_auth": calls.query_auth("wxc", "c0de"),
    "authorizer_token": calls.authorizer_token("wxc", "wx1", "r3fresh"),
    "get_authorizer_list": calls.get_authorizer_list("wxc", offset=500),
    "get_authorizer_info": calls.get_authorizer_info("wxc", "wx1"),
    "quota_get": calls.quota_get(),
}
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["18", "wx1", 18]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
names = st.sampled_from(
    [
        *("errcode", "component_access_token", "expires_in", "pre_auth_code", "authorization_info", "authorizer_info"),
        *("authorizer_appid", "authorizer_access_token", "authorizer_refresh_token", "func_info", "list", "quota"),
        *("total_count", "refresh_token", "auth_time", "nick_name", "account_status", "MiniProgramInfo", "used"),
        *("funcscope_category", "id", "daily_limit", "remain", "principal_name"),
    ]
)
answers = st.recursive(
    junk,
    lambda inner: st.dictionaries(names, inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=12,
)


def read_answer(call: Call[object], **fields: object) -> object:
    return call.answer(200, json.dumps(fields).encode())


@pytest.mark.parametrize(
    ("name", "path", "query", "body"),
    [
        (
            "component_token",
            "api_component_token",
            "",
            {"component_appid": "wxc", "component_appsecret": "s3cret", "component_verify_ticket": "t1cket"},
        ),
        ("start_push_ticket", "api_start_push_ticket", "", {"component_appid": "wxc", "component_secret": "s3cret"}),
        ("create_preauthcode", "api_create_preauthcode", "?component_access_token=T%26", {"component_appid": "wxc"}),
        (
            "query_auth",
            "api_query_auth",
            "?component_access_token=T%26",
            {"component_appid": "wxc", "authorization_code": "c0de"},
        ),
        (
            "authorizer_token",
            "api_authorizer_token",
            "?component_access_token=T%26",
            {"component_appid": "wxc", "authorizer_appid": "wx1", "authorizer_refresh_token": "r3fresh"},
        ),
        (
            "get_authorizer_list",
            "api_get_authorizer_list",
            "?component_access_token=T%26",
            {"component_appid": "wxc", "offset": 500, "count": 500},
        ),
        (
            "get_authorizer_info",
            "api_get_authorizer_info",
            "?component_access_token=T%26",
            {"component_appid": "wxc", "authorizer_appid": "wx1"},
        ),
    ],
)
def test_says_what_the_documents_ask_for(name: str, path: str, query: str, body: dict[str, object]) -> None:
    call = CALLS[name]

    assert call.url(API, "T&") == f"https://api.weixin.qq.com/cgi-bin/component/{path}{query}"
    assert call.body == json.dumps(body).encode()


def test_asks_for_the_quota_of_the_one_call_with_the_program_s_token() -> None:
    call = calls.quota_get()

    assert call.url(API, "T") == "https://api.weixin.qq.com/cgi-bin/openapi/quota/get?access_token=T"
    assert call.body == b'{"cgi_path": "/cgi-bin/wxopen/getweappsupportversion"}'


def test_hides_what_it_says() -> None:
    shown = [repr(call) for call in CALLS.values()]
    shown += [
        repr(Renewal(Grant("s3cret", HOUR_2), "r3fresh")),
        repr(Exchange(Authorisation("wx1", "r3fresh", frozenset({18})), Grant("s3cret", HOUR_2))),
        repr(authorise_links("wxc", "c0de", "https://b.example/")),
    ]

    assert not [text for text in shown for secret in ("s3cret", "t1cket", "r3fresh", "c0de") if secret in text]


def test_reads_a_component_token() -> None:
    found = read_answer(CALLS["component_token"], component_access_token="T", expires_in=7200)

    assert found == Grant("T", HOUR_2)


def test_an_invitation_is_as_good_as_wechat_says() -> None:
    found = read_answer(CALLS["create_preauthcode"], pre_auth_code="preauthcode@@@x-_", expires_in=600)

    assert found == Invitation("preauthcode@@@x-_", NOW + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("fields", "sets", "refresh_token", "grant"),
    [
        (
            {"authorizer_access_token": "A", "expires_in": 7200, "authorizer_refresh_token": "R", "func_info": SETS},
            {17, 18, 25},
            "R",
            Grant("A", HOUR_2),
        ),
        ({"authorizer_refresh_token": "R", "func_info": [{"funcscope_category": {"id": "18"}}]}, {18}, "R", None),
        ({"func_info": [{"funcscope_category": {"id": 18.0}}]}, {18}, "", None),
        ({"authorizer_access_token": "", "authorizer_refresh_token": None, "func_info": {}}, set(), "", None),
        ({"func_info": [{}, None, 18, {"funcscope_category": 18}, {"funcscope_category": {}}]}, set(), "", None),
        (
            {"func_info": [{"funcscope_category": {"id": value}} for value in (True, 18.5, "18x", None)]},
            set(),
            "",
            None,
        ),
    ],
)
def test_reads_an_authorisation(
    fields: dict[str, object], sets: set[int], refresh_token: str, grant: Grant | None
) -> None:
    """In full, or the little of an account that may call nothing; only 18 counts as set 18."""
    found = read_answer(CALLS["query_auth"], authorization_info={"authorizer_appid": "wx1", **fields})

    assert found == Exchange(Authorisation("wx1", refresh_token, frozenset(sets)), grant)


@pytest.mark.parametrize(("sent", "refresh_token"), [({"authorizer_refresh_token": "R2"}, "R2"), ({}, "")])
def test_reads_a_renewal(sent: dict[str, object], refresh_token: str) -> None:
    found = read_answer(CALLS["authorizer_token"], authorizer_access_token="A", expires_in=7200, **sent)

    assert found == Renewal(Grant("A", HOUR_2), refresh_token)


def test_reads_a_page_of_authorisers() -> None:
    found = read_answer(
        CALLS["get_authorizer_list"],
        total_count="33",
        list=[
            {"authorizer_appid": "wx1", "refresh_token": "R1", "auth_time": 1558000607},
            {"authorizer_appid": "wx2", "refresh_token": "", "auth_time": "1558000607"},
            {"authorizer_appid": "wx3", "auth_time": 1558000607},
        ],
    )

    assert found == ListedPage(33, (Listed("wx1", "R1"), Listed("wx2", ""), Listed("wx3", "")))


@pytest.mark.parametrize("nothing", [{}, {"list": None}, {"list": []}, {"list": {}}, {"list": ""}])
def test_a_page_may_be_empty(nothing: dict[str, object]) -> None:
    assert read_answer(CALLS["get_authorizer_list"], total_count=0, **nothing) == ListedPage(0, ())


def test_reads_a_profile() -> None:
    found = read_answer(
        CALLS["get_authorizer_info"],
        authorizer_info={
            "nick_name": "美\x00食",
            "principal_name": "x" * 100,
            "user_name": "gh_1",
            "MiniProgramInfo": {"network": {}},
            "account_status": 16,
        },
        authorization_info={"authorizer_appid": "wx1", "authorizer_refresh_token": "R", "func_info": SETS},
    )

    assert found == Profile(
        "wx1", "美\ufffd食", "x" * 63 + "…", AccountStatus.BANNED, frozenset({17, 18, 25}), refresh_token="R"
    )


@pytest.mark.parametrize("authorization_info", [None, {}, [], {"func_info": None}, {"authorizer_appid": ""}])
def test_a_profile_may_lack_almost_everything(authorization_info: object) -> None:
    info = {"nick_name": None, "account_status": 99}
    found = read_answer(CALLS["get_authorizer_info"], authorizer_info=info, authorization_info=authorization_info)

    assert found == Profile("wx1", "", "", None, frozenset(), refresh_token="", is_mini_program=False)


def test_reads_a_quota() -> None:
    found = read_answer(
        CALLS["quota_get"], errcode=0, quota={"daily_limit": 1000, "used": 1, "remain": 999}, rate_limit={}
    )

    assert found == Quota(daily_limit=1000, used=1, remain=999)


def test_being_asked_to_push_again_has_no_content() -> None:
    assert read_answer(CALLS["start_push_ticket"], errcode=0, errmsg="ok") is None


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("component_token", {}),
        ("component_token", {"access_token": "T"}),
        ("component_token", {"component_access_token": "T", "expires_in": 0}),
        ("create_preauthcode", {"pre_auth_code": ""}),
        ("create_preauthcode", {"pre_auth_code": "with space"}),
        ("query_auth", {}),
        ("query_auth", {"authorization_info": []}),
        ("query_auth", {"authorization_info": {"authorizer_appid": "wx 1"}}),
        ("query_auth", {"authorization_info": {"authorizer_appid": "wx1", "authorizer_access_token": 5}}),
        ("query_auth", {"authorization_info": {"authorizer_appid": "wx1", "authorizer_refresh_token": ["R"]}}),
        ("query_auth", {"authorization_info": {"authorizer_appid": "wx1", "func_info": "18"}}),
        ("query_auth", {"authorization_info": {"authorizer_appid": "wx1", "func_info": [{}] * 1001}}),
        ("authorizer_token", {"authorizer_refresh_token": "R"}),
        ("get_authorizer_list", {"list": []}),
        ("get_authorizer_list", {"total_count": 1.5, "list": []}),
        ("get_authorizer_list", {"total_count": 1, "list": {"a": 1}}),
        ("get_authorizer_list", {"total_count": 1, "list": ["wx1"]}),
        ("get_authorizer_list", {"total_count": 1, "list": [{"refresh_token": "R"}]}),
        ("get_authorizer_list", {"total_count": 501, "list": [{"authorizer_appid": "wx1"}] * 501}),
        ("get_authorizer_info", {}),
        ("get_authorizer_info", {"authorizer_info": {}, "authorization_info": {"authorizer_appid": "wx2"}}),
        ("get_authorizer_info", {"authorizer_info": {}, "authorization_info": "x"}),
        ("quota_get", {}),
        ("quota_get", {"quota": {"daily_limit": 1, "used": 1}}),
        ("quota_get", {"quota": {"daily_limit": 1, "used": 1, "remain": True}}),
    ],
)
def test_refuses_other_shapes(name: str, fields: dict[str, object]) -> None:
    with pytest.raises(WeChatUnreadable):
        read_answer(CALLS[name], **fields)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_a_refusal_is_told_from_an_answer(call: Call[object]) -> None:
    found = read_answer(
        call, errcode=61004, errmsg="access clientip is not registered requestIP: 203.0.113.7 rid: ab-cd"
    )

    assert found == Refusal(61004, "access clientip is not registered requestIP: 203.0.113.7", "ab-cd")


@given(st.sampled_from(sorted(CALLS)), st.one_of(st.binary(), answers.map(lambda value: json.dumps(value).encode())))
def test_any_bytes_end_in_a_value_or_in_our_error(name: str, body: bytes) -> None:
    try:
        found = CALLS[name].answer(200, body)
    except BotError:
        return

    assert repr(found).encode()


@given(answers)
def test_any_authorisation_is_read_or_refused(info: object) -> None:
    readers: list[Callable[[], object]] = [
        lambda: read_answer(CALLS["query_auth"], authorization_info=info),
        lambda: read_answer(CALLS["query_auth"], authorization_info={"authorizer_appid": "wx1", "func_info": info}),
        lambda: read_answer(CALLS["get_authorizer_list"], total_count=1, list=info),
        lambda: read_answer(CALLS["get_authorizer_info"], authorizer_info=info, authorization_info=info),
        lambda: read_answer(CALLS["quota_get"], quota=info),
    ]
    for read in readers:
        try:
            read()
        except BotError:
            continue


def test_links_to_wechat_s_authorisation_pages() -> None:
    redirect = "https://baselib.example.com/wechat/authorized?pass=a-b_c%3D"
    links = authorise_links("wxc", "preauthcode@@@x", redirect)
    tail = (
        "component_appid=wxc&pre_auth_code=preauthcode%40%40%40x"
        "&redirect_uri=https%3A%2F%2Fbaselib.example.com%2Fwechat%2Fauthorized%3Fpass%3Da-b_c%253D&auth_type=2"
    )

    assert links.pc == f"https://mp.weixin.qq.com/cgi-bin/componentloginpage?{tail}"
    assert links.mobile == (
        f"https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&{tail}#wechat_redirect"
    )
    assert parse_qs(urlsplit(links.mobile).query)["redirect_uri"] == [redirect]


def test_links_to_the_sandbox_s_authorisation_pages() -> None:
    real = authorise_links("wxc", "preauthcode@@@x", "https://b.example/")
    links = authorise_links("wxc", "preauthcode@@@x", "https://b.example/", pages_url="http://127.0.0.1:3002")

    assert links.pc == real.pc.replace("https://mp.weixin.qq.com", "http://127.0.0.1:3002")
    assert links.mobile == real.mobile.replace("https://open.weixin.qq.com", "http://127.0.0.1:3002")
