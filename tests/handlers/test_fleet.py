"""The fleet's command, and what stands under its lists."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.blocks.fleet_text import fleet_csv
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.access import Role, Viewpoint
from bot.domain.fleet import Sort
from bot.domain.numbers.snapshot import Users
from bot.domain.numbers.version import Version
from bot.errors import ChannelUnavailable, MissingVersion, NoProgram, SlackRefused, StaleControl, UnknownTag
from bot.export.fleet_json import fleet_json
from bot.i18n import texts_for
from bot.usecases.fleet import read_fleet
from tests.domain.break_world import coarse, days
from tests.domain.build import EITHER_WAY, FITS_NOTHING, TODAY, snapshot_of
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, TEAM, Office, error_text
from tests.handlers.worth import DAY, FULL, at, opened, public, said, with_minimum

LIST = Control(choice=Sort.ATTENTION)
RAISE = Control(version=Version.parse("3.7.0"))


@pytest.fixture
async def fleet(office: Office) -> Office:
    """Its two programs were read: shop loses 3 % at 3.0.0, cafe none."""
    office.source.set(CAFE.appid, feed({"3.8.1": 90, "3.8.0": 10}, minimum="2.0.0"))
    await office.ask("report shop")
    await office.ask("report cafe")
    return office


def rows(message: object) -> list[str]:
    blocks = message.blocks  # type: ignore[attr-defined]
    table = next(block for block in blocks if block["type"] == "data_table")
    return [row[0]["text"] for row in table["rows"][1:]]


async def test_overview(fleet: Office) -> None:
    by_loss = await fleet.ask("fleet")
    by_name = await fleet.ask("fleet NAME")

    assert "2 programs · 1 needs attention" in by_loss.text
    assert rows(by_loss) == ["shop", "cafe"]
    assert rows(by_name) == ["cafe", "shop"]


async def test_tag(fleet: Office) -> None:
    await fleet.ask("programs tag cafe food")

    assert rows(await fleet.ask("fleet #food")) == ["cafe"]
    assert rows(await fleet.ask("fleet name Food")) == ["cafe"]
    assert (await fleet.ask("fleet #tea")).text == error_text(UnknownTag(tag="tea", suggestion=""))


async def test_raise(fleet: Office) -> None:
    answer = await fleet.ask("fleet raise 3.7.0")

    assert "1 of 2" in answer.text
    assert rows(answer) == ["cafe"]
    cannot = Control(version=RAISE.version, only="loses-more").encode()
    others, _ = await fleet.pressed(controls.FLEET_RAISE, type="static_select", selected_option={"value": cannot})
    assert rows(others) == ["shop"]
    assert (await fleet.ask("fleet raise")).text == error_text(MissingVersion(example="/baselib fleet raise 3.8.5"))


async def test_sort_and_what_if(fleet: Office) -> None:
    name = Control(choice=Sort.NAME).encode()
    sorted_, replaces = await fleet.pressed(controls.FLEET_SORT, type="static_select", selected_option={"value": name})
    raised, _ = await fleet.pressed(
        controls.FLEET_RAISE, type="static_select", selected_option={"value": RAISE.encode()}
    )
    back, _ = await fleet.pressed(controls.FLEET_OPEN, LIST)

    assert not replaces
    assert sorted_ == await fleet.ask("fleet name")
    assert raised == await fleet.ask("fleet raise 3.7.0")
    assert back == await fleet.ask("fleet")


@pytest.mark.parametrize("control", [LIST, RAISE])
async def test_share(fleet: Office, control: Control) -> None:
    shown, replaces = await fleet.pressed(controls.FLEET_SHARE, control, user=BOWEN)
    (posted,) = fleet.messenger.posted

    assert replaces
    assert posted.channel_id == CHANNEL
    assert "All Mini Programs" in posted.message.text
    assert f"<@{BOWEN}>" in str(posted.message.blocks)
    assert controls.FLEET_SHARE not in str(shown.blocks)


@pytest.mark.parametrize(
    ("control", "name"), [(LIST, "baselib-fleet-2026-11-23.csv"), (RAISE, "baselib-raise-3.7.0-2026-11-23.csv")]
)
async def test_csv(fleet: Office, control: Control, name: str) -> None:
    answer, replaces = await fleet.pressed(controls.FLEET_CSV, control)
    (file,) = fleet.files.sent

    assert (file.team_id, file.user_id, file.name) == (TEAM, ALICE, name)
    assert SHOP.appid in file.content.decode()
    assert CAFE.appid in file.content.decode()
    assert name in answer.text
    assert not replaces


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("fleet --format csv", "baselib-fleet-2026-11-23.csv"),
        ("fleet raise 3.7.0 --format=csv", "baselib-raise-3.7.0-2026-11-23.csv"),
    ],
)
async def test_csv_by_command(fleet: Office, text: str, name: str) -> None:
    answer = await fleet.ask(text)
    (file,) = fleet.files.sent

    assert file.name == name
    assert CAFE.appid in file.content.decode()
    assert name in answer.text


async def test_csv_that_slack_refuses(fleet: Office) -> None:
    fleet.files.refusal = SlackRefused(code="missing_scope files:write", method="files.getUploadURLExternal")
    answer, _ = await fleet.pressed(controls.FLEET_CSV, LIST)

    assert "files:write" in answer.text


@pytest.mark.parametrize("action", [controls.FLEET_OPEN, controls.FLEET_SHARE, controls.FLEET_CSV])
@pytest.mark.parametrize("control", [Control(choice="odd"), Control(choice=Sort.NAME, only="odd")])
async def test_odd_values(fleet: Office, action: str, control: Control) -> None:
    answer, _ = await fleet.pressed(action, control)

    assert answer.text == error_text(StaleControl())


async def test_lists(fleet: Office) -> None:
    """Programs to raise and blocked ones are a word or a press away, and a row opens."""
    attention, ready = await fleet.ask("fleet attention"), await fleet.ask("fleet ready name")
    pressed, _ = await fleet.pressed(controls.FLEET_READY, Control(choice=Sort.NAME, only="ready"))
    opened, _ = await fleet.pressed(
        controls.REPORT_OPEN, type="static_select", selected_option={"value": Control(CAFE.appid).encode()}
    )

    assert (rows(attention), rows(ready)) == (["shop"], ["cafe"])
    assert pressed == ready
    assert "No program is in this list" in str((await fleet.ask("fleet blocked")).blocks)
    assert opened.text.startswith("cafe")


async def test_tags(fleet: Office) -> None:
    await fleet.ask("programs tag cafe food")
    totals = await fleet.ask("fleet tags")
    pressed, _ = await fleet.pressed(controls.FLEET_TAGS, Control())
    food = Control(choice=Sort.ATTENTION, text="food").encode()
    opened, _ = await fleet.pressed(controls.FLEET_TAG, type="static_select", selected_option={"value": food})

    assert rows(totals) == ["#food", "without a tag"]
    assert pressed == totals
    assert opened == await fleet.ask("fleet #food")


async def test_is_not_announced() -> None:
    office = Office(slow_after=0)
    office.source.gate.set()
    await office.type("fleet")
    await office.settle()
    await office.close()

    assert [replaces for _, _, replaces in office.messenger.answers] == [False]


async def test_share_where_the_bot_is_not(fleet: Office) -> None:
    fleet.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="not_in_channel", method="chat.postMessage"))
    answer, replaces = await fleet.pressed(controls.FLEET_SHARE, LIST)

    assert not replaces
    assert "/invite" in answer.text


async def test_digest_tried_out_and_sent_now(fleet: Office) -> None:
    """A fleet's is one message that counts all, for a person or the channel; it opens the list."""
    await fleet.ask("digest fleet mon 09:00")
    tried = await fleet.ask("digest test")
    await fleet.ask("digest now")
    (posted,) = fleet.messenger.posted
    opened, _ = await fleet.pressed(controls.FLEET_OPEN, LIST)

    assert "2 programs · 1 needs attention" in tried.text
    assert posted.message == tried
    assert controls.FLEET_OPEN in str(posted.message.blocks)
    assert opened == await fleet.ask("fleet")


async def test_digest_of_a_tag_that_is_gone(fleet: Office) -> None:
    await fleet.ask("programs tag cafe food")
    await fleet.ask("digest #food mon 09:00")
    await fleet.ask("programs untag cafe food")

    assert (await fleet.ask("digest test")).text == error_text(UnknownTag(tag="food", suggestion=""))
    assert (await fleet.ask("digest now")).text == error_text(NoProgram(count=0))
    assert fleet.messenger.posted == []


@pytest.mark.parametrize(
    "unusable",
    [{"3.9.0": "100"}, {"3.0.0": "0", "3.5.0": "0"}, FITS_NOTHING, EITHER_WAY],
    ids=["doubtful", "no data", "nothing fits", "either way"],
)
async def test_the_day_of_a_fleets_numbers(unusable: Mapping[str, str]) -> None:
    before = [snapshot_of(FULL, TODAY - ago * DAY, minimum="3.0.0") for ago in range(9, 0, -1)]
    office = await opened(*before, snapshot_of(unusable, TODAY, minimum="3.0.0"))
    fleet = said(await office.ask("fleet #food"))
    report = await read_fleet(office.usecases, Viewpoint(TEAM, role=Role.ADMIN), now=at(TODAY), tag="food")
    (row,) = report.rows

    assert "The oldest data is from 22 Nov 2026." in fleet
    assert ("| 22 Nov |" in fleet, "23 Nov" in fleet) == (True, False)
    assert ",2026-11-22," in fleet_csv(texts_for("en"), day="").add([row]).whole.data.decode()
    assert fleet_json(report)["programs"][0]["day"] == "2026-11-22"


@pytest.mark.parametrize("ago", [1, 16])
async def test_a_program_that_has_no_users_now(ago: int) -> None:
    """That is news, and nothing that waits for a person, whether an earlier day answers or not."""
    shares = [FULL] * 9 + [{"3.0.0": "0", "3.5.0": "0"}] * ago
    first = TODAY - (len(shares) - 1) * DAY
    office = await opened(*[snapshot_of(each, first + at * DAY, minimum="3.0.0") for at, each in enumerate(shares)])
    answers = [said(await office.ask(f"changes {ago}d {about}")) for about in ("shop", "#food")]

    assert "no usage data now" in answers[0]
    assert "No usage data now (1): shop" in answers[1]
    assert "need attention" not in "".join([*answers, said(await office.ask("fleet"))])
    assert (await office.ask("waiting")).text.startswith("All is well")


async def test_no_usage_data_is_news_once() -> None:
    """It is told when it begins, also while an earlier day answers; a week later neither digest nor `changes` do."""
    shares = [FULL] * 9 + [{"3.0.0": "0", "3.5.0": "0"}] * 11
    first = TODAY - (len(shares) - 1) * DAY
    kept = [snapshot_of(each, first + at * DAY, minimum="3.0.0") for at, each in enumerate(shares)]
    told = dict[int, list[bool]]()
    for ago in (0, 10):
        office = await opened(*kept[: len(kept) - ago])
        await office.ask("digest mon 09:00 Asia/Shanghai")
        await office.ask("digest now")
        answers = [said(await office.ask(f"changes 3d {about}")) for about in ("shop", "#food")]
        (digest,) = [said(each.message) for each in office.messenger.posted]
        told[ago] = ["no usage data now" in each.lower() for each in (*answers, digest)]
        assert "The numbers shown are from 12 Nov." in digest
        assert "need attention" not in digest

    assert told == {0: [False] * 3, 10: [True] * 3}


@pytest.mark.parametrize("unusable", [{}, {"3.9.0": "100"}, FITS_NOTHING], ids=["empty", "doubtful", "nothing fits"])
async def test_an_unusable_list_that_names_no_minimum(unusable: Mapping[str, str]) -> None:
    """The minimum is not known that day, so it was neither lowered nor, on the day after, raised."""
    before = [snapshot_of(FULL, TODAY - ago * DAY, minimum="3.5.0") for ago in range(9, 1, -1)]
    begins = [*before, snapshot_of(unusable, TODAY - DAY)]
    for kept in (begins, [*begins, snapshot_of(FULL, TODAY, minimum="3.5.0")]):
        office = await opened(*kept)
        answers = [said(await office.ask(f"changes {ago}d {about}")) for about in ("shop", "#food") for ago in (1, 3)]

        assert "inimum" not in "".join(answers).replace("The highest minimum", "")


async def test_why_a_cost_is_not_known() -> None:
    """The sentence is true of a program never read, and of one of which nothing before a break is known."""
    kept = days(ago=200)
    office = await opened(*with_minimum(coarse(kept)[-10:], lambda _day: "3.146.0"), public=public(kept))
    answer = (await office.ask("fleet raise 3.155.0")).text

    assert "What 3.155.0 costs 2 Mini Programs is not known: they have no data to decide by." in answer


async def test_a_users_alert_in_a_break() -> None:
    kept = days(since=TODAY - 4 * DAY, ago=120, minimum="3.158.0")
    office = await opened(*kept)
    await office.ask("alert loss > 10 users at 3.163.0 shop")
    listed = said(await office.ask("alerts"))

    assert "now 0.76% to 1.66%" in listed
    assert "Since 19 Nov WeChat counts old versions about 2.4 times as high" in listed


async def test_the_message_of_a_users_alert_in_a_break() -> None:
    """Once the users are counted, it has both numbers and says that it was so before."""
    kept = days(since=TODAY - 5 * DAY, ago=120, minimum="3.158.0")
    office = await opened(*kept[:-1])
    await office.ask("alert loss > 10 users at 3.163.0 shop")
    office.snapshots.counts.keep(TEAM, SHOP.appid, Users(TODAY - DAY, other=2_500))
    office.clock.set(at(TODAY))
    office.source.set(SHOP.appid, kept[-1].feed)
    await office.ask("report shop")
    await office.usecases.deliver_due(now=at(TODAY) + timedelta(hours=2))
    message = said(office.messenger.posted[-1].message)

    assert "about 19 to 42 of 2,500" in message
    assert "it was so before, too" in message
