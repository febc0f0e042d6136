"""Alerts as people type them and press them."""

from datetime import UTC, datetime, timedelta

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.alerts.alert import Alert
from bot.domain.numbers.snapshot import Users
from bot.errors import BadAlert, MissingArgument, NoAlert, NotYourAlert, StaleControl
from bot.i18n import texts_for
from tests.domain.build import TODAY
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, CHANNEL, SHOP, TEAM, Office, error_text


async def only(office: Office) -> Alert:
    """The one alert that there is."""
    (alert,) = await office.alerts.of_team(TEAM)
    return alert


async def test_a_limit_in_users_shows_users(office: Office) -> None:
    """In `alerts` and on Home, beside their share."""
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
    """Set, listed in two ways, muted, unmuted, ended."""
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
    """Answer and later messages are in the language of the alert's owner."""
    done = await office.ask("alert rollback shop", user=BOWEN)

    assert "提醒 1" in done.text
    assert (await only(office)).locale == "zh-CN"


async def test_errors_are_explained(office: Office) -> None:
    """Not a condition, not a number, a missing word, a past day."""
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
