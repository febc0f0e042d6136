"""The calls of a third-party platform: their URLs, bodies and the readers of their answers. Pure.

https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getcomponentaccesstoken and the pages beside it.
The platform's token is in the query as `component_access_token`, the name that every SDK uses. WeChat's newer pages say
`access_token` for some of these calls; WeChat accepts both.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, Generic, TypeVar
from urllib.parse import quote, urlencode

from bot.domain.platform import AuthorisePages, Invitation, ListedPage, Profile
from bot.domain.sweep import Quota
from bot.wechat.protocol import get_support_version as protocol
from bot.wechat.protocol import platform_answers as answers
from bot.wechat.protocol.response import Grant, Refusal, check_status, read_object, refusal_in

T_co = TypeVar("T_co", covariant=True)
COMPONENT_TOKEN: Final = "/cgi-bin/component/api_component_token"  # noqa: S105  # a path
START_PUSH_TICKET: Final = "/cgi-bin/component/api_start_push_ticket"
CREATE_PREAUTHCODE: Final = "/cgi-bin/component/api_create_preauthcode"
QUERY_AUTH: Final = "/cgi-bin/component/api_query_auth"
AUTHORIZER_TOKEN: Final = "/cgi-bin/component/api_authorizer_token"  # noqa: S105  # a path
GET_AUTHORIZER_LIST: Final = "/cgi-bin/component/api_get_authorizer_list"
GET_AUTHORIZER_INFO: Final = "/cgi-bin/component/api_get_authorizer_info"
QUOTA_GET: Final = "/cgi-bin/openapi/quota/get"
COMPUTER_PAGE: Final = "/cgi-bin/componentloginpage"
PHONE_PAGE: Final = "/wxaopen/safe/bindcomponent"
_COMPUTER_HOST: Final = "https://mp.weixin.qq.com"
_PHONE_HOST: Final = "https://open.weixin.qq.com"
_MINI_PROGRAM: Final = "2"
"""auth_type: the authorisation pages offer Mini Programs only."""
_COMPONENT = "component_access_token"
_PROGRAM = "access_token"


@dataclass(frozen=True, slots=True)
class Call(Generic[T_co]):
    """One POST to WeChat. Its repr hides the body, which may contain secrets."""

    path: str
    body: bytes = field(repr=False)
    read: Callable[[dict[str, object]], T_co] = field(repr=False)
    """Reads an answer that is not a refusal."""
    token_name: str = ""
    """The name of the token in the query; empty for a call without one."""

    def url(self, api_url: str, token: str = "") -> str:
        """Where to post. The token is in the query and nowhere else."""
        query = f"?{self.token_name}={quote(token, safe='')}" if self.token_name else ""
        return f"{api_url.rstrip('/')}{self.path}{query}"

    def answer(self, status: int, body: bytes) -> T_co | Refusal:
        """Read WeChat's answer.

        Raises:
            WeChatUnreadable: it is neither as documented nor a refusal.
        """
        check_status(status)
        answer = read_object(body)
        return refusal_in(answer) or self.read(answer)


def component_token(appid: str, secret: str, ticket: str) -> Call[Grant]:
    """Get the platform's own token. This call names the secret `component_appsecret`."""
    body = {"component_appid": appid, "component_appsecret": secret, "component_verify_ticket": ticket}
    return Call(COMPONENT_TOKEN, _body(body), answers.component_token)


def start_push_ticket(appid: str, secret: str) -> Call[None]:
    """Have verify tickets pushed again. This call names the same secret `component_secret`.

    https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/component_verify_ticket_service.html
    """
    return Call(START_PUSH_TICKET, _body({"component_appid": appid, "component_secret": secret}), answers.nothing)


def create_preauthcode(appid: str, *, now: datetime) -> Call[Invitation]:
    """Get a pre-authorisation code, requested at an instant (aware)."""
    read = partial(answers.invitation, now=now)
    return Call(CREATE_PREAUTHCODE, _body({"component_appid": appid}), read, _COMPONENT)


def query_auth(appid: str, code: str) -> Call[answers.Exchange]:
    body = {"component_appid": appid, "authorization_code": code}
    return Call(QUERY_AUTH, _body(body), answers.exchange, _COMPONENT)


def authorizer_token(appid: str, authoriser: str, refresh_token: str) -> Call[answers.Renewal]:
    body = {"component_appid": appid, "authorizer_appid": authoriser, "authorizer_refresh_token": refresh_token}
    return Call(AUTHORIZER_TOKEN, _body(body), answers.renewal, _COMPONENT)


def get_authorizer_list(appid: str, *, offset: int) -> Call[ListedPage]:
    body = {"component_appid": appid, "offset": offset, "count": answers.PAGE}
    return Call(GET_AUTHORIZER_LIST, _body(body), answers.listed_page, _COMPONENT)


def get_authorizer_info(appid: str, authoriser: str) -> Call[Profile]:
    body = {"component_appid": appid, "authorizer_appid": authoriser}
    return Call(GET_AUTHORIZER_INFO, _body(body), partial(answers.profile, appid=authoriser), _COMPONENT)


def quota_get() -> Call[Quota]:
    """Get a program's remaining quota of getSupportVersion, with the program's own token.

    https://developers.weixin.qq.com/doc/oplatform/openApi/openapi/getApiQuota.html
    """
    return Call(QUOTA_GET, _body({"cgi_path": protocol.PATH}), answers.quota, _PROGRAM)


def authorise_links(
    component_appid: str, invitation_code: str, redirect_uri: str, *, pages_url: str | None = None
) -> AuthorisePages:
    """WeChat's authorisation pages. They only open from a link on a page of the platform's registered domain.

    https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html

    Args:
        redirect_uri: where WeChat sends the browser afterwards, with `auth_code` and `expires_in` in the query.
        pages_url: of both pages in the sandbox, without a trailing slash (`Settings.wechat_pages_url`); None for
            WeChat's own.
    """
    query = urlencode(
        {
            "component_appid": component_appid,
            "pre_auth_code": invitation_code,
            "redirect_uri": redirect_uri,
            "auth_type": _MINI_PROGRAM,
        },
        quote_via=quote,
        safe="",
    )
    return AuthorisePages(
        pc=f"{pages_url or _COMPUTER_HOST}{COMPUTER_PAGE}?{query}",
        mobile=(f"{pages_url or _PHONE_HOST}{PHONE_PAGE}?action=bindcomponent&no_scan=1&{query}#wechat_redirect"),
    )


def _body(request: Mapping[str, object]) -> bytes:
    return json.dumps(request).encode()
