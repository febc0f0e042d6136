"""The form of an alert: opened, and refreshed when a choice shows other fields or other values."""

from typing import Any

from bot.blocks.alert_form import SHARES, AlertForm, alert_view, form_control, form_of, read_alert_view
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import View
from bot.domain.alerts.alert import Alert
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.errors import NoProgram, UserError
from bot.usecases.alerts.change import find_alert, newest_of_form, program_of_alert
from bot.usecases.fleet import read_fleet
from bot.usecases.programs.choose import choose_program
from handlers.context import Request


async def open_form(request: Request, alert: Alert | None = None) -> None:
    """Open the form: of an alert, or an empty one about the channel's program."""
    if alert:
        values = form_of(alert)
        program = await program_of_alert(request.usecases, request.viewpoint, alert)
    else:
        program = await _default(request)
        values = AlertForm(appid=program.appid if program else "")
    control = form_control(request.channel_id, alert, home=request.from_home)
    view = await _view(request, values, program, control, number=alert.number if alert else 0)
    await request.open_view(view)


async def refresh(request: Request, view: dict[str, Any], control: Control, turn: int) -> None:
    """Show the fields and values for what is chosen now. The latest change wins, in whatever order they finish."""
    request.deps.forms.begin(str(view.get("id") or ""), turn)
    values = read_alert_view(view)
    program = await request.usecases.visible.get(request.viewpoint, values.appid) if values.appid else None
    number = 0
    if control.subject_id:
        alert = await find_alert(request.usecases, request.team_id, control.channel_id, control.subject_id)
        number = alert.number
    shown = await _view(request, values, program, control, number=number)
    await request.deps.forms.show(request.deps.messenger, request.team_id, view, turn, shown)


async def _view(request: Request, values: AlertForm, program: Program | None, control: Control, *, number: int) -> View:
    newest = await newest_of_form(request.usecases, request.team_id, program)
    candidates: tuple[Version, ...] = ()
    if values.fleet and newest is None and values.watched in SHARES:  # only they name a version
        fleet = await read_fleet(request.usecases, request.viewpoint, now=request.now, tag=values.tag)
        candidates = tuple(sorted(fleet.totals.candidates, reverse=True))
    return alert_view(values, program, newest, request.texts, control=control, number=number, candidates=candidates)


async def _default(request: Request) -> Program | None:
    """Return the program that is meant where none is named; None where that is unclear."""
    try:
        return await choose_program(request.usecases, request.viewpoint, "")
    except (NoProgram, UserError):
        return None
