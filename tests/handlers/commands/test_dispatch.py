"""Which subcommand answers, and in which language."""

import re
from collections.abc import MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.alerts.alert import Alert
from bot.domain.digest.subscription import Scope
from bot.domain.numbers.snapshot import Users, Visible
from bot.domain.programs import Program
from bot.errors import (
    BadAlert,
    BadPercent,
    BadVersion,
    CommandFirst,
    MissingArgument,
    MissingVersion,
    NoAlert,
    NoProgram,
    NoSubscription,
    NotYourAlert,
    StaleControl,
    UnknownProgram,
    UnknownSubcommand,
    UnknownTag,
    WeChatRefused,
)
from bot.i18n import texts_for
from handlers.commands.registry import subcommands
from tests.domain.build import TODAY
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, STRANGER, TEAM, Office, error_text


@pytest.mark.parametrize("text", ["", "report", "REPORT", "  report  "])
async def test_the_bare_command_reports(office: Office, text: str) -> None:
    await office.channel_programs.put(TEAM, CHANNEL, SHOP.appid)
    answer = await office.ask(text)

    assert answer.text.startswith("shop: ")
    assert "3.0.0" in answer.text
    assert office.source.calls == [SHOP.appid]


async def test_the_program_first(office: Office) -> None:
    """Where the command changes something, the error says what to type instead, and that works."""
    answer = await office.ask("propose shop 3.8.5 it is time")
    await office.ask("propose 3.8.5 shop it is time")
    _, error = office.metrics.answers[-1]

    assert answer.text == error_text(CommandFirst(name="shop", command="propose 3.8.5 shop it is time"))
    assert not isinstance(error, UnknownSubcommand | CommandFirst | UnknownProgram | BadVersion)


@pytest.mark.parametrize(("typed", "wrong"), [("propose shop it is time", "shop"), ("raise 3.x shop", "3.x")])
async def test_no_version(office: Office, typed: str, wrong: str) -> None:
    assert (await office.ask(typed)).text == error_text(BadVersion(text=wrong))


@pytest.mark.parametrize("name", ["report", "趋势", "3.8.0"])
async def test_a_program_whose_name_is_a_command(office: Office, name: str) -> None:
    before = await office.ask(f"{name} shop")
    office.programs.programs.append(Program(Visible("wx0000000000000003"), nickname=name))

    assert await office.ask(f"{name} shop") == before
    assert (await office.ask(f"report {name}")).text.startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("shop", "report shop"),
        ("corner coff", "report corner coff"),
        ("3.7.0 shop", "raise 3.7.0 shop"),
        ("v3.7.0 shop", "raise 3.7.0 shop"),
        ("wx.login shop", "can wx.login shop"),
        ("报告 shop", "report shop"),
        ("提升 3.7.0 shop", "raise 3.7.0 shop"),
        ("小程序", "programs"),
    ],
)
async def test_what_is_typed_means_what_it_says(office: Office, short: str, long: str) -> None:
    assert (await office.ask(short)).text == (await office.ask(long)).text


async def test_names_of_subcommands_are_apart() -> None:
    words = [word for command in subcommands().values() for word in (command.name, *command.chinese)]

    assert len(words) == len(set(words))
    assert all(command.chinese for command in subcommands().values())


async def test_report_of_a_named_program(office: Office) -> None:
    answer = await office.ask("report corner coff")

    assert office.source.calls == [CAFE.appid]
    assert answer.text.startswith("cafe: ")


async def test_raise(office: Office) -> None:
    answer = await office.ask("raise 3.7.0 shop")

    assert "3.7.0" in answer.text
    assert "15.0%" in answer.text


async def test_cover(office: Office) -> None:
    answer = await office.ask("cover 85% shop")

    assert "3.7.0" in answer.text
    assert "85%" in answer.text


async def test_programs(office: Office) -> None:
    answer = await office.ask("programs")

    assert "shop" in answer.text
    assert "cafe" in answer.text


async def test_use(office: Office) -> None:
    await office.ask("use cafe")

    assert await office.channel_programs.get(TEAM, CHANNEL) == CAFE.appid
    assert (await office.ask("")).text.startswith("cafe: ")
    assert (await office.ask("", channel="C2")).text == error_text(NoProgram(count=2))


async def test_digest_from_nothing_to_nothing(office: Office) -> None:
    nothing = await office.ask("digest")
    await office.ask("digest tue 18:30 asia/tokyo")
    subscription = await office.subscriptions.of_channel(TEAM, CHANNEL)
    shown = await office.ask("digest")
    await office.ask("digest now")
    await office.ask("digest OFF")

    assert nothing.text == error_text(NoSubscription())
    assert subscription
    assert (subscription.schedule.weekdays, str(subscription.schedule.at), subscription.schedule.zone) == (
        (1,),
        "18:30:00",
        "Asia/Tokyo",
    )
    assert "18:30" in shown.text
    assert [posted.channel_id for posted in office.messenger.posted] == [CHANNEL]
    assert (await office.ask("digest")).text == error_text(NoSubscription())


@pytest.mark.parametrize(
    ("user", "zone"), [(ALICE, "Europe/London"), (BOWEN, "Asia/Shanghai"), (STRANGER, "Asia/Shanghai")]
)
async def test_digest_in_the_persons_zone(office: Office, user: str, zone: str) -> None:
    await office.ask("digest mon 09:00", user=user)
    subscription = await office.subscriptions.of_channel(TEAM, CHANNEL)

    assert subscription
    assert subscription.schedule.zone == zone
    assert subscription.owner_id == user


async def test_help_has_a_button_for_each_line(office: Office) -> None:
    shown = set(re.findall(r"help\.\w+", str((await office.ask("help")).blocks)))
    report, _ = await office.pressed(controls.HELP_REPORT, controls.Control())
    trend, _ = await office.pressed(controls.HELP_TREND, controls.Control())
    for opens in (controls.HELP_CAN, controls.HELP_WHAT_IF, controls.HELP_DIGEST):
        await office.press(opens, controls.Control())
        await office.opened()
        office.messenger.views.clear()

    assert shown == {value for name, value in vars(controls).items() if name.startswith("HELP_")}
    assert report == await office.ask("report")
    assert trend == await office.ask("trend")


async def test_help_names_every_subcommand(office: Office) -> None:
    answer, _ = await office.pressed(controls.HELP_ALL, controls.Control())
    shown = "\n".join(str(block) for block in answer.blocks)

    for name in subcommands():
        assert len(re.findall(f"`/baselib {name}[ `]", shown)) == 1


def test_order_of_subcommands() -> None:
    positions = [command.position for command in subcommands().values()]

    assert len(set(positions)) == len(positions)


@pytest.mark.parametrize(("user", "locale"), [(ALICE, "en"), (BOWEN, "zh-CN")])
async def test_help_in_the_acknowledgement(office: Office, user: str, locale: str) -> None:
    first = await office.ask("help", user=user)
    acknowledged = await office.type("help", user=user)

    assert acknowledged["text"] == first.text
    assert acknowledged["blocks"] == first.blocks
    assert await office.type("帮助", user=user) == acknowledged
    assert acknowledged["response_type"] == "ephemeral"
    assert texts_for(locale)("help-title") in first.text
    assert len(office.messenger.answers) == 1


async def test_missing_argument(office: Office) -> None:
    for name in [name for name, command in subcommands().items() if command.needs]:
        assert (await office.ask(name)).text == error_text(MissingVersion(example=f"/baselib {name} 3.8.5"))
    assert (await office.ask("programs tag")).text == error_text(
        MissingArgument(subcommand="programs tag", usage="/baselib programs tag <program> <tag>...")
    )
    assert office.source.calls == []


async def test_digest_of_many_at_a_glance(office: Office) -> None:
    """`fleet` or a tag before the days; without them it is about single programs again."""
    await office.ask("programs tag cafe food")
    scopes, answers = [], []
    for words in ["digest fleet mon 09:00", "digest ＃Food 周一 09:00", "digest mon 09:00", "digest 全部 mon 09:00"]:
        answers.append((await office.ask(words)).text)
        subscription = await office.subscriptions.of_channel(TEAM, CHANNEL)
        assert subscription
        scopes.append(subscription.scope)
    unknown = await office.ask("digest #tea mon 09:00")
    ended = await office.ask("digest off")

    assert scopes == [Scope(fleet=True), Scope(fleet=True, tag="food"), Scope(), Scope(fleet=True)]
    assert unknown.text == error_text(UnknownTag(tag="tea", suggestion=""))
    assert "`/baselib digest fleet mon 09:00 Europe/London`" in ended.text


async def test_digest_with_half_a_schedule(office: Office) -> None:
    answer = await office.ask("digest mon")

    assert "HH:MM" in answer.text
    assert await office.subscriptions.of_channel(TEAM, CHANNEL) is None


async def test_what_cannot_be_read(office: Office) -> None:
    assert (await office.ask("raise banana shop")).text == error_text(BadVersion(text="banana"))
    assert (await office.ask("cover 0 shop")).text == error_text(BadPercent(text="0"))
    assert (await office.ask("cover 100.1 shop")).text == error_text(BadPercent(text="100.1"))
    assert (await office.ask("report chop")).text == error_text(UnknownProgram(name="chop", suggestion="shop"))


async def test_wechat_refuses(office: Office) -> None:
    refusal = WeChatRefused(code=61004, errmsg="access clientip is not registered", rid="some-rid")
    office.source.fail_all(refusal)
    answer = await office.ask("report shop")

    assert answer.text == error_text(refusal)
    assert "61004" in answer.text


async def test_unexpected_error(office: Office, logged: list[MutableMapping[str, Any]]) -> None:

    async def explode(_team_id: str) -> None:
        raise RuntimeError("boom")

    office.programs.all = explode  # type: ignore[method-assign, assignment]
    answer = await office.ask("programs")

    (named,) = re.findall(r"request ID `([0-9a-f]{12})`\.", answer.text)
    assert answer.text == texts_for("en")("error-unexpected.traced", request=named)
    assert "boom" not in str(answer.blocks)
    assert [entry for entry in logged if entry.get("exc_info") and entry["log_level"] == "error"]


@pytest.mark.parametrize(
    ("user", "installation", "expected"),
    [
        (ALICE, "zh-CN", "en"),
        (BOWEN, "en", "zh-CN"),
        (STRANGER, "zh-CN", "zh-CN"),
        (STRANGER, "en", "en"),
    ],
)
async def test_language(user: str, installation: str, expected: str) -> None:
    office = Office(locale=installation)
    answer = await office.ask("raise x", user=user)

    assert answer.text == error_text(BadVersion(text="x"), expected)
    await office.close()


async def test_a_person_is_asked_for_once(office: Office) -> None:
    await office.ask("programs")
    await office.ask("programs")

    assert office.people.calls == [(TEAM, ALICE)]


async def only(office: Office) -> Alert:
    (alert,) = await office.alerts.of_team(TEAM)
    return alert


async def test_a_limit_in_users_shows_users(office: Office) -> None:
    office.source.set(SHOP.appid, feed({"3.8.1": 98, "3.7.0": 1, "3.0.0": 1}, minimum="2.0.0"))
    office.snapshots.counts.keep(TEAM, SHOP.appid, Users(TODAY - timedelta(days=1), other=100_000))
    await office.ask("alert loss > 10 users at 3.7.0 shop")
    await office.ask("report shop")
    listed, home = str((await office.ask("alerts")).blocks), str(await office.look_home())

    for shown in (listed, home):
        assert "more than 10 users are below 3.7.0" in shown
        assert "now about 1,000 users (1.00%)" in shown


async def test_a_limit_in_users_before_a_count(office: Office) -> None:
    """The data are good: only the count is missing, and that is what is said."""
    office.source.set(SHOP.appid, feed({"3.8.1": 98, "3.7.0": 1, "3.0.0": 1}, minimum="2.0.0"))
    one = str((await office.ask("alert loss > 1000 users at 3.7.0 shop")).blocks)
    await office.ask("report cafe")
    many = str((await office.ask("alert loss > 1000 users at 3.7.0 fleet")).blocks)

    assert texts_for("en")("alert-uncounted") in one
    assert texts_for("en")("alert-unjudged") not in one
    assert "The users of 2 programs are not counted yet" in many
    assert "cannot be used" not in many


async def test_from_nothing_to_nothing(office: Office) -> None:
    empty = await office.ask("alerts")
    done = await office.ask("alert ｌｏｓｓ ＞ 10％ at 3.7.0 shop")
    alert = await only(office)
    listed = await office.ask("alert list")
    await office.ask("alert mute 1 2026-12-31")
    muted = await only(office)
    await office.ask("alert unmute 1")
    unmuted = await only(office)
    ended = await office.ask("alert OFF 1")

    assert "no alerts" in empty.text
    assert "for shop. This channel gets a message when more than 10% of users are below 3.7.0" in done.text
    assert (alert.appid, alert.condition.words, alert.owner_id) == (SHOP.appid, "loss > 10% at 3.7.0", ALICE)
    assert "Already true" in str(done.blocks)
    assert listed.text == "1 alert in this channel"
    assert muted.muted_until == datetime(2026, 12, 31, tzinfo=UTC)
    assert unmuted.muted_until is None
    assert "deleted" in ended.text
    assert await office.alerts.of_team(TEAM) == []


async def test_in_the_readers_language(office: Office) -> None:
    done = await office.ask("alert rollback shop", user=BOWEN)

    assert "提醒 1" in done.text
    assert (await only(office)).locale == "zh-CN"


async def test_errors_are_explained(office: Office) -> None:
    await office.ask("alert rollback shop")

    assert (await office.ask("alert 7 days")).text == error_text(BadAlert(part="nothing", text="7 days"))
    assert (await office.ask("alert off 2")).text == error_text(NoAlert(number="2"))
    assert (await office.ask("alert mute")).text == error_text(
        MissingArgument(subcommand="alert mute", usage="/baselib alert mute <number>")
    )
    assert (await office.ask("alert mute 1 2020-01-01")).text == error_text(BadAlert(part="date", text="2020-01-01"))
    assert (await office.ask("alert off 1", user=BOWEN)).text == error_text(
        NotYourAlert(owner=ALICE), "zh-CN", "Asia/Shanghai"
    )


async def test_buttons(office: Office) -> None:
    """Mute for a week or until a day, unmute, delete; stale elsewhere, or once it is gone."""
    await office.ask("alert rollback shop")
    control = Control(subject_id=(await only(office)).id)
    await office.pressed(controls.ALERT_MUTE, control)
    for_a_week = (await only(office)).muted_until
    until = Control(subject_id=control.subject_id, day=datetime(2027, 1, 4, tzinfo=UTC).date())
    await office.pressed(controls.ALERT_MUTE, type="static_select", selected_option={"value": until.encode()})
    until_a_day = (await only(office)).muted_until
    await office.pressed(controls.ALERT_UNMUTE, control)
    unmuted = (await only(office)).muted_until
    elsewhere, _ = await office.pressed(controls.ALERT_DELETE, control, channel="C2")
    foreign, _ = await office.pressed(controls.ALERT_DELETE, control, user=BOWEN)
    still_there = await only(office)
    await office.pressed(controls.ALERT_DELETE, control)
    twice, _ = await office.pressed(controls.ALERT_DELETE, control)

    assert for_a_week == datetime(2026, 11, 30, 1, tzinfo=UTC)
    assert until_a_day == datetime(2027, 1, 4, tzinfo=UTC)
    assert unmuted is None
    assert elsewhere.text == error_text(StaleControl())
    assert foreign.text == error_text(NotYourAlert(owner=ALICE), "zh-CN")
    assert still_there.channel_id == CHANNEL
    assert await office.alerts.of_team(TEAM) == []
    assert twice.text == error_text(StaleControl())
