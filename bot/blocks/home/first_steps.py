"""The first steps: a greeting, a sample, and the form that connects WeChat.

The modal for connecting WeChat: the credential source, its settings, and the findings of `baselib doctor`. It takes
no secrets: settings are set where Baselib runs.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.blocks.doctor import doctor_blocks, doctor_summary, where_found
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import CONNECT_SET_VIEW, CONNECT_WAY_VIEW, Control
from bot.blocks.kit.elements import (
    Block,
    Element,
    Message,
    View,
    actions,
    button,
    context,
    link_button,
    message,
    option,
    plain,
    section,
    select,
    sentence_message,
)
from bot.blocks.kit.forms import Field, notice_view, one_choice, one_of
from bot.blocks.kit.names import bold, code
from bot.blocks.report.report import breakdown, what_if_option
from bot.blocks.what_if import Reader, raise_message
from bot.domain.doctor import Finding
from bot.domain.platform import Credentials
from bot.domain.recommendation import Recommendation
from bot.domain.what_if import RaiseAnswer
from bot.i18n import Texts

IMPORT: Final = "import"
"""The way without WeChat."""
WAY: Final = Field("way", one_of(lambda way: None if way == IMPORT else Credentials(way)), "connect-way")
"""A credential source; None when numbers are to be imported."""
WAYS: Final = (Credentials.PLATFORM, Credentials.SERVICE, Credentials.SECRET, Credentials.STATIC)
_PROGRAMS: Final = "WECHAT_PROGRAMS"
NEEDED: Final[Mapping[Credentials, Sequence[str]]] = MappingProxyType(
    {
        Credentials.PLATFORM: (
            "WECHAT_COMPONENT_APPID",
            "WECHAT_COMPONENT_SECRET",
            "WECHAT_COMPONENT_TOKEN",
            "WECHAT_COMPONENT_AES_KEY",
            "BASELIB_ENCRYPTION_KEYS",
            "BASELIB_PUBLIC_URL",
        ),
        Credentials.SERVICE: ("WECHAT_TOKEN_URL", "WECHAT_TOKEN_BEARER", _PROGRAMS),
        Credentials.SECRET: ("WECHAT_APP_SECRET", _PROGRAMS),
        Credentials.STATIC: ("WECHAT_ACCESS_TOKEN", _PROGRAMS),
    }
)
"""The settings of each credential source."""


def way_view(way: Credentials, t: Texts) -> View:
    """Return the choice of a credential source; `way` is the current one."""
    options = [option(t(f"connect-way-{each}"), each, t(f"connect-for-{each}")) for each in (*WAYS, IMPORT)]
    initial = options[WAYS.index(way)] if way in WAYS else None
    choice = WAY.block(one_choice(options, initial, radio=True), t)
    return _view(CONNECT_WAY_VIEW, [section(t("connect-intro")), choice], t, submit=t("connect-next"))


def set_view(way: Credentials, is_set: Collection[str], t: Texts) -> View:
    """Which settings to set, and where to find their values.

    Args:
        is_set: the names of the settings that have a value.
    """
    lines = [section(bold(t(f"connect-way-{way}")), t(f"connect-about-{way}"))]
    lines += [section(_setting(name, t, there=name in is_set)) for name in NEEDED[way]]
    return _view(CONNECT_SET_VIEW, [*lines, context(t("connect-restart"))], t, submit=t("connect-check"))


def checking_view(t: Texts) -> View:
    """Shown while the checks run."""
    return _view(CONNECT_SET_VIEW, [section(t("connect-checking"))], t)


def findings_view(findings: Sequence[Finding], t: Texts) -> View:
    return _view(CONNECT_SET_VIEW, [section(bold(doctor_summary(findings, t))), *doctor_blocks(findings, t)], t)


def elsewhere_view(t: Texts) -> View:
    """Shown in guest workspaces: the operator connects WeChat."""
    return _view(CONNECT_SET_VIEW, [section(t("connect-elsewhere"))], t)


def _setting(name: str, t: Texts, *, there: bool) -> str:
    where = where_found(name, t) or t(f"connect-where-{name.lower().replace('_', '-')}")
    return f"{'✅' if there else '▫️'} {code(name)} · {t('connect-is-set' if there else 'connect-not-set')}\n{where}"


def _view(callback_id: str, blocks: Sequence[Block], t: Texts, *, submit: str = "") -> View:
    view = notice_view(callback_id, blocks, t, title=t("connect-title"))
    return {**view, "submit": plain(submit, limits.MODAL_TITLE)} if submit else view


def welcome_message(t: Texts) -> Message:
    """Return the welcome: three lines and two buttons to start."""
    return message(
        t("welcome"),
        [
            section(t("welcome")),
            section(t("welcome-how")),
            section(t("welcome-begin")),
            actions(
                button(t("button-sample"), controls.SAMPLE_TRY, Control(), style="primary"),
                button(t("button-connect"), controls.CONNECT_OPEN, Control()),
            ),
        ],
    )


def hint_message(t: Texts) -> Message:
    return sentence_message(t("hint"))


def ending_message(until: datetime, url: str, t: Texts, zone: str) -> Message:
    """Warns that the bot will stop, and says what to do.

    Args:
        zone: the reader's IANA zone.
    """
    sentence = t("ending", until=t.moment(until, zone))
    return message(
        sentence,
        [section(sentence), actions(link_button(t("button-install"), controls.INSTALL_LINK, url, style="primary"))],
    )


_REAL: Final = frozenset({"actions", "context"})


def sample_message(recommendation: Recommendation, t: Texts, zone: str, *, now: datetime) -> Message:
    """Return the breakdown, with "what if the minimum were ..."; invented numbers offer no other action."""
    return _marked(breakdown(recommendation, t, zone, now=now), t, _what_if(recommendation, t), _connect(t))


def sample_raise_message(
    answer: RaiseAnswer, recommendation: Recommendation, t: Texts, zone: str, *, now: datetime
) -> Message:
    """Return the cost, another version to try, and the way back."""
    again = button(t("sample-again"), controls.SAMPLE_TRY, Control())
    return _marked(raise_message(answer, Reader(t, zone, now)), t, _what_if(recommendation, t), again, _connect(t))


def _marked(breakdown_message: Message, t: Texts, *elements: Element) -> Message:
    """Return the message marked as sample, without the controls and the origin line of real numbers."""
    mark = t("sample-mark")
    blocks: list[Block] = [block for block in breakdown_message.blocks if block["type"] not in _REAL]
    return message(f"{mark} {breakdown_message.text}", [section(f"🧪 {mark}"), *blocks, actions(*elements)])


def _what_if(recommendation: Recommendation, t: Texts) -> Element:
    options = [what_if_option(Control(), each, recommendation.report, t) for each in reversed(recommendation.every)]
    return select(t("what-if"), controls.SAMPLE_WHAT_IF, options[: limits.OPTIONS])


def _connect(t: Texts) -> Element:
    return button(t("button-connect"), controls.CONNECT_OPEN, Control(), style="primary")
