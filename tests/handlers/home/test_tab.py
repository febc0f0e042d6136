"""The Home tab, through the listeners."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.blocks.alert_form import LIMIT
from bot.blocks.digest.digest import PAUSE, RESUME
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import View
from bot.blocks.kit.limits import error_sentence, escape
from bot.domain.access import Role, Roles
from bot.domain.home import MOST_FOLLOWED, Preferences
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import NotAllowed, NotOwner, StaleControl, WeChatUnreachable
from bot.i18n import texts_for
from bot.lib.cache import RECENT
from bot.ports.slack import Person
from bot.usecases.report.read import read_failure_of
from tests.blocks.checks import as_shown, fill
from tests.domain.build import snapshot_of
from tests.fakes.programs import FakePrograms
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, NOW, SHOP, TEAM, Office, error_text
from tests.handlers.home.tab import element, subscribed, texts

T = texts_for("en")
DAY = date(2026, 11, 23)


async def test_a_new_person(office: Office) -> None:
    await office.snapshots.save(TEAM, [snapshot_of({"3.1.0": "99.5", "3.0.0": "0.5"}, DAY, appid=SHOP.appid)])
    view = await office.look_home()

    assert view["type"] == "home"
    assert "shop" in texts(view)
    assert "cafe" in texts(view)
    assert T("home-digests-none") in texts(view)
    assert T("home-language-slack", language="English") in texts(view)
    assert T("home-health") not in texts(view)


async def test_only_the_home_tab(office: Office) -> None:
    assert await office.happen({"type": "app_home_opened", "user": ALICE, "tab": "messages"}) == 200
    await office.settle()

    assert office.home_tabs.shown == {}


async def test_in_the_persons_language_until_another_is_chosen(office: Office) -> None:
    await office.look_home(user=BOWEN)
    chosen = await office.home_actions(controls.HOME_LANGUAGE, Control(text="en"), user=BOWEN)
    english = await office.ask("programs", user=BOWEN)
    back = await office.home_actions(controls.HOME_LANGUAGE, Control(), user=BOWEN)
    chinese = await office.ask("programs", user=BOWEN)

    assert T("home-settings") in texts(chosen)
    assert english == await office.ask("programs")
    assert texts_for("zh-CN")("home-settings") in texts(back)
    assert chinese != english


async def test_a_language_that_there_is_not(office: Office) -> None:
    await office.look_home()
    view = await office.home_actions(controls.HOME_LANGUAGE, Control(text="tlh"))

    assert error_text(StaleControl()) in texts(view)
    assert (await office.choices.get(TEAM, ALICE)).locale == ""


async def test_a_digest_in_place(office: Office) -> None:
    subscription = await subscribed(office)
    here = Control(subject_id=subscription.id, channel_id=CHANNEL)
    view = await office.look_home()
    assert f"<#{CHANNEL}>" in texts(view)

    await office.home_actions(controls.DIGEST_MORE, replace(here, choice=PAUSE))
    form = await office.opened()
    assert await office.submit({**form, **paused_until(form, "2026-12-24")}) is None
    await office.settle()
    paused = await office.subscriptions.of_channel(TEAM, CHANNEL)
    assert paused
    assert paused.paused_until == date(2026, 12, 24)
    assert "24 Dec 2026" in office.home()["blocks"][0]["text"]["text"]
    assert T("menu-resume") in str(element(office.home(), controls.HOME_DIGEST)["options"])

    resumed = await office.home_actions(controls.HOME_DIGEST, replace(here, choice=RESUME))
    assert T("menu-pause") in str(element(resumed, controls.HOME_DIGEST)["options"])

    answer = await office.home_actions(controls.HOME_DIGEST, replace(here, choice="off"))
    assert T("home-digests-none") not in texts(answer)
    sure = office.messenger.views[-1][2]
    assert f"<#{CHANNEL}>" in texts(sure)
    assert await office.submit(sure) is None
    await office.settle()
    ended = office.home()
    assert ended["blocks"][0]["text"]["text"].startswith(f"<#{CHANNEL}>: ")
    assert T("home-digests-none") in texts(ended)
    assert office.messenger.whispers == []


async def test_a_digest_changed_from_the_tab(office: Office) -> None:
    subscription = await subscribed(office)
    await office.look_home()
    await office.home_actions(controls.DIGEST_CHANGE, Control(subject_id=subscription.id, channel_id=CHANNEL))
    form = await office.opened()
    filled = as_shown(form)
    filled["state"]["values"]["time"]["digest.form"]["selected_time"] = "17:30"
    assert await office.submit({**form, **filled}) is None
    await office.settle()

    assert "17:30" in texts(office.home())
    assert office.messenger.whispers == []


async def test_an_alert_in_place(office: Office) -> None:
    await office.snapshots.save(TEAM, [snapshot_of({"3.1.0": "99.5", "3.0.0": "0.5"}, DAY, appid=SHOP.appid)])
    await office.ask("alert loss > 1% at 3.1.0 shop")
    (alert,) = await office.alerts.of_team(TEAM)
    here = Control(subject_id=alert.id, channel_id=CHANNEL)
    await office.look_home()

    muted = await office.home_actions(controls.HOME_ALERT, replace(here, choice=controls.MUTE))
    assert T("button-alert-unmute") in str(element(muted, controls.HOME_ALERT)["options"])
    unmuted = await office.home_actions(controls.HOME_ALERT, replace(here, choice=controls.UNMUTE))
    assert T("button-alert-mute-week") in str(element(unmuted, controls.HOME_ALERT)["options"])
    await office.home_actions(controls.HOME_ALERT, replace(here, choice="edit"))
    form = await office.opened()
    filled = as_shown(form)
    fill(filled, LIMIT, value="2%")
    assert await office.submit({**form, **filled}) is None
    await office.settle()
    changed = office.home()
    assert f"<#{CHANNEL}>: Alert 1 is saved" in texts(changed)
    assert f"<#{CHANNEL}> · *more than 2% of users are below 3.1.0*" in texts(changed)
    assert office.messenger.whispers == []
    await office.home_actions(controls.HOME_ALERT, replace(here, choice="off"))
    assert await office.alerts.of_team(TEAM) != []
    sure = office.messenger.views[-1][2]
    assert "more than 2% of users are below 3.1.0" in texts(sure)
    assert await office.submit(sure) is None
    await office.settle()
    assert escape(T("home-alerts-none")) in texts(office.home())
    assert await office.alerts.of_team(TEAM) == []


async def test_another_persons_digest(office: Office) -> None:
    """A channel's user sees it, and reads on the tab that only its owner may end it."""
    office.people.change(Person(ALICE, "en-GB", "Europe/London", name="Alice"))
    subscription = await subscribed(office)
    await office.ask("programs", user=BOWEN)
    office.people.change(Person(BOWEN, "en-GB", "Asia/Shanghai"))
    office.speaking.forget(TEAM, BOWEN)
    view = await office.look_home(user=BOWEN)
    refused = await office.home_actions(
        controls.DIGEST_OFF, Control(subject_id=subscription.id, channel_id=CHANNEL), user=BOWEN
    )

    assert f"<#{CHANNEL}>" in texts(view)
    assert error_text(NotOwner(owner="Alice")) in texts(refused)
    assert await office.subscriptions.active() == [subscription]


async def test_of_channels_that_are_not_theirs_nothing_is_shown(office: Office) -> None:
    await subscribed(office)
    await office.choices.used(TEAM, BOWEN, CHANNEL, DAY - timedelta(days=91))

    assert f"<#{CHANNEL}>" not in texts(await office.look_home(user=BOWEN))


async def test_direct_messages_are_no_channel_of_theirs(office: Office) -> None:
    for _ in range(3):
        await office.ask("programs")
        await office.ask("programs", channel="D0ALICE")

    assert await office.choices.channels(TEAM, ALICE, since=DAY, limit=9) == [CHANNEL]
    assert office.choices.writes == 1


async def test_viewers_may_look_and_follow(office: Office) -> None:
    subscription = await subscribed(office)
    await office.ask("programs", user=BOWEN)
    await office.rules.set_default(TEAM, Role.VIEWER)
    office.people.change(Person(BOWEN, "en-GB", "Asia/Shanghai"))
    office.speaking.forget(TEAM, BOWEN)
    await office.look_home(user=BOWEN)
    refused = await office.home_actions(
        controls.DIGEST_OFF, Control(subject_id=subscription.id, channel_id=CHANNEL), user=BOWEN
    )

    assert error_text(NotAllowed(needed=Role.EDITOR)) in texts(refused)
    followed = Control(appid=SHOP.appid, choice=controls.FOLLOW)
    assert T("home-programs") in texts(await office.home_actions(controls.HOME_PROGRAM, followed, user=BOWEN))
    assert Roles().default is not Role.VIEWER


async def test_admins_see_how_it_is(office: Office) -> None:
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))

    assert T("home-health") in texts(await office.look_home())


async def test_what_digests_and_alerts_are_about(office: Office) -> None:
    """Programs appear by name, those missing in the channel by AppID; such an alert rests."""
    await subscribed(office)
    (subscription,) = await office.subscriptions.active()
    await office.subscriptions.put(replace(subscription, appids=(SHOP.appid, CAFE.appid)))
    yesterday = DAY - timedelta(days=1)
    await office.snapshots.save(TEAM, [snapshot_of({"3.1.0": "99.5", "3.0.0": "0.5"}, yesterday, appid=CAFE.appid)])
    await office.ask("alert loss > 1% at 3.1.0 cafe")
    open_to_all = texts(await office.look_home())
    await office.rules.restrict(TEAM, CAFE.appid, ["C9"])
    restricted = texts(await office.look_home())
    office.programs.programs.remove(CAFE)
    gone = texts(await office.look_home())
    office.programs.programs.append(CAFE)
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    office.speaking.forget(TEAM, ALICE)
    of_an_admin = texts(await office.look_home())

    assert T("home-digest-about", what="shop and cafe") in open_to_all
    assert T("alert-status-unseen") not in open_to_all
    assert T("home-digest-about", what=f"shop and `{CAFE.appid}`") in restricted
    assert "cafe" not in restricted
    assert "0.50% on 22 Nov" in open_to_all
    assert ("now " in restricted, "0.50%" in restricted) == (False, False)
    assert gone == restricted
    assert T("home-digest-about", what="shop and cafe") in of_an_admin
    assert T("alert-status-unseen") in restricted
    assert T("alert-status-unseen") in of_an_admin


@pytest.mark.parametrize("action", ["home.follow", "not.known", controls.DIGEST_MORE])
async def test_what_cannot_be_read(office: Office, action: str) -> None:
    await office.look_home()
    view = await office.home_actions(action, selected_options="nonsense", value="nonsense")

    assert error_text(StaleControl()) in texts(view)


def paused_until(form: View, day: str) -> dict[str, Any]:
    (block,) = form["blocks"]
    picker = {"type": "datepicker", "selected_date": day}
    return {"state": {"values": {block["block_id"]: {block["element"]["action_id"]: picker}}}}


async def test_a_trouble_that_is_over(office: Office) -> None:
    failed = WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")
    sentence = error_sentence(failed, T, "UTC")
    await office.read_failures.note(TEAM, [read_failure_of(SHOP.appid, failed, now=NOW - timedelta(days=1))])
    before = await office.look_home()
    await office.snapshots.save(TEAM, [snapshot_of({"3.1.0": "99.5", "3.0.0": "0.5"}, DAY, appid=SHOP.appid)])

    office.clock.advance(RECENT)

    assert sentence in texts(before)
    assert sentence not in texts(await office.look_home())


async def test_a_line_for_a_program(office: Office) -> None:
    rows = {"3.2.0": "60", "3.1.0": "39.5", "3.0.0": "0.4", "2.9.0": "0.1"}
    await office.snapshots.save(TEAM, [snapshot_of(rows, DAY, minimum="3.0.0", appid=SHOP.appid)])
    shown = texts(await office.look_home())

    assert "*shop · 云上商城* · raise to 3.1.0 (0.50% cut off); now 3.0.0 (0.10%)" in shown
    assert T("home-as-of", day="23 Nov 2026") in shown
    assert office.source.calls == []


async def test_what_looks_wrong(office: Office) -> None:
    before, after = {"3.2.0": "60", "3.1.0": "40"}, {"3.2.0": "2", "3.1.0": "98"}
    await office.snapshots.save(TEAM, [snapshot_of(before, DAY - timedelta(days=1), appid=SHOP.appid)])
    await office.snapshots.save(TEAM, [snapshot_of(after, DAY, appid=SHOP.appid)])

    assert "Withdrawal: coverage of 3.2.0 fell from 60.0% to 2.00%" in texts(await office.look_home())


async def test_follow(office: Office) -> None:
    """The select decides which programs are shown; none means the first few; unknown ones are ignored."""
    await office.look_home()
    options = await office.options(controls.HOME_FOLLOW, "b", "caf")
    chosen = await office.home_actions(
        controls.HOME_FOLLOW, type="multi_external_select", selected_options=[*options, {"value": "wx-stranger"}]
    )

    assert (await office.choices.get(TEAM, ALICE)).followed == (CAFE.appid,)
    assert element(chosen, controls.HOME_FOLLOW)["initial_options"] == options
    assert T("home-programs") in texts(chosen)
    assert "*shop" not in texts(chosen)

    none = await office.home_actions(controls.HOME_FOLLOW, type="multi_external_select", selected_options=[])
    assert T("home-programs-first") in texts(none)


async def test_the_menu_of_a_program(office: Office) -> None:
    await office.look_home()
    kept = await office.home_actions(controls.HOME_PROGRAM, Control(appid=SHOP.appid, choice=controls.FOLLOW))
    assert (await office.choices.get(TEAM, ALICE)).followed == (SHOP.appid,)
    assert T("home-programs") in texts(kept)

    await office.home_actions(controls.HOME_PROGRAM, Control(appid=SHOP.appid, choice=controls.UNFOLLOW))
    assert (await office.choices.get(TEAM, ALICE)).followed == ()

    sent = await office.home_actions(controls.HOME_PROGRAM, Control(appid=SHOP.appid, choice=controls.BREAKDOWN))
    (posted,) = office.messenger.posted
    assert (posted.channel_id, posted.message.blocks[-1]["type"]) == (ALICE, "actions")
    assert T("home-report-sent", program="shop") in texts(sent)


async def test_as_many_as_have_room() -> None:
    programs = [Program(Visible(f"wx{number:016}")) for number in range(MOST_FOLLOWED + 2)]
    office = Office(programs=FakePrograms(*programs))
    full, (more, _) = [each.appid for each in programs[:MOST_FOLLOWED]], [each.appid for each in programs[-2:]]
    await office.choices.put(TEAM, ALICE, Preferences(followed=tuple(full)))
    await office.look_home()
    await office.home_actions(controls.HOME_PROGRAM, Control(appid=full[-1], choice=controls.FOLLOW))
    again = (await office.choices.get(TEAM, ALICE)).followed
    await office.home_actions(controls.HOME_PROGRAM, Control(appid=more, choice=controls.FOLLOW))

    assert again == tuple(full)
    assert (await office.choices.get(TEAM, ALICE)).followed == (*full[1:], more)
    await office.close()


async def test_restricted_programs_are_not_there(office: Office) -> None:
    await office.rules.restrict(TEAM, CAFE.appid, ["C9"])
    assert "cafe" not in texts(await office.look_home())

    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    office.speaking.forget(TEAM, ALICE)
    assert "cafe" in texts(await office.look_home())
