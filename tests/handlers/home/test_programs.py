"""The programs on a Home tab, through the listeners."""

from datetime import date, timedelta

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.limits import error_sentence
from bot.domain.home import MOST_FOLLOWED, Preferences
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import WeChatUnreachable
from bot.i18n import texts_for
from bot.lib.cache import RECENT
from bot.ports.slack import Person
from bot.usecases.report.read import read_failure_of
from tests.domain.build import snapshot_of
from tests.fakes.programs import FakePrograms
from tests.handlers.context import ALICE, CAFE, NOW, SHOP, TEAM, Office
from tests.handlers.home.tab import element, texts

T = texts_for("en")
DAY = date(2026, 11, 23)


async def test_a_trouble_that_is_over(office: Office) -> None:
    """A program read since its failure does not count as unreadable."""
    failed = WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")
    sentence = error_sentence(failed, T, "UTC")
    await office.read_failures.note(TEAM, [read_failure_of(SHOP.appid, failed, now=NOW - timedelta(days=1))])
    before = await office.look_home()
    await office.snapshots.save(TEAM, [snapshot_of({"3.1.0": "99.5", "3.0.0": "0.5"}, DAY, appid=SHOP.appid)])

    office.clock.advance(RECENT)

    assert sentence in texts(before)
    assert sentence not in texts(await office.look_home())


async def test_a_line_for_a_program(office: Office) -> None:
    """Minimum, possible minimum and its loss, without waiting."""
    rows = {"3.2.0": "60", "3.1.0": "39.5", "3.0.0": "0.4", "2.9.0": "0.1"}
    await office.snapshots.save(TEAM, [snapshot_of(rows, DAY, minimum="3.0.0", appid=SHOP.appid)])
    shown = texts(await office.look_home())

    assert "*shop · 云上商城* · raise to 3.1.0 (0.50% cut off); now 3.0.0 (0.10%)" in shown
    assert T("home-as-of", day="23 Nov 2026") in shown
    assert office.source.calls == []


async def test_what_looks_wrong(office: Office) -> None:
    """A withdrawn version is shown beside the numbers, as in the breakdown."""
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
    """Follow, unfollow, and send its breakdown as a direct message."""
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
    """One too many replaces the oldest; one already followed replaces none."""
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
    """But for admins."""
    await office.rules.restrict(TEAM, CAFE.appid, ["C9"])
    assert "cafe" not in texts(await office.look_home())

    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    office.speaking.forget(TEAM, ALICE)
    assert "cafe" in texts(await office.look_home())
