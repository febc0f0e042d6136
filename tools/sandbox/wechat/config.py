"""The configuration of the local WeChat and its platform: programs, secrets and limits."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

SETS: Final = {17: "Account management 帐号管理", 18: "Development and data 开发管理与数据分析", 30: "Basics 基本信息"}
"""The permission sets that the platform asks for, by id."""
AES_KEY_LENGTH: Final = 43
READING_SET: Final = 18
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

    @classmethod
    def of(cls, environment: Mapping[str, str], *, events_url: str | None) -> "ComponentConfig":
        """Return the platform with the secrets of a bot's environment, or with the default ones."""
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


FLEET_AUDIENCES = 64
"""How many different audiences a synthetic fleet has; its programs share their answers."""
_CUMULATIVE = 8
"""One program in so many sends cumulative numbers; those programs have users enough for them to be proved."""


class Feed(StrEnum):
    """How a program's `uv_info` is written; WeChat's texts disagree, so every reading occurs here."""

    PERCENT = "percent"
    """Share on exactly this version, in percent."""
    FRACTION = "fraction"
    """Share on exactly this version, as a fraction of one."""
    STRINGS = "strings"
    """As `percent`, but the numbers are strings."""
    CUMULATIVE = "cumulative"
    """Share *below* this version, as a fraction of one."""
    AT_OR_BELOW = "at_or_below"
    """Share on this version or below it, as a fraction of one."""
    ODD_LABELS = "odd_labels"
    """As `percent`, with labels that are not version numbers."""
    PARTIAL = "partial"
    """As `percent`, but all of it adds up to 54 %."""
    SINGLE = "single"
    """One version has 100 %."""
    NEWEST_MISSING = "newest_missing"
    """As `percent`, without the newest library."""
    WITHDRAWN = "withdrawn"
    """As `percent`, after the newest library was withdrawn: its users are back on the one before."""
    RECOUNTED = "recounted"
    """As `percent`, but all old versions are at a multiple of their share."""
    UNDETERMINED = "undetermined"
    """Numbers that are neither shares (they add up to 170 %) nor cumulative (they rise and fall)."""
    ZEROS = "zeros"
    """Every number is 0: no data yet."""
    EMPTY = "empty"
    """`items` is an empty list."""
    NULL = "null"
    """`uv_info` is null."""


@dataclass(frozen=True, slots=True)
class Program:
    appid: str
    secret: str
    nickname: str
    alias: str | None = None
    feed: Feed = Feed.PERCENT
    minimum: str = "2.21.4"
    """The minimum base library set now; empty when none was ever set."""
    audience: str = ""
    """Programs with the same audience have the same distribution; empty means the appid's own."""

    principal: str = ""
    """The company behind it; empty makes one up."""
    account_status: int = 1
    """1 normal, 14 cancelled, 16 banned, 18 warned, 19 frozen."""
    official_account: bool = False
    """Whether it is no Mini Program at all: merchants can let a platform in with either."""

    @property
    def seed(self) -> str:
        return self.audience or self.appid


@dataclass(frozen=True, slots=True)
class WeChatSandboxConfig:
    """How to start the local WeChat platform."""

    programs: tuple[Program, ...] = field(default_factory=lambda: demo_programs())  # noqa: PLW0108  # defined below
    fleet: int = 0
    """How many synthetic programs are added, by `fleet_programs`."""
    host: str = "127.0.0.1"
    port: int = 3002
    start: datetime | None = None
    """The sandbox's first instant (aware); None starts at the wall clock's."""
    component: ComponentConfig = field(default_factory=ComponentConfig)
    """The third-party platform that acts for the programs."""
    provider_bearer: str = "sandbox-provider-bearer"
    """The bearer secret of the provider's token service."""
    daily_limit: int = 50_000
    """Calls of the base-library query per program and day."""
    minute_limit: int = 600
    """Calls of the base-library query per program and minute."""


def demo_programs() -> tuple[Program, ...]:
    """One program for each kind of feed; the first three look like ordinary customers."""
    ordinary = (
        _program("shop", "云杉商城", Feed.PERCENT, "2.25.4"),
        _program("coffee", "Corner Coffee 街角咖啡", Feed.CUMULATIVE, "2.19.6"),
        _program("clinic", "安康门诊", Feed.STRINGS, "2.30.4"),
    )
    special = (
        _program("fractions", "Fractions & <Shares>", Feed.FRACTION, "2.21.4"),
        _program("below", "At or Below", Feed.AT_OR_BELOW, "2.21.4"),
        _program("labels", "<!channel> 初始值", Feed.ODD_LABELS, "2.21.4"),
        _program("partial", "Half Reported", Feed.PARTIAL, "2.21.4"),
        _program("single", "One Version", Feed.SINGLE, "3.0.2"),
        _program("missing", "Newest Missing", Feed.NEWEST_MISSING, "2.21.4"),
        _program("withdrawn", "Withdrawn", Feed.WITHDRAWN, "2.21.4"),
        _program("unclear", "Unclear Meaning", Feed.UNDETERMINED, "2.21.4"),
        _program("zeros", "No Data Yet", Feed.ZEROS, ""),
        _program("empty", "Empty List", Feed.EMPTY, ""),
        _program("null", "No Traffic", Feed.NULL, ""),
    )
    return ordinary + special


def fleet_programs(size: int) -> tuple[Program, ...]:
    """Return a synthetic fleet: program n is the same in every run, and many programs share few audiences."""
    minimums = ("2.16.1", "2.21.4", "2.25.4", "2.30.4", "3.0.2", "3.3.5")
    return tuple(
        Program(
            appid=f"wxf1ee7{number:011x}",
            secret=_hex(f"fleet secret {number}", 32),
            nickname=f"商户 {number:05d}",
            alias=f"m{number:05d}",
            feed=_fleet_feed(number),
            minimum=minimums[number % FLEET_AUDIENCES % len(minimums)],
            audience=f"fleet {number % FLEET_AUDIENCES}",
        )
        for number in range(size)
    )


def _fleet_feed(number: int) -> Feed:
    """Most send shares, some cumulative numbers, one in two hundred numbers that prove nothing."""
    if number % 200 == 199:
        return Feed.UNDETERMINED
    return Feed.CUMULATIVE if number % _CUMULATIVE == _CUMULATIVE - 1 else Feed.PERCENT


def _program(alias: str, nickname: str, feed: Feed, minimum: str) -> Program:
    """Return a demonstration program; its appid and secret follow from its alias."""
    return Program(
        appid="wx" + _hex(f"appid {alias}", 16),
        secret=_hex(f"secret {alias}", 32),
        nickname=nickname,
        alias=alias,
        feed=feed,
        minimum=minimum,
    )


def _hex(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]
