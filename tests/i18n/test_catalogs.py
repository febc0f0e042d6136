"""Both catalogs have the same sentences, all that are used and no others."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import pytest
from pydantic import SecretStr

from bot.blocks.alert_form import SHARES
from bot.blocks.alerts import SIGNS
from bot.blocks.ask_form import What
from bot.blocks.fleet_text import NOTHING_TO_DO, TO_DO
from bot.blocks.home.first_steps import IMPORT, WAYS
from bot.blocks.imports import MeaningChoice
from bot.blocks.kit import controls
from bot.blocks.kit.controls import HISTORY
from bot.domain.access import AuditAction, Role
from bot.domain.agents import Through
from bot.domain.alerts.alert import Watched
from bot.domain.caveats import Key, Turn
from bot.domain.decisions.decision import Halt, RunStatus
from bot.domain.decisions.decision import State as DecisionState
from bot.domain.decisions.evidence import Caution
from bot.domain.decisions.program import Difference, LeftOut, ProgramState
from bot.domain.delivery import Presence, ReasonKey
from bot.domain.digest.comparison import EventKind, Kind
from bot.domain.digest.subscription import Field, Part
from bot.domain.doctor import Check, Found, Status
from bot.domain.fleet import Filter, Sort, Verdict
from bot.domain.fleet_row import ATTENTION, BLOCKED, Standing, State
from bot.domain.imports.rows import Mistake
from bot.domain.numbers.distribution import Do
from bot.domain.numbers.version import PROVED, Meaning, Reason, Scale
from bot.domain.platform import REMEDIES, Credentials, ProgramEvent
from bot.domain.programs import MerchantChoice
from bot.domain.scan.findings import Doubt, Severity, Skipped
from bot.domain.trend_history import Why
from bot.errors import BotError, OperatorError, TemporaryError, UserError
from bot.export import Format
from bot.i18n import LOCALES, texts_for
from bot.i18n.caveats import REASONS_OF_IMPORTS
from bot.i18n.texts import catalog_source
from bot.mcp.calls import TOOLS
from bot.mcp.documents import PROMPTS, TEMPLATES
from bot.mcp.server import FIELDS
from bot.pages import Refusal
from bot.pages.landing import InstallRefusal
from bot.settings import Settings, missing_for_reading, missing_for_run
from handlers.commands.registry import subcommands
from tests.blocks.checks import assert_text
from tests.i18n.catalogs import (
    chapters,
    choices,
    constants,
    families,
    filled,
    patterns,
    setting_reasons,
    texts_in,
    used_keys,
    variables,
)


def _kinds(error: type[BotError]) -> Iterator[type[BotError]]:
    yield error
    for kind in error.__subclasses__():
        yield from _kinds(kind)


@cache
def put_together() -> dict[str, set[str]]:
    """Per family every key that the code can compose."""
    branches: set[type[BotError]] = {UserError, OperatorError, TemporaryError}
    kinds = set(_kinds(BotError)) - branches
    codes = {str(code).replace("-", "minus-") for code in REMEDIES} | {"other"}
    outcomes = {*ReasonKey, "sent", "late", "waiting"}
    names: dict[str, set[str]] = {
        "reason": set(Reason),
        "meaning": {*PROVED, Meaning.UNDETERMINED},
        "scale": set(Scale),
        "caveat": {*Key} - {Key.STALE, Key.NO_DATA, Key.UNDETERMINED},
        "left-out": set(Why),
        "delivery-reason": outcomes,
        "language": set(LOCALES),
        "month": {str(month) for month in range(1, 13)},
        "weekday": {str(day) for day in range(7)},
        "part": set(Part),
        "change": set(Field),
        "changes": {ProgramEvent.AUTHORISED, ProgramEvent.NOT_GRANTED, ProgramEvent.REVOKED},
        "waiting-cause": set(ATTENTION),
        "digest-event": {str(each) for each in EventKind} - {EventKind.BREAK_OVER, EventKind.BREAK_LASTS},
        "digest-quiet": {str(each) for each in Do} - {Do.UNKNOWN},
        "about": {"each", "glance", "fleet", "tag"},
        "help": set(subcommands()),
        "look-back": {"now", "week", "weeks", "day", "which", "beside-week", "beside-weeks", "beside-then"},
        "help-first": {"report", "what-if", "can", "trend", "digest"},
        "button-help": {"report", "what-if", "can", "trend", "digest"},
        "doctor": set(Found),
        "doctor-check": set(Check),
        "doctor-status": set(Status),
        "alert-when": set(Watched),
        "alert-watch": set(Watched),
        "alert-sign": set(SIGNS.values()),
        "alert-again": {*(each for each in Watched if each not in SHARES), "below", "above"},
        "alert-attention": {each for each in ATTENTION if each is not Standing.DOUBTFUL},  # which is waited out
        "alert-step": {Watched.SAFE, Watched.MINIMUM, Watched.WITHDRAWAL, "fewer", "more"},
        "alert-only": {"above", "below", "safe"},
        "break-counted": {"higher", "lower"},
        "break-turned": set(Turn),
        "alert-minimum": {"safe", "raised", "lowered"},
        "difference": set(Difference),
        "setting-merchant": set(MerchantChoice),
        "setting-sure": set(MerchantChoice),
        "fleet-count": set(ATTENTION),
        "fleet-need": set(Standing),
        "fleet-only": {*Filter, "counted", "none"},
        "fleet-total": {*TO_DO, *NOTHING_TO_DO},
        "column-only": {*TO_DO, *NOTHING_TO_DO},
        "fleet-step": {
            Filter.READY,
            Filter.REVOKED,
            Filter.NOT_GRANTED,
            Filter.ERROR,
            Filter.UNDETERMINED,
            Filter.DOUBTFUL,
            Filter.LOSING,
            Filter.UNSETTLED,
            Filter.UNJUDGED,
        },
        "fleet-help": set(BLOCKED),
        "button-fleet": {Filter.READY, Filter.BLOCKED},
        "fleet-state": set(State),
        "fleet-order": set(Sort),
        "fleet-change": set(Kind),
        "take-away": {*Format, HISTORY},
        "scan-notice": set(Skipped),
        "scan-doubt": set(Doubt),
        "scan-severity": set(Severity),
        "verdict": set(Verdict),
        "role": set(Role),
        "mcp-tool": {name.replace("_", "-") for name in TOOLS},
        "mcp-resource": set(TEMPLATES),
        "mcp-prompt": {*(name.replace("_", "-") for name in PROMPTS), "any-program", "any-version"},
        "mcp-field": {name.replace("_", "-") for name in FIELDS},
        "deed": set(AuditAction),
        "presence": {Presence.MISSING, Presence.UNKNOWN},
        "audit-state": {state.replace("_", "-") for state in DecisionState},
        "audit-run": {*RunStatus, *(f"{RunStatus.STOPPED}-{halt}" for halt in Halt)},
        "audit-through": set(Through),
        "audit-merchant": set(MerchantChoice),
        "audit-deleted": {"days", "digests", "alerts"},
        "decision-now": {state.replace("_", "-") for state in DecisionState},
        "caution": set(Caution),
        "rollout-state": {*ProgramState, "because"},
        "rollout-because": {*LeftOut, *set(Difference) - {Difference.VOTERS}},
        "rollout-now": {"approved", "applying", "verified", "unverified", "failed", "stale", "rolled-back"},
        "rollout-run": set(RunStatus),
        "verdict-count": set(Verdict),
        "error": {kind.key for kind in kinds},
        "wechat": codes,
        "home-credentials": {*Credentials, "elsewhere"},
        "connect-way": {*WAYS, IMPORT},
        "connect-for": {*WAYS, IMPORT},
        "connect-about": set(WAYS),
        "connect-where": {"wechat-token-url", "wechat-token-bearer", "wechat-app-secret"},
        "ask-what": set(What),
        "import-meaning": set(MeaningChoice),
        "import-mistake": set(Mistake),
        "imported-reason": set(REASONS_OF_IMPORTS),
        "more": {
            *(controls.ALL, controls.FEWER, controls.TREND),
            *(controls.DIGEST, controls.EXPORT, controls.READING),
        },
        "notice-why": {"invite", "archived", "scope", "other"},
        "refusal": set(Refusal),
        "install-asks": {"commands", "write", "people", "history"},
        "install-refused": {f"{why}{part}" for why in InstallRefusal for part in ("", "-title")},
        "settings-where": {
            name.lower().replace("_", "-")
            for settings in (
                Settings.model_construct(),
                Settings.model_construct(wechat_component_appid="wx1234567890"),
                Settings.model_construct(wechat_component_secret=SecretStr("begun")),
                Settings.model_construct(slack_client_id="1.2"),
                Settings.model_construct(slack_client_secret=SecretStr("begun")),
            )
            for name in (*missing_for_run(settings), *missing_for_reading(settings))
        },
        "settings-reason": setting_reasons() | {"other"},
    }
    return {family: {f"{family}-{name}" for name in members} for family, members in names.items()}


def every_put_together() -> set[str]:
    return set().union(*put_together().values())


def test_both_have_the_same_keys() -> None:
    assert patterns("en").keys() == patterns("zh-CN").keys()


def test_both_want_the_same_variables() -> None:
    english, chinese = patterns("en"), patterns("zh-CN")

    assert [key for key in english if variables(english[key]) != variables(chinese[key])] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_empty(locale: str) -> None:
    for key, pattern in patterns(locale).items():
        assert pattern.elements, key


def test_every_key_that_is_said_exists() -> None:
    assert used_keys() - patterns("en").keys() == set()


def test_every_key_that_is_put_together_exists() -> None:
    assert [key for key in every_put_together() if key not in patterns("en")] == []


def test_every_family_is_known_here() -> None:
    assert {family.rstrip("-") for family in families()} - put_together().keys() == set()


def test_every_sentence_is_used() -> None:
    used = constants() | every_put_together()
    unsaid = [key for key in patterns("en") if key.partition(".")[0] not in used]

    assert unsaid == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_says_what_to_do(locale: str) -> None:
    for key in put_together()["wechat"]:
        assert f"{key}.advice" in patterns(locale)


def test_chinese_stands_apart_from_latin() -> None:
    """A space separates Chinese from Latin letters and numbers; backticked code is separated when shown."""
    touching = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")

    assert [(key, text) for key, text in _texts("zh-CN") if touching.search(text)] == []


def test_chinese_uses_its_own_punctuation() -> None:
    wrong = re.compile(r"[\u4e00-\u9fff][,:;!?()]|[(),][\u4e00-\u9fff]")

    assert [(key, text) for key, text in _texts("zh-CN") if wrong.search(text)] == []


def test_chinese_has_no_singular() -> None:
    assert re.findall(r"\[one\].*", catalog_source("zh-CN")) == []


@pytest.mark.parametrize("done", [0, 1])
@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("fleet-raise", ("ready", "there", "count")),
        ("home-swept", ("read", "programs")),
        ("upkeep-swept", ("kept", "now", "programs")),
    ],
)
def test_one_program_is_no_plural(key: str, names: Sequence[str], done: int) -> None:
    *parts, whole = names
    sentence = texts_for("en")(key, version="3.8.5", team="T1", **dict.fromkeys(parts, done), **{whole: 1})

    assert re.findall(r"\b1 (?:Mini )?[Pp]rograms|their", sentence) == []


def _texts(locale: str) -> Iterator[tuple[str, str]]:
    for key, pattern in patterns(locale).items():
        yield from ((key, text) for text in texts_in(pattern))


_INDENT: Final = max(map(len, LOCALES)) + 4


@pytest.mark.parametrize("chapter", chapters("en"))
def test_chapter(chapter: str) -> None:
    assert_text(f"sentences/{chapter}.txt", "\n".join(_entry(key) for key in chapters("en")[chapter]))


def test_chapters_hold_the_same_sentences() -> None:
    english, *others = [{chapter: set(keys) for chapter, keys in chapters(locale).items()} for locale in LOCALES]

    assert [other for other in others if other != english] == []


def _entry(key: str) -> str:
    sentences = [patterns(locale)[key] for locale in LOCALES]
    needed = set[str]().union(*map(variables, sentences))
    lines: list[str] = []
    for chosen in choices(sentences):
        lines.append(" ".join([key, *(f"{name}={value}" for name, value in chosen.items())]))
        for locale in LOCALES:
            sentence = texts_for(locale)(key, **filled(needed) | chosen)
            lines.append(f"  {locale:{_INDENT - 2}}{sentence}".replace("\n", "\n" + " " * _INDENT))
    return "".join(f"{line.rstrip()}\n" for line in "\n".join(lines).splitlines())
