"""Who may do what, as admins type and press it; and restricted programs, as others see them."""

from typing import Any

import pytest

from bot.blocks.access import ROLE
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.access import AuditAction, Grant, Role
from bot.errors import (
    BadAccess,
    BotError,
    NotAllowed,
    NotAMember,
    ProgramRestricted,
    RoleUnknown,
    StaleControl,
    UnknownProgram,
)
from bot.ports.slack import Person
from tests.blocks.checks import sent
from tests.export.test_report_json import cells_of
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, NOW, SHOP, STRANGER, TEAM, Office, error_text

ELSEWHERE = "C2"


@pytest.fixture(autouse=True)
async def _alice_is_an_admin(office: Office) -> None:
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    office.source.gate.set()


async def test_a_viewer_becomes_an_editor(office: Office) -> None:
    """Refused with a hint at the admins; then one grants it; then it works, and all is logged."""
    await office.ask("access default viewer")
    refused = await office.ask("digest mon 09:00", user=STRANGER)
    await office.ask(f"access grant {STRANGER} editor")
    allowed = await office.ask("digest mon 09:00", user=STRANGER)
    log = await office.ask("audit")

    assert refused.text == error_text(NotAllowed(needed="editor"))
    assert "/baselib access" in refused.text
    assert allowed.text != refused.text
    assert [entry.action for entry in office.audit.entries] == [
        AuditAction.DEFAULT_ROLE,
        AuditAction.ROLE_GRANTED,
        AuditAction.DIGEST_ORDERED,
    ]
    assert f"<@{STRANGER}>" in str(log.blocks)


async def test_by_buttons(office: Office) -> None:
    """Choose a person, a role, revoke it, choose the default: each shows the new state."""
    answer, _ = await office.pressed(controls.ACCESS_PERSON, type="users_select", selected_user=BOWEN)
    given, replaced = await office.pressed(controls.ACCESS_GRANT, Control(choice="admin", text=BOWEN))
    granted = office.rules.grants(TEAM)
    back, _ = await office.pressed(controls.ACCESS_REVOKE, Control(text=BOWEN))
    default, _ = await office.pressed(controls.ACCESS_DEFAULT, Control(choice="viewer"))

    assert f"<@{BOWEN}>" in str(answer.blocks)
    assert replaced
    assert granted == [Grant(BOWEN, Role.ADMIN, ALICE, NOW)]
    assert f"<@{BOWEN}>" in str(given.blocks)
    assert back.text == f"The role given to <@{BOWEN}> is removed. Their role now: Editor."
    assert back.text in str(back.blocks)
    assert str(back.blocks).count(f"<@{BOWEN}>") == 1
    assert "Viewer" in default.text


@pytest.mark.parametrize("given", [True, False])
async def test_an_admin_of_slack_stays_one(office: Office, *, given: bool) -> None:
    if given:
        await office.ask(f"access grant {ALICE} viewer")
    answer = await office.ask(f"access revoke {ALICE}")

    assert ("Nothing was removed" not in answer.text) is given
    assert "They are still an admin" in answer.text


async def test_a_role_taken_back_while_slack_does_not_answer(office: Office) -> None:
    await office.ask(f"access grant {STRANGER} admin")
    office.people.hidden.add(STRANGER)
    answer = await office.ask(f"access revoke {STRANGER}")

    assert office.rules.grants(TEAM) == []
    assert answer.text == f"The role given to <@{STRANGER}> is removed."


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("access grant @bowen admin", BadAccess(part="user", text="@bowen")),
        ("access grant U0BOWEN owner", BadAccess(part="role", text="owner")),
        ("access default admin", BadAccess(part="default", text="admin")),
        ("programs restrict shop #dev", BadAccess(part="channel", text="#dev")),
        ("programs restrict nowhere here", UnknownProgram(name="nowhere", suggestion="")),
    ],
)
async def test_what_is_not_understood(office: Office, typed: str, refusal: BadAccess) -> None:
    assert (await office.ask(typed)).text == error_text(refusal)
    assert office.audit.entries == []


@pytest.mark.parametrize(
    "typed", ["access grant", "access promote U0BOWEN", "programs restrict", "programs restrict here"]
)
async def test_what_is_missing(office: Office, typed: str) -> None:
    answer = await office.ask(typed)

    assert "needs more" in answer.text
    assert f"/baselib {typed.partition(' ')[0]} " in answer.text
    assert office.audit.entries == []


@pytest.mark.parametrize(
    "press",
    [
        {"control": Control(choice="owner", text=BOWEN)},
        {"control": Control(choice="admin", text="bowen")},
        {"control": "nonsense"},
    ],
)
async def test_a_press_that_is_none_of_ours(office: Office, press: dict[str, Any]) -> None:
    answer, _ = await office.pressed(controls.ACCESS_GRANT, **press)

    assert answer.text
    assert office.rules.grants(TEAM) == []


async def test_a_restricted_program(office: Office) -> None:
    await office.ask("programs restrict cafe here")
    button = Control(appid=CAFE.appid)

    unknown = await office.ask("report cafe", user=BOWEN, channel=ELSEWHERE)
    assert CAFE.nickname not in str(unknown.blocks) + unknown.text
    stale, _ = await office.pressed(controls.REPORT_OPEN, button, user=STRANGER, channel=ELSEWHERE)
    assert stale.text == error_text(StaleControl())
    inside = await office.ask("report cafe", user=STRANGER)
    assert "cafe" in inside.text
    for_admins = await office.ask("programs", channel=ELSEWHERE)
    assert "restricted" in str(for_admins.blocks)
    for_others = await office.ask("programs", user=STRANGER, channel=ELSEWHERE)
    assert CAFE.nickname not in str(for_others.blocks)
    direct = await office.ask("programs", user=STRANGER, channel="D1")
    assert CAFE.nickname not in str(direct.blocks)


async def test_an_admin_does_not_share_it_elsewhere_by_accident(office: Office) -> None:
    await office.ask("report cafe")
    await office.ask("programs restrict cafe here")
    shown = Control(appid=CAFE.appid, day=NOW.date())

    refused, _ = await office.pressed(controls.REPORT_SHARE, shown, channel=ELSEWHERE)
    used = await office.ask("use cafe", channel=ELSEWHERE)
    assert refused.text == used.text == error_text(ProgramRestricted(name="cafe"))
    assert office.messenger.posted == []

    await office.pressed(controls.REPORT_SHARE, shown)
    assert [posted.channel_id for posted in office.messenger.posted] == [CHANNEL]


async def test_channels_are_added_and_the_restriction_is_lifted(office: Office) -> None:
    shown = await office.ask("programs restrict cafe")
    row = shown.blocks[1]
    await office.pressed(
        controls.ACCESS_RESTRICT, type="conversations_select", selected_conversation="C9", block_id=row["block_id"]
    )
    once = await office.rules.restrictions(TEAM)
    await office.pressed(
        controls.ACCESS_RESTRICT, type="conversations_select", selected_conversation="C8", block_id=row["block_id"]
    )
    twice = await office.rules.restrictions(TEAM)
    await office.pressed(controls.ACCESS_UNRESTRICT, Control(appid=CAFE.appid))

    assert {appid: set(channels) for appid, channels in once.items()} == {CAFE.appid: {"C9"}}
    assert {appid: set(channels) for appid, channels in twice.items()} == {CAFE.appid: {"C8", "C9"}}
    assert await office.rules.restrictions(TEAM) == {}
    assert "every channel" in (await office.ask("programs unrestrict cafe")).text


async def test_searches_know_the_channel(office: Office) -> None:
    await office.ask("programs restrict cafe here")

    async def found(channel: str) -> list[str]:
        view = {"private_metadata": Control(subject_id="s", channel_id=channel).encode()}
        _, body = await office.dispatch(
            {
                "type": "block_suggestion",
                "team": {"id": TEAM},
                "user": {"id": STRANGER},
                "action_id": "programs",
                "block_id": "programs",
                "value": "",
                "container": {"type": "view", "view_id": "V1"},
                "view": view,
            }
        )
        return [option["value"] for option in body["options"]]

    assert await found(CHANNEL) == [SHOP.appid, CAFE.appid]
    assert await found(ELSEWHERE) == [SHOP.appid]


async def test_people_of_another_workspace_who_are_not_known_yet(office: Office) -> None:
    """Slack names their workspace with each action; until it says more, a search shows them nothing."""

    async def found(their_team: str) -> int:
        arguments = {"type": "block_suggestion", "team": {"id": TEAM}, "user": {"id": "U0NEW", "team_id": their_team}}
        place = {"action_id": controls.PROGRAM_PICK, "block_id": Control(choice="report").encode(), "value": ""}
        _, body = await office.dispatch({**arguments, **place, "container": {"type": "message"}})
        return len(body["options"])

    assert [await found(team) for team in (TEAM, "T9")] == [2, 0]


async def test_people_of_another_workspace_press_a_button(office: Office) -> None:
    office.people.change(Person(STRANGER, "en-GB", "Europe/London", is_outsider=True))
    button = Control(appid=SHOP.appid)
    refused, _ = await office.pressed(controls.REPORT_OPEN, button, user=STRANGER)
    await office.ask(f"access grant {STRANGER} viewer")
    allowed, _ = await office.pressed(controls.REPORT_OPEN, button, user=STRANGER)

    assert refused.text == error_text(NotAMember())
    assert refused.text != allowed.text


async def test_the_log_as_a_file(office: Office) -> None:
    await office.ask("access default viewer")
    await office.ask("access default viewer", team="T2")
    await office.pressed(controls.AUDIT_CSV, Control())
    (file,) = office.files.sent
    _, *rows = cells_of(file.content)

    assert (file.user_id, file.name) == (ALICE, "baselib-audit-2026-11-23.csv")
    assert "`/baselib audit`" in file.comment
    assert [row[1:4] for row in rows] == [[TEAM, ALICE, "default-role"]]


async def test_an_empty_log(office: Office) -> None:
    assert (await office.ask("audit")).text == "No changes yet."


async def test_on_the_home_tab(office: Office) -> None:
    """An admin chooses a person there, a form asks for the role, and the tab shows the result."""
    unknown = await office.look_home(user=STRANGER)
    folded = await office.look_home()
    shown = await office.home_actions(controls.HOME_MANAGE, Control(choice=controls.MANAGE))
    await office.home_actions(controls.ACCESS_PERSON, type="users_select", selected_user=BOWEN)
    form = await office.opened()
    closed = await office.submit({**form, **sent({ROLE: {"selected_option": {"value": "admin"}}})})
    await office.settle()

    assert controls.ACCESS_PERSON in str(shown["blocks"])
    assert controls.ACCESS_PERSON not in f"{folded['blocks']} {unknown['blocks']}"
    assert controls.HOME_MANAGE not in str(unknown["blocks"])
    assert closed is None
    assert office.rules.grants(TEAM) == [Grant(BOWEN, Role.ADMIN, ALICE, NOW)]
    assert f"<@{BOWEN}>" in str(office.home()["blocks"])


async def test_a_role_from_a_form_that_is_none_of_ours(office: Office) -> None:
    await office.submit({"callback_id": controls.ACCESS_VIEW, "private_metadata": Control(text=BOWEN).encode()})
    await office.settle()

    assert office.rules.grants(TEAM) == []


@pytest.mark.parametrize("text", ["access default viewer", "programs restrict cafe here", "audit"])
async def test_a_rank_that_was_lost_a_moment_ago(office: Office, text: str) -> None:
    await office.ask("access")
    office.people.change(Person(ALICE, "en-GB", "Europe/London"))

    assert (await office.ask(text)).text == error_text(NotAllowed(needed="admin"))
    assert await office.rules.restrictions(TEAM) == {}


async def test_slack_does_not_answer_about_roles(office: Office) -> None:
    await office.ask(f"access grant {BOWEN} admin")
    await office.ask("programs", user=BOWEN)
    office.people.silent = True

    for user in (ALICE, BOWEN):
        assert (await office.ask("access default viewer", user=user)).text == error_for(user, RoleUnknown())
    assert (await office.rules.roles(TEAM)).default is Role.EDITOR
    assert "shop" in (await office.ask("programs")).text


async def test_slack_does_not_answer_about_an_owner(office: Office) -> None:
    await office.ask("digest mon 09:00", user=STRANGER)
    await office.ask("programs", user=BOWEN)
    office.people.silent = True

    assert (await office.ask("digest off")).text == error_text(RoleUnknown())
    assert (await office.ask("digest off", user=BOWEN)).text == error_for(BOWEN, RoleUnknown())
    assert await office.subscriptions.active() != []
    await office.ask("digest off", user=STRANGER)
    assert await office.subscriptions.active() == []


async def test_an_owner_who_was_deactivated_a_moment_ago(office: Office) -> None:
    await office.ask("digest mon 09:00", user=STRANGER)
    office.people.change(Person(STRANGER, "", "", gone=True))
    await office.ask("digest tue 10:00", user=BOWEN)
    taken_over = await office.subscriptions.of_channel(TEAM, CHANNEL)

    assert taken_over
    assert taken_over.owner_id == BOWEN


def error_for(user: str, error: BotError) -> str:
    """The sentence for an error, in a person's language."""
    return error_text(error, "zh-CN", "Asia/Shanghai") if user == BOWEN else error_text(error)
