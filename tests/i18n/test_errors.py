"""Every error has a sentence in both languages: what happened, and what to do."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest

from bot import errors
from bot.cli.commands import root
from bot.domain.numbers.judgement import Suspicion
from bot.domain.platform import REMEDIES
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import assert_builder

RID: Final = "6743c1a5-1f2e3d4c-5b6a7988"
_UNTIL: Final = datetime(2026, 11, 23, 16, tzinfo=UTC)

_ON_TERMINAL: Final = (
    *(errors.OperatorError, errors.TemporaryError, errors.NoProgram, errors.UnknownProgram, errors.AmbiguousProgram),
    *(errors.BadVersion, errors.BadPercent, errors.UnknownFeature, errors.FeatureElsewhere, errors.TooManyFeatures),
    *(errors.TooManyVersions, errors.NothingKept, errors.DayToCome, errors.NoSuchDay, errors.BadScan),
    errors.UnknownWorkspace,
)
"""What the command line may end in."""

ERRORS: Final[list[errors.BotError]] = [
    errors.Unexpected(),
    errors.Unexpected(request="1f2e3d4c5b6a"),
    errors.UnknownSubcommand(text="xyz", first="report", second="raise 3.8.5", third="help"),
    errors.CommandFirst(name="shop", command="raise 3.8.5 shop"),
    errors.FormNeedsCommand(command="import"),
    errors.NoProgram(count=0),
    errors.NoProgram(count=1_200),
    errors.UnknownProgram(name="shp", suggestion="shop"),
    errors.UnknownProgram(name="xyz", suggestion=""),
    errors.UnknownProgram(name="xyz", suggestion="", known="shop\ncoffee", more=7),
    errors.AmbiguousProgram(name="sh", matches="shoes\nshop"),
    errors.AmbiguousProgram(name="sh", matches="shoes\nshop", more=55),
    errors.BadVersion(text="three"),
    errors.BadUsers(text="some"),
    errors.BadPercent(text="101"),
    errors.BadPercent(text="0.99", suggestion="99%"),
    errors.BadSchedule(part="weekday", text="noday", suggestion="mon"),
    errors.BadSchedule(part="time", text="25:00", suggestion="09:00"),
    errors.BadSchedule(part="zone", text="Shanghia", suggestion="Asia/Shanghai"),
    errors.BadSchedule(part="zone", text="Atlantis", suggestion=""),
    *(errors.BadAlert(part=part, text=text) for part, text in (("nothing", "lost"), ("sign", ""), ("version", ""))),
    *(errors.BadAlert(part=part, text=text) for part, text in (("always", "<= 100%"), ("never", "> 100%"))),
    errors.BadAlert(part="users", text="1.5 users"),
    errors.BadAlert(part="date", text="yesterday"),
    errors.BadAlert(part="rest", text="shop"),
    errors.NoAlert(number="7"),
    errors.TooManyAlerts(count=20),
    errors.NotYourAlert(owner="Bowen"),
    errors.AlertChanged(),
    errors.BadArguments(tool="can_use", wrong="names"),
    errors.AskerUnknown(),
    errors.NotInstalled(suggestion=""),
    errors.NotInstalled(suggestion="https://baselib.example.com/slack/install"),
    errors.TooManyCalls(limit=120),
    errors.TooSlow(),
    errors.UnknownResource(uri="baselib://docs/none"),
    errors.LossNotAcknowledged(loss="1.2"),
    errors.AgentsOff(),
    errors.TooManyTokens(limit=5),
    errors.UnknownToken(token="3f2a10"),
    errors.AllOfWeChatFixed(),
    errors.AllOfWeChatUnset(),
    errors.AllOfWeChatNotImported(),
    errors.ImportedUnset(program="shop"),
    errors.NotImported(program="shop"),
    errors.DeletionWaits(program="shop", number=3),
    errors.NothingImported(program="shop"),
    *(
        errors.NoProposal(because=because, program="shop")
        for because in ("all-of-wechat", "suspicious", "old", "guaranteed", "direct", "open")
    ),
    *(errors.NothingToRaise(version="3.8.0", programs=count) for count in (1, 30)),
    errors.MissingVersion(example="/baselib fleet raise 3.8.5"),
    errors.OwnProposal(),
    errors.NotYourProposal(),
    errors.NotYourWord(),
    errors.NoDecision(number="7"),
    errors.NoVerdict(),
    errors.NoVote(),
    *(errors.DecisionMoved(state=state) for state in ("draft", "proposed", "approved", "applying", "declined")),
    *(errors.SettingOff(because=because, program="shop") for because in ("setting", "workspace", "merchant", "fleet")),
    errors.OutsiderDecides(),
    errors.MissingArgument(subcommand="raise", usage="/baselib raise <version> [program]"),
    errors.NoSubscription(),
    errors.NotOwner(owner="Alice"),
    errors.EarlierDigest(),
    errors.NotAllowed(needed="editor"),
    errors.NotAllowed(needed="admin"),
    errors.NotAMember(),
    errors.RoleUnknown(),
    errors.NotInChannel(),
    errors.MembershipUnknown(),
    errors.ProgramRestricted(name="shop"),
    *(errors.BadAccess(part=part, text="#general") for part in ("user", "role", "default", "channel", "here")),
    errors.BadAccess(part="quorum", text="3 2"),
    errors.BadAccess(part="programs", text="none"),
    errors.BadPause(first="2026-11-24", last="2027-11-24"),
    errors.ChannelTaken(),
    errors.BadLabel(kind="alias", text="my shop"),
    errors.BadLabel(kind="tag", text="a,b"),
    errors.BadLabel(kind="name", text="a,b"),
    errors.BadLabel(kind="reserved", text="report"),
    errors.AliasTaken(alias="shop"),
    errors.UnknownTag(tag="fod", suggestion="food"),
    errors.UnknownTag(tag="xyz", suggestion=""),
    errors.UnknownFeature(name="wx.getUserProfle", suggestion="wx.getUserProfile, wx.getUserInfo", newest="3.17.0"),
    errors.UnknownFeature(name="xyz", suggestion="", newest="3.17.0"),
    errors.FeatureElsewhere(name="wx.getGroupCloudStorage", platform="mini-game"),
    errors.FeatureElsewhere(name="wx.navigateTo", platform="mini-program"),
    errors.TooManyFeatures(count=12, limit=10),
    errors.TooManyVersions(count=7, limit=6),
    errors.NothingKept(program="shop", day="2026-10-01", suggestion="2026-10-20"),
    errors.NothingKept(program="shop", day="2026-10-01", suggestion=""),
    errors.DayToCome(day="2027-10-01", today="2026-11-25"),
    errors.NoSuchDay(day="2026-02-30"),
    errors.BadOption(option="--format xml", usage="/baselib report [--format csv|json|browserslist]"),
    errors.NotCompared(text="300d", weeks=20),
    *(errors.BadScan(part=part, text="src") for part in ("folder", "empty", "no-shares", "shares")),
    *(errors.BadScan(part=part, text="") for part in ("whose", "format", "numbers")),
    errors.UnknownWorkspace(team="T0123456789"),
    errors.NoPlatform(),
    errors.BadLink(),
    errors.StaleControl(),
    errors.SettingsError(name="DIGEST_AT", reason="not-a-schedule"),
    errors.SettingsError(name="PORT", reason="something new"),
    errors.SettingsError(name="LOG_FORMAT", reason="not-allowed", choices="console, json"),
    *(errors.SettingsError(name=".env", reason=reason, file=".env") for reason in ("not-utf-8", "closed")),
    errors.WeChatRefused(code=40013, errmsg="invalid appid", rid=RID),
    errors.WeChatRefused(code=12345, errmsg="", rid=""),
    errors.TokenServiceRefused(status=403),
    errors.ReauthorisationNeeded(appid="wx0000000000000001"),
    errors.ProgramListRefused(reason="status", detail="HTTP 404"),
    errors.ProgramListRefused(reason="not-json", detail="Expecting value at character 1 of 20 bytes"),
    errors.ProgramListRefused(reason="too-large", detail="more than 100 pages"),
    errors.ProgramListRefused(reason="shape", detail="no programs"),
    errors.ProgramListRefused(reason="row", detail="row 17: appid"),
    errors.ProgramListRefused(reason="host", detail="other.example"),
    errors.ProgramListRefused(reason="empty", detail=""),
    errors.PushRefused(),
    errors.SlackRefused(code="invalid_blocks", method="chat.postMessage"),
    errors.SlackRefused(code="missing_scope users:read", method="users.info"),
    errors.ChannelUnavailable(code="is_archived", method="chat.postMessage"),
    errors.WorkspaceUnavailable(code="account_inactive", method="chat.postMessage"),
    *(errors.StorageUnavailable(reason=reason) for reason in ("locked", "read-only", "newer", "older", "broken")),
    *(errors.StorageUnavailable(reason=reason) for reason in ("full", "damaged", "no-folder")),
    *(errors.StorageUnavailable(reason=reason) for reason in ("unreachable", "not-let-in", "encoding")),
    *(errors.StorageUnavailable(reason=reason) for reason in ("no-tls", "pooler")),
    errors.SettingUnsettled(reason="full", version="3.8.5"),
    *(errors.BackupRefused(reason=reason, file="monday.backup") for reason in ("exists", "unwritable", "unreadable")),
    *(errors.BackupRefused(reason=reason, file="monday.backup") for reason in ("no-backup", "damaged", "newer")),
    *(errors.BackupRefused(reason=reason, file="monday.backup") for reason in ("not-empty", "running")),
    errors.WeChatBusy(code=-1, errmsg="system error", rid=RID),
    errors.WeChatLimited(until=_UNTIL, code=45009, errmsg="reach max api daily quota limit", rid=RID),
    errors.QuotaSpared(remain=5, limit=1_000),
    errors.MinimumNotSent(host="api.weixin.qq.com"),
    errors.HeldUp(),
    *(errors.MinimumUnclear(reason=reason) for reason in ("timeout", "busy")),
    errors.WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"),
    errors.WeChatUnreachable(host="api.weixin.qq.com", reason="connection"),
    *(errors.WeChatUnreadable(reason=reason, detail="d") for reason in ("not-json", "too-large", "status", "shape")),
    errors.SlackBusy(retry_after=1, method="chat.postMessage"),
    errors.SlackBusy(retry_after=30, method="chat.postMessage"),
    errors.SlackUnreachable(retry_after=5, method="chat.postMessage"),
    errors.SlackUnclear(method="chat.postMessage"),
    errors.SlackUnheard(method="conversations.open"),
    errors.TicketMissing(hours=0),
    errors.TicketMissing(hours=1),
    errors.TicketMissing(hours=13),
    errors.TokenNotKept(),
    errors.NoUsageData(program="shop"),
    errors.MeaningUnproved(program="shop"),
    *(errors.NumbersUnusable(reason=reason) for reason in ("no-data", "undetermined", *map(str, Suspicion))),
    errors.ChartUndrawable(),
    errors.Stalled(part="deliver"),
    errors.TooBusy(),
    errors.ShuttingDown(),
    errors.UnknownStep(name="teleport"),
    errors.TooManyRuns(count=200),
    errors.NotSafeInTime(program="shop", version="3.8.0", days=180),
    errors.ProgramVanished(program="wx0000000000000001"),
    errors.NoProposer(),
]


def _sentence(error: errors.BotError) -> Callable[[Texts], str]:
    return lambda t: t.error(error, zone="Asia/Shanghai")


def test_sentences() -> None:
    assert_builder("errors", {str(error): _sentence(error) for error in ERRORS}, in_slack=False)
    assert len({str(error) for error in ERRORS}) == len(ERRORS)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_terminal_is_not_sent_to_slack(locale: str) -> None:
    """An error names Slack's command only without one in the terminal, and says it is Slack's."""
    t = texts_for(locale).on_terminal()
    own = "|".join(name for name, command in root().below.items() if command.runs)

    for sentence in [t.error(error) for error in ERRORS if isinstance(error, _ON_TERMINAL)]:
        assert not re.search(rf"/baselib ({own})\b", sentence), sentence
        assert "`/baselib" not in sentence or "Slack" in sentence, sentence


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "error",
    [
        errors.NoProgram(count=2),
        errors.UnknownProgram(name="shop", suggestion=""),
        errors.UnknownProgram(name="shop", suggestion="shops"),
        errors.UnknownTag(tag="food", suggestion=""),
        errors.NothingKept(program="shop", day="2026-10-01", suggestion=""),
        errors.MeaningUnproved(program="shop"),
    ],
    ids=str,
)
def test_an_agent_is_not_sent_to_slack(locale: str, error: errors.BotError) -> None:
    sentence = texts_for(locale).for_agents().error(error)

    assert "baselib " not in sentence
    assert re.search(r"find_programs|get_breakdown", sentence)


def test_every_error_is_tried_above() -> None:
    branches = {errors.BotError, errors.UserError, errors.OperatorError, errors.TemporaryError, errors.WeChatAnswered}
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.BotError)}

    assert kinds - branches == {type(error) for error in ERRORS}


def test_the_root_cannot_be_raised() -> None:
    with pytest.raises(TypeError, match="subclass"):
        errors.BotError()


@pytest.mark.parametrize("locale", LOCALES)
def test_wechats_codes(locale: str) -> None:
    t = texts_for(locale)
    for code in [*REMEDIES, 12345]:
        key = t.wechat_key(str(code))

        sentence = t.error(errors.WeChatRefused(code=code, errmsg="made up", rid=RID))

        assert sentence.startswith(t(key)), code
        parts = (f"errcode {code}", f"rid {RID}", "made up", t(f"{key}.advice"))
        assert [part for part in parts if part not in sentence] == [], code


def test_a_limit_says_until_when() -> None:
    """In the reader's zone. It promises no reading: that of one program, at a person's request, is not repeated."""
    limited = errors.WeChatLimited(until=_UNTIL, code=45009, errmsg="", rid=RID)

    said = texts_for("en").error(limited, zone="Asia/Shanghai")
    assert "WeChat can be asked again from Tue 24 Nov 2026, 00:00 (Asia/Shanghai)." in said
    assert "tries again" not in said


def test_what_people_typed_is_quoted() -> None:
    shout: Callable[[str], str] = str.upper

    assert "“THREE”" in texts_for("en").error(errors.BadVersion(text="three"), quote=shout)
