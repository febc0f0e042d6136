"""The third-party platform's registration, and the merchants that have authorised it already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

SETS: Final = {17: "Account management 帐号管理", 18: "Development and data 开发管理与数据分析", 30: "Basics 基本信息"}
"""The permission sets that the platform asks for, by id."""
AES_KEY_LENGTH: Final = 43
READING_SET: Final = 18
"""The permission set that getSupportVersion needs."""
COMPONENT_TOKEN: Final = "/cgi-bin/component/api_component_token"  # noqa: S105
START_PUSH: Final = "/cgi-bin/component/api_start_push_ticket"
PRE_AUTH_CODE: Final = "/cgi-bin/component/api_create_preauthcode"
QUERY_AUTH: Final = "/cgi-bin/component/api_query_auth"
AUTHORIZER_TOKEN: Final = "/cgi-bin/component/api_authorizer_token"  # noqa: S105
AUTHORIZER_LIST: Final = "/cgi-bin/component/api_get_authorizer_list"
AUTHORIZER_INFO: Final = "/cgi-bin/component/api_get_authorizer_info"

PC_PAGE: Final = "/cgi-bin/componentloginpage"
"""On `mp.weixin.qq.com` in reality."""
MOBILE_PAGE: Final = "/wxaopen/safe/bindcomponent"
"""On `open.weixin.qq.com` in reality."""


class Rotation(StrEnum):
    """Whether a refresh rotates the refresh token; WeChat's staff have confirmed both."""

    NEVER = "never"
    """The same refresh token is returned."""
    EACH = "each"
    """A new refresh token is returned, and the old one stays valid for five minutes."""


@dataclass(frozen=True, slots=True)
class ComponentConfig:
    """One third-party platform. The default's secrets are made up and the same everywhere."""

    appid: str = "wxc0ffee0123456789"
    secret: str = field(default="c" * 32, repr=False)
    token: str = field(default="sandboxpushtoken", repr=False)
    aes_key: str = field(default="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", repr=False)
    """The EncodingAESKey: 43 letters and digits."""
    events_url: str | None = None
    """The URL of pushes; None: no pushes."""
    authorised: Collection[str] | None = None
    """The AppIDs that have authorised the platform before the start; None means every program."""
    rotation: Rotation = Rotation.NEVER
    ticket_outage: bool = False
    """Whether the fault of that name is on from the start."""
    daily_tokens: int = 2000
    """How often a day a component token may be fetched; WeChat has a limit and names no number."""

    @classmethod
    def of(cls, environment: Mapping[str, str], *, events_url: str | None) -> "ComponentConfig":
        """The platform with the secrets of a bot's environment, or with the default ones."""
        default = cls()
        return replace(
            default,
            events_url=events_url,
            appid=environment.get("WECHAT_COMPONENT_APPID") or default.appid,
            secret=environment.get("WECHAT_COMPONENT_SECRET") or default.secret,
            token=environment.get("WECHAT_COMPONENT_TOKEN") or default.token,
            aes_key=environment.get("WECHAT_COMPONENT_AES_KEY") or default.aes_key,
        )

    @property
    def domain(self) -> str | None:
        """The registered domain from which authorisations start, with its port; None allows any host."""
        return urlsplit(self.events_url).netloc if self.events_url else None
