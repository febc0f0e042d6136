"""Commands and buttons, as a person in Slack sees them."""

from datetime import timedelta

import pytest

from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.i18n import texts_for
from tests.e2e.person import Person, action_ids, chart_of, eventually, everything_in, table_of
from tests.export.test_report_json import records_of
from tools.sandbox.launch import Running

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module", params=[False, True], ids=["http", "socket-mode"])
def socket_mode(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def test_breakdown(alice: Person) -> None:
    """The bare command answers this person with what to set, bars, and each candidate's loss."""
    answer = await alice.ask("/baselib report shop")
    header, *rows = table_of(answer)

    assert answer["ephemeral"]
    assert "2.25.4" in answer["text"]
    assert header[:2] == ["Minimum", "Cut off"]
    assert rows[0][0] == "2.25.4 (now)"
    assert "%" in answer["text"]
    assert chart_of(answer)["type"] == "bar"
    assert {"alert.when_safe", "report.share", "report.what_if", "report.more"} <= action_ids(answer)


async def test_several_programs_and_none_chosen(alice: Person) -> None:
    undecided = await alice.in_("C0RELEASE").ask("/baselib")
    used = await alice.in_("C0RELEASE").ask("/baselib use coffee")
    decided = await alice.in_("C0RELEASE").ask("/baselib")

    assert "/baselib use" in everything_in(undecided)
    assert "coffee" in used["text"]
    assert decided["text"].startswith("coffee")


async def test_all_of_wechat(alice: Person) -> None:
    answer = await alice.ask("/baselib 微信")
    raised = await alice.ask("/baselib raise 3.8.0 wechat")
    trend = await alice.ask("/baselib trend wechat")

    for each in (answer, raised, trend):
        assert texts_for("en")("caveat-all-of-wechat") in everything_in(each)
    assert answer["text"].startswith("wechat: The highest minimum that keeps 99% of users is ")
    assert table_of(answer)[0][0] == "Minimum"
    assert chart_of(trend)


async def test_cumulative_feed_is_read_as_such(alice: Person) -> None:
    header, first, *_ = table_of(await alice.ask("/baselib report coffee"))

    assert float(first[header.index("Coverage")].strip(">").split("%")[0]) > 50


async def test_raise_and_cover(alice: Person) -> None:
    """`raise` shows the loss now, before and to come; `cover`'s version costs no more than it says."""
    raised = await alice.ask("/baselib raise 3.8.0 shop")
    covered = await alice.ask("/baselib cover 99 shop")

    assert "3.8.0" in raised["text"]
    assert "%" in raised["text"]
    assert "Safe at 99% around" in everything_in(raised)
    assert "99%" in everything_in(covered)


async def test_what_if_answers_as_raise_does(alice: Person) -> None:
    breakdown = await alice.ask("/baselib report shop")
    chosen = await alice.press_and_see(breakdown, "report.what_if", choose="3.17.5")
    typed = await alice.ask("/baselib raise 3.17.5 shop")

    assert "3.17.5" in chosen["text"]
    assert chosen["text"] == typed["text"]


async def test_all_versions_unfolds_the_tail(alice: Person) -> None:
    breakdown = await alice.ask("/baselib report shop")
    unfolded = await alice.press_and_see(breakdown, "report.more", choose="All versions")
    folded = await alice.press_and_see(unfolded, "report.more", choose="Fewer versions")

    assert unfolded["ts"] == folded["ts"] == breakdown["ts"]
    assert len(table_of(unfolded)) > len(table_of(breakdown))
    assert table_of(folded) == table_of(breakdown)


async def test_told_when_the_next_one_is_safe(alice: Person) -> None:
    breakdown = await alice.ask("/baselib report shop")
    answer = await alice.press_and_see(breakdown, "alert.when_safe")
    listed = await alice.ask("/baselib alerts")

    assert "99%" in answer["text"]
    assert "99% of users are on" in everything_in(listed)


async def test_trend_is_drawn_and_shared(alice: Person) -> None:
    """Twenty weeks of two versions and of WeChat, with the table; a shared one is the same."""
    bowen = alice.as_("U0BOWEN")
    known = await bowen.known()
    trend = await alice.ask("/baselib trend 3.12.0 shop 3.15.0")
    await alice.press_and_see(trend, "trend.share")
    shared = await bowen.sees(lambda message: not message["ephemeral"], besides=known)

    for message in (trend, shared):
        lines = {line["name"]: len(line["data"]) for line in chart_of(message)["series"]}
        assert lines == {"3.15.0": 20, "3.12.0": 20, "WeChat 3.12.0": 20, "1%": 20}
        assert {"Minimum", "3.15.0", "3.12.0"} <= {row[0] for row in table_of(message)}
        assert "of all WeChat users" in everything_in(message)
    assert "U0ALICE" in everything_in(shared)


async def test_share_shows_it_to_the_channel(alice: Person) -> None:
    bowen = alice.as_("U0BOWEN")
    known = await bowen.known()
    breakdown = await alice.ask("/baselib report shop")
    await alice.press_and_see(breakdown, "report.share")
    [shared] = [message for message in await bowen.messages() if message["ts"] not in known]

    assert not shared["ephemeral"]
    assert "U0ALICE" in everything_in(shared)
    assert table_of(shared) == table_of(breakdown)


async def test_share_where_the_bot_is_not(alice: Person) -> None:
    general = alice.in_("C0GENERAL")
    breakdown = await general.ask("/baselib report shop")
    refusal = await general.press_and_see(breakdown, "report.share")

    assert "/invite" in refusal["text"]
    assert refusal["ephemeral"]


async def test_language_of_the_person(alice: Person) -> None:
    english = await alice.ask("/baselib cover 99 shop")
    chinese = await alice.as_("U0BOWEN").ask("/baselib cover 99 shop")

    assert "用户的最高版本" in chinese["text"]
    assert "minimum" in english["text"]


async def test_changed_language_is_noticed(alice: Person) -> None:
    carla = alice.as_("U0CARLA")
    await carla.ask("/baselib help")

    async def answered_in_chinese() -> bool:
        return "小程序" in everything_in(await carla.ask("/baselib programs"))

    async def answered_in_english() -> bool:
        return not await answered_in_chinese()

    await carla.speaks("zh-CN")
    await eventually(answered_in_chinese)  # Slack's event may still be under way
    await carla.speaks("en-US")
    await eventually(answered_in_english)


async def test_can_i_use(alice: Person) -> None:
    """Typed, or in a form that finds APIs: who has them, and who would be lost."""
    typed = await alice.ask("/baselib can request.enableChunked wx.getPrivacySetting shop")
    form = await alice.press_and_open(typed, "can.open")
    found = await alice.search(form, "can-apis", "getUserProf")
    known = await alice.known()
    chosen = {"can-apis": {"can-apis": {"type": "multi_external_select", "selected_options": found[:1]}}}
    submitted = await alice.submit(form, chosen)
    answer = await alice.sees(lambda message: "wx.getUserProfile" in message["text"], besides=known)

    assert typed["ephemeral"]
    assert "need 2.32.3" in typed["text"]
    assert "%" in everything_in(typed)
    assert [row[0] for row in table_of(typed)[1:3]] == ["wx.request.enableChunked", "wx.getPrivacySetting"]
    assert found[0]["value"] == "wx.getUserProfile"
    assert submitted["ok"], submitted
    assert answer["ephemeral"]
    assert "shop" in answer["text"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/baselib rais 3.0.0", "raise"),
        ("/baselib can wx.getUserProfle shop", "wx.getUserProfile"),
        ("/baselib raise", "which minimum?"),
        ("/baselib raise abc shop", "abc"),
        ("/baselib raise 3.0.0 nowhere", "nowhere"),
        ("/baselib cover 120 shop", "120"),
        ("/baselib digest", "/baselib digest"),
        ("/baselib digest someday 09:00", "someday"),
        ("/baselib digest mon 9:99", "9:99"),
        ("/baselib digest mon 09:00 Europe/Belin", "Europe/Berlin"),
    ],
)
async def test_every_refusal_says_what_to_do(alice: Person, typed: str, expected: str) -> None:
    answer = await alice.in_("C0RELEASE").as_("U0CARLA").ask(typed)

    assert answer["ephemeral"]
    assert expected in everything_in(answer).replace("&lt;", "<").replace("&gt;", ">")


async def test_full_width_digits(alice: Person) -> None:
    answer = await alice.ask("/baselib raise \uff13．\uff18．\uff10 shop")

    assert "3.8.0" in answer["text"]


async def test_long_and_odd_text_pings_no_one(alice: Person) -> None:
    answer = await alice.ask("/baselib report " + "<!channel> \u202e😀 " * 700)

    assert "<!channel>" not in everything_in(answer)
    assert len(answer["text"]) < 1000


async def test_charts_and_tables_refused(alice: Person) -> None:
    await alice.fault("invalid_blocks_data_table", target="slack")
    answer = await alice.ask("/baselib report shop")

    assert "data_table" not in {block["type"] for block in answer["blocks"]}
    assert "table" in {block["type"] for block in answer["blocks"]}


async def test_no_secret_in_the_logs(alice: Person, running: Running) -> None:
    await alice.ask("/baselib report shop")
    logs = "".join(path.read_text() for path in running.plan.directory.glob("bot.log"))
    secret = {
        name: value for name, value in running.environment.items() if name.endswith(("_TOKEN", "_SECRET", "_BEARER"))
    }

    assert not [name for name, value in secret.items() if value in logs]
    assert "access_token=" not in logs


async def test_breakdown_of_an_earlier_day_as_a_file(alice: Person) -> None:
    day = ((await alice.now()).astimezone(WECHAT_ZONE) - timedelta(days=7)).date()
    answer = await alice.ask(f"/baselib report shop —on {day}")
    reply = await alice.press_and_see(answer, "report.more", choose="Export")
    shown = await alice.press_and_see(reply, "report.export", choose="CSV")

    name, content = await alice.file(lambda name: name in shown["text"])
    rows = records_of(content)

    assert texts_for("en").day(day) in answer["blocks"][0]["text"]["text"]
    assert "alert.when_safe" not in action_ids(answer)
    assert name == f"baselib-shop-{day}.csv"
    assert {row["day"] for row in rows} == {str(day)}
    assert rows[0]["version"] == table_of(answer)[-1][0].split(" ")[0]
