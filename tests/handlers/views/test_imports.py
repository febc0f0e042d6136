"""The form for importing numbers: opened by command and button, checked, imported."""

from typing import Any, Final

import pytest

from bot.blocks.imports import DAY, NUMBERS, PROGRAM, USERS, ImportForm, import_view, importing_view
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import View
from bot.blocks.kit.forms import Field, error_view
from bot.domain.access import Grant, Role
from bot.domain.numbers.snapshot import Users
from bot.domain.programs import imported_program
from bot.errors import NotAllowed, SlackBusy, StorageUnavailable
from bot.i18n import texts_for
from tests.blocks.checks import as_shown, fill
from tests.domain.build import TODAY
from tests.handlers.context import ALICE, NOW, SHOP, TEAM, Office, error_text

EN: Final = texts_for("en")
TEXT: Final = "3.5.5 0.78%\n3.6.4 99.22%"


def filled(program: str = "news", text: str = TEXT, *, opened: View | None = None) -> dict[str, Any]:
    view = opened or import_view(ImportForm(day=TODAY), EN)
    state = as_shown(view)
    fill(state, PROGRAM, value=program)
    fill(state, NUMBERS, value=text)
    return {**view, **state, "id": "V1"}


@pytest.mark.parametrize(("asked", "program"), [("import", ""), ("import my news", "my news"), ("导入 news", "news")])
async def test_the_command(office: Office, asked: str, program: str) -> None:
    await office.type(asked)

    assert await office.opened() == import_view(ImportForm(program, day=TODAY), EN)


async def test_the_button(office: Office) -> None:
    await office.press(controls.IMPORT_OPEN, Control(SHOP.appid))
    assert await office.opened() == import_view(ImportForm("shop", day=TODAY), EN)

    await office.press(controls.IMPORT_OPEN, Control("imported-gone"))
    await office.settle()
    assert office.messenger.views[-1][2] == import_view(ImportForm(day=TODAY), EN)


async def test_users_with_the_numbers(office: Office) -> None:
    """The preview and the answers name people; what is no number is said below its field."""
    wrong = filled()
    fill(wrong, USERS, value="many")
    assert "“many” is not a number of users" in (await office.submit(wrong))["errors"][USERS.name]

    given = filled()
    fill(given, USERS, value="12,000")
    checked = await office.submit(given)
    assert "of 12,000 in 30 days" in str(checked["view"]["blocks"])
    again = filled(opened=checked["view"])
    await office.submit(again)
    await office.settle()
    kept = await office.snapshots.latest(TEAM, imported_program("news").appid)
    assert kept
    assert kept.users == Users(TODAY, other=12_000)


async def test_checked_then_imported(office: Office) -> None:
    checked = await office.submit(filled())
    news = imported_program("news")
    assert await office.snapshots.latest(TEAM, news.appid) is None
    last = await office.submit(filled(opened=checked["view"]))
    await office.settle()
    ((team, view_id, shown),) = office.messenger.updates

    assert checked["response_action"] == "update"
    assert "3.6.4" in str(checked["view"]["blocks"])
    assert last == {"response_action": "update", "view": importing_view(EN)}
    assert (team, view_id) == (TEAM, "V1")
    assert "news" in str(shown["blocks"])
    kept = await office.snapshots.latest(TEAM, news.appid)
    assert kept
    assert (kept.day, kept.imported_by) == (TODAY, ALICE)
    assert [program.nickname for program in await office.kept.all(TEAM)] == ["news"]


async def test_changed_after_the_check(office: Office) -> None:
    checked = await office.submit(filled())
    again = await office.submit(filled(text="3.5.5 1%\n3.6.4 99%", opened=checked["view"]))

    assert again["view"]["callback_id"] == controls.IMPORT_VIEW
    assert again["view"] != importing_view(EN)
    assert await office.kept.all(TEAM) == []


@pytest.mark.parametrize(
    ("program", "text", "field"),
    [("news", "3.5.5 many", NUMBERS), ("news", "hello", NUMBERS), ("wechat", TEXT, PROGRAM), ("a,b", TEXT, PROGRAM)],
)
async def test_errors_stand_under_their_field(office: Office, program: str, text: str, field: Field[str]) -> None:
    refused = await office.submit(filled(program, text))

    assert refused["response_action"] == "errors"
    assert list(refused["errors"]) == [field.name]


async def test_a_day_to_come_stands_under_the_day(office: Office) -> None:
    form = filled()
    fill(form, DAY, selected_date="2030-01-01")

    assert (await office.submit(form))["errors"] == {DAY.name: EN("import-mistake-to-come", text="2030-01-01")}
    assert await office.kept.all(TEAM) == []


async def test_viewers_import_nothing(office: Office) -> None:
    await office.rules.grant(TEAM, Grant(ALICE, Role.VIEWER, ALICE, NOW))
    refusal = error_text(NotAllowed(needed=Role.EDITOR))

    assert (await office.ask("import")).text == refusal
    assert (await office.submit(filled()))["errors"][PROGRAM.name].startswith(refusal[:20])


async def test_the_numbers_cannot_be_kept(office: Office) -> None:
    checked = await office.submit(filled())

    async def broken(*_: object) -> None:
        raise StorageUnavailable(reason="full")

    office.snapshots.save = broken  # type: ignore[method-assign, assignment]  # a full disk
    await office.submit(filled(opened=checked["view"]))
    await office.settle()

    ((_, view_id, shown),) = office.messenger.updates
    assert (view_id, shown) == ("V1", error_view(checked["view"], StorageUnavailable(reason="full"), EN))
    assert shown["title"] == importing_view(EN)["title"]


async def test_slack_is_busy_when_they_are_kept(office: Office) -> None:
    checked = await office.submit(filled())
    office.messenger.fail_next(SlackBusy(retry_after=1, method="views.update"))
    await office.submit(filled(opened=checked["view"]))
    await office.settle()

    assert len(office.messenger.updates) == 1
    assert office.slept == [1]


async def test_a_fault_of_ours(office: Office) -> None:
    checked = await office.submit(filled())

    async def broken(*_: object) -> None:
        raise RuntimeError("made up")

    office.snapshots.save = broken  # type: ignore[method-assign, assignment]  # a mistake of ours
    await office.submit(filled(opened=checked["view"]))
    await office.settle()
    ((_, _, shown),) = office.messenger.updates

    assert "Something went wrong" in shown["blocks"][0]["text"]["text"]
