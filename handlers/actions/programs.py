"""Controls of programs: pick one, use it in a channel, import its numbers, page through the list."""

from bot.blocks.access import role_view
from bot.blocks.fleet import fleet_message, fleet_raise_message, tags_message
from bot.blocks.kit.controls import (
    ACCESS_DEFAULT,
    ACCESS_GRANT,
    ACCESS_MANY,
    ACCESS_PERSON,
    ACCESS_QUORUM,
    ACCESS_RESTRICT,
    ACCESS_REVOKE,
    ACCESS_UNRESTRICT,
    ACCESS_USERS,
    AUDIT_CSV,
    FLEET_BLOCKED,
    FLEET_CSV,
    FLEET_FILTER,
    FLEET_OPEN,
    FLEET_RAISE,
    FLEET_READY,
    FLEET_SHARE,
    FLEET_SORT,
    FLEET_TAG,
    FLEET_TAGS,
    HELP_ALL,
    HELP_CAN,
    HELP_DIGEST,
    HELP_REPORT,
    HELP_TREND,
    HELP_WHAT_IF,
    IMPORT_OPEN,
    ON,
    PROGRAM_PICK,
    PROGRAM_SETTING,
    PROGRAM_USE,
    PROGRAMS_NEXT,
    PROGRAMS_PREVIOUS,
    PROGRAMS_SEARCH,
    Control,
)
from bot.blocks.kit.elements import Message
from bot.blocks.programs import used_message
from bot.domain.access import Permission
from bot.domain.fleet import Filter, FleetRaise, FleetReport, Sort, Verdict
from bot.domain.governance import read_person
from bot.domain.retention import PERIODS, Retained
from bot.errors import StaleControl
from bot.export import Format
from bot.export.report_files import audit_file
from bot.usecases.fleet import fleet_parts, raise_fleet, raise_parts, read_fleet
from bot.usecases.governance import restriction_of
from bot.usecases.programs.choose import use_program
from handlers.actions.registry import action
from handlers.answers.reports import hand_over, open_ask, take_fleet_away, take_raise_away
from handlers.commands import access, digest
from handlers.commands.access import all_commands, open_import_form
from handlers.commands.programs import restrict_to, show, turn_setting
from handlers.commands.registry import subcommands
from handlers.context import Request


def pick_permission(control: Control) -> Permission:
    """Return the permission that the command requires."""
    command = subcommands().get(control.choice)
    return command.permission_for([*control.text.split(), control.appid]) if command else Permission.VIEW


@action(PROGRAM_PICK, pick_permission, replaces=True)
async def pick(request: Request, control: Control) -> Message | None:
    """Which Mini Program?: answer the command as if it had been typed with the picked program."""
    command = subcommands().get(control.choice)
    if command is None or not command.picks:
        raise StaleControl
    program = await request.usecases.visible.existing(request.viewpoint, control.appid)
    return await command(request, [*control.text.split(), program.appid, *control.rest.split()])


@action(PROGRAM_USE, Permission.SUBSCRIBE)
async def use(request: Request, control: Control) -> Message:
    """Use in this channel, in the message that a program was authorised: like `/baselib use`."""
    usecases = request.usecases
    program = await usecases.visible.existing(request.viewpoint, control.appid)
    used = await use_program(usecases, request.viewpoint, program.appid, by=request.requester.user_id, now=request.now)
    return used_message(used, request.texts)


@action(PROGRAM_SETTING, Permission.GOVERN, replaces=True)
async def setting(request: Request, control: Control) -> Message:
    """Let Baselib set the minimum, or not any more: as `/baselib programs setting <program>` asks."""
    return await turn_setting(request, control.appid, on=control.choice == ON)


@action(PROGRAMS_NEXT, Permission.VIEW, replaces=True)
@action(PROGRAMS_PREVIOUS, Permission.VIEW, replaces=True)
@action(PROGRAMS_SEARCH, Permission.VIEW, replaces=True)
async def page(request: Request, control: Control) -> Message:
    """Next, Previous and Search: the control's page of the current list of programs."""
    return await show(request, control.text, control.page)


@action(IMPORT_OPEN, Permission.IMPORT)
async def import_numbers(request: Request, control: Control) -> None:
    program = await request.usecases.visible.get(request.viewpoint, control.appid) if control.appid else None
    await open_import_form(request, program.name if program else "")


@action(FLEET_CSV, Permission.VIEW, stored=True)
async def csv(request: Request, control: Control) -> Message:
    """Send the full list as a file in a direct message: a list of merchants is not for every channel."""
    if control.version is None:
        sort, only = _list_of(control)
        parts = fleet_parts(
            request.usecases, request.viewpoint, now=request.now, sort=sort, tag=control.text, only=only
        )
        return await take_fleet_away(request, parts)
    raised = raise_parts(request.usecases, request.viewpoint, control.version, now=request.now, tag=control.text)
    return await take_raise_away(request, control.version, raised)


@action(FLEET_BLOCKED, Permission.VIEW, stored=True)
@action(FLEET_FILTER, Permission.VIEW, stored=True)
@action(FLEET_OPEN, Permission.VIEW, stored=True)
@action(FLEET_READY, Permission.VIEW, stored=True)
@action(FLEET_SORT, Permission.VIEW, stored=True)
@action(FLEET_TAG, Permission.VIEW, stored=True)
async def open_(request: Request, control: Control) -> Message:
    """All programs, or some of them, in a new message for the requester only: a shared list stays as it is."""
    return fleet_message(await _read_list(request, control), request.texts)


@action(FLEET_RAISE, Permission.VIEW, stored=True)
async def raise_minimum(request: Request, control: Control) -> Message:
    """Return what if the minimum of all programs were ...: the cost per program, like `/baselib fleet raise`."""
    verdict = _verdict(control)
    return fleet_raise_message(await _read_raise(request, control), request.texts, verdict=verdict)


@action(FLEET_SHARE, Permission.SHARE, replaces=True)
async def share(request: Request, control: Control) -> Message:
    """Share to channel: post the list in the installation's language, and confirm."""
    requester, everybody = request.requester, request.deps.default_texts
    if control.version is not None:
        answered, verdict = await _read_raise(request, control), _verdict(control)
        public = fleet_raise_message(answered, everybody, verdict=verdict, shared_by=requester.user_id)
        own = fleet_raise_message(answered, request.texts, verdict=verdict, shared=True)
    else:
        report = await _read_list(request, control)
        public = fleet_message(report, everybody, shared_by=requester.user_id)
        own = fleet_message(report, request.texts, shared=True)
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=request.now)
    return own


@action(FLEET_TAGS, Permission.VIEW, stored=True)
async def tags(request: Request, control: Control) -> Message:
    """Return the totals by tag."""
    del control
    return tags_message(await read_fleet(request.usecases, request.viewpoint, now=request.now), request.texts)


async def _read_list(request: Request, control: Control) -> FleetReport:
    """Return the overview in the control's order. Raises as `_list_of`."""
    sort, only = _list_of(control)
    return await read_fleet(
        request.usecases, request.viewpoint, now=request.now, sort=sort, tag=control.text, only=only
    )


def _list_of(control: Control) -> tuple[Sort, Filter]:
    try:
        return Sort(control.choice), Filter(control.only or Filter.ALL)
    except ValueError as error:
        raise StaleControl from error


def _verdict(control: Control) -> Verdict | None:
    try:
        return Verdict(control.only) if control.only else None
    except ValueError as error:
        raise StaleControl from error


async def _read_raise(request: Request, control: Control) -> FleetRaise:
    if control.version is None:
        raise StaleControl
    verdict = _verdict(control)
    seen = request.viewpoint
    return await raise_fleet(
        request.usecases, seen, control.version, now=request.now, tag=control.text, verdict=verdict
    )


@action(ACCESS_DEFAULT, Permission.GOVERN, replaces=True)
async def default_role(request: Request, control: Control) -> Message:
    """Set the default role, like `/baselib access default <role>`."""
    return await access.answer(request, ["default", control.choice])


@action(ACCESS_QUORUM, Permission.GOVERN, replaces=True)
async def quorum(request: Request, control: Control) -> Message:
    """Set the votes that decisions need, like `/baselib access votes <small> <large>`."""
    return await access.answer(request, ["votes", *control.text.split()])


@action(ACCESS_MANY, Permission.GOVERN, replaces=True)
async def many(request: Request, control: Control) -> Message:
    """Set above how many programs a decision needs more votes, like `/baselib access many <programs>`."""
    return await access.answer(request, ["many", control.text])


@action(ACCESS_USERS, Permission.GOVERN, replaces=True)
async def users(request: Request, control: Control) -> Message:
    """Set above how many users a decision needs more votes, like `/baselib access users <number or off>`."""
    return await access.answer(request, ["users", control.text])


@action(ACCESS_GRANT, Permission.GOVERN, replaces=True)
async def grant(request: Request, control: Control) -> Message:
    """Grant a role, like `/baselib access grant <person> <role>`."""
    return await access.answer(request, ["grant", control.text, control.choice])


@action(ACCESS_PERSON, Permission.GOVERN)
async def choose_person(request: Request, control: Control) -> Message | None:
    """Ask which role to grant a person, like `/baselib access grant <person>`; on the Home tab in a modal."""
    if request.from_home:
        view = role_view(read_person(control.text), request.texts)
        await request.open_view(view)
        return None
    return await access.answer(request, ["grant", control.text])


@action(ACCESS_RESTRICT, Permission.GOVERN, replaces=True)
async def restrict(request: Request, control: Control) -> Message:
    """Add a channel to those in which a restricted program is visible."""
    found = await restriction_of(request.usecases, request.team_id, control.appid)
    return await restrict_to(request, control.appid, {*found.channels, control.channel_id})


@action(ACCESS_REVOKE, Permission.GOVERN, replaces=True)
async def revoke(request: Request, control: Control) -> Message:
    """Take a person's role back, like `/baselib access revoke <person>`."""
    return await access.answer(request, ["revoke", control.text])


@action(ACCESS_UNRESTRICT, Permission.GOVERN)
async def unrestrict(request: Request, control: Control) -> Message:
    """Lift a restriction, like `/baselib programs unrestrict <program>`, even for a program that is gone."""
    return await restrict_to(request, control.appid, ())


@action(AUDIT_CSV, Permission.GOVERN)
async def audit_csv(request: Request, _control: Control) -> Message:
    """Send the workspace's whole audit log as a file, in a direct message to the requester."""
    since = request.now - PERIODS[Retained.AUDIT]
    entries = await request.usecases.kept.audit.since(since, team_id=request.team_id)
    file = audit_file(entries, Format.CSV, day=request.now.date())
    return await hand_over(request, file, request.texts("audit-csv-comment", name=file.name))


@action(HELP_ALL, Permission.VIEW, stored=True)
async def every_command(request: Request, control: Control) -> Message:
    del control
    return all_commands(request.texts)


@action(HELP_REPORT, Permission.VIEW)
async def report(request: Request, control: Control) -> Message | None:
    """Report: `/baselib report`."""
    del control
    return await subcommands()["report"](request, [])


@action(HELP_TREND, Permission.VIEW)
async def trend(request: Request, control: Control) -> Message | None:
    """Trend: `/baselib trend`."""
    del control
    return await subcommands()["trend"](request, [])


@action(HELP_CAN, Permission.VIEW)
async def can(request: Request, control: Control) -> Message | None:
    """Can I use: the form that asks for APIs."""
    del control
    return await subcommands()["can"](request, [])


@action(HELP_WHAT_IF, Permission.VIEW)
async def what_if(request: Request, control: Control) -> None:
    """Open the form that asks for a program and a version."""
    del control
    await open_ask(request)


@action(HELP_DIGEST, Permission.VIEW, stored=True)
async def weekly_digest(request: Request, control: Control) -> Message | None:
    """Weekly digest: the form; for those who may not change it, the channel's digest."""
    del control
    if not request.role.may(Permission.SUBSCRIBE):
        return await digest.show(request)
    await digest.edit(request)
    return None
