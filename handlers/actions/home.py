"""Controls of the Home tab, the sample data and connecting WeChat."""

from typing import Any

from bot.blocks.alerts import delete_view
from bot.blocks.digest.digest import EDIT, OFF
from bot.blocks.digest.subscription import sure_view
from bot.blocks.fleet import fleet_message
from bot.blocks.home.first_steps import elsewhere_view, sample_message, sample_raise_message, way_view
from bot.blocks.home.home import report_sent
from bot.blocks.kit.controls import (
    BREAKDOWN,
    CONNECT_OPEN,
    DELETE,
    FOLLOW,
    HOME_ALERT,
    HOME_DIGEST,
    HOME_FLEET,
    HOME_FOLLOW,
    HOME_LANGUAGE,
    HOME_MANAGE,
    HOME_PROGRAM,
    HOME_SETTING,
    HOME_WEEKLY,
    MANAGE,
    MUTE,
    ON,
    SAMPLE_TRY,
    SAMPLE_WHAT_IF,
    UNFOLLOW,
    UNMUTE,
    Control,
)
from bot.blocks.kit.elements import Message, message
from bot.blocks.programs import setting_view
from bot.domain.access import Permission
from bot.domain.fleet import Filter
from bot.domain.home import sample_raise, sample_recommendation
from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import StaleControl
from bot.usecases.decisions.change import opt_in_of
from bot.usecases.fleet import read_fleet
from handlers.actions import alerts, digest
from handlers.actions.registry import action, home_action
from handlers.answers.digest import named_subscription, owner_after
from handlers.answers.reports import opened_report, own_breakdown
from handlers.commands.programs import open_deletion, turn_weekly
from handlers.context import Request


@home_action(HOME_FOLLOW, Permission.VIEW)
async def follow(request: Request, payload: dict[str, Any]) -> None:
    """Store the programs that a person follows; they are too many for a control."""
    try:
        appids = [str(option["value"]) for option in payload["selected_options"]]
    except (KeyError, TypeError) as error:
        raise StaleControl from error
    await request.usecases.home_actions.follow(request.viewpoint, request.requester.user_id, appids)


@home_action(HOME_SETTING, Permission.GOVERN)
async def setting(request: Request, payload: dict[str, Any]) -> None:
    """Open the form of setting the minimum for the chosen program."""
    try:
        appid = str(payload["selected_option"]["value"])
    except (KeyError, TypeError) as error:
        raise StaleControl from error
    program, opt_in = await opt_in_of(request.usecases, request.viewpoint, appid)
    await request.open_view(setting_view(program, opt_in, request.texts))


@action(HOME_LANGUAGE, Permission.VIEW)
async def language(request: Request, control: Control) -> None:
    """Store the language of a person's answers; or Slack's."""
    await request.usecases.home_actions.set_language(request.team_id, request.requester.user_id, control.text)


def program_permission(control: Control) -> Permission:
    """Only admins delete a program."""
    return Permission.GOVERN if control.choice == DELETE else Permission.VIEW


@action(HOME_PROGRAM, program_permission)
async def program(request: Request, control: Control) -> Message | None:
    """Return the menu of a program on the Home tab.

    Follow it or not, its breakdown as a direct message, or delete it.
    """
    home_actions, user_id = request.usecases.home_actions, request.requester.user_id
    if control.choice == BREAKDOWN:
        return await _report(request, control)
    if control.choice == DELETE:
        await open_deletion(request, control.appid)
    elif control.choice == FOLLOW:
        await home_actions.follow_one(request.viewpoint, user_id, control.appid)
    elif control.choice == UNFOLLOW:
        await home_actions.unfollow(request.viewpoint, user_id, control.appid)
    else:
        raise StaleControl
    return None


async def _report(request: Request, control: Control) -> Message:
    report = await opened_report(request, control)
    breakdown = await own_breakdown(request, report)
    await request.deps.messenger.post(request.team_id, request.requester.user_id, breakdown)
    return message(report_sent(report.program, request.texts), [])


@action(HOME_FLEET, Permission.VIEW, stored=True)
async def fleet(request: Request, control: Control) -> Message:
    """Return what needs attention, as a direct message."""
    del control
    report = await read_fleet(request.usecases, request.viewpoint, now=request.now, only=Filter.ATTENTION)
    listed = fleet_message(report, request.texts)
    await request.deps.messenger.post(request.team_id, request.requester.user_id, listed)
    return message(request.texts("home-fleet-sent"), [])


@action(HOME_WEEKLY, Permission.VIEW, outside=True, stored=True)
async def weekly(request: Request, control: Control) -> Message:
    """Get what waits every Monday, or no longer."""
    return await turn_weekly(request, on=control.choice == ON)


@action(HOME_MANAGE, Permission.GOVERN)
async def manage(request: Request, control: Control) -> None:
    """Unfold roles and status, or fold them."""
    unfolded = control.choice == MANAGE
    request.usecases.home_actions.show.manage(request.team_id, request.requester.user_id, unfolded=unfolded)


@action(HOME_DIGEST, Permission.SUBSCRIBE, outside=True)
async def digest_menu(request: Request, control: Control) -> Message | None:
    """Return the menu of a digest on the Home tab; only to turn it off needs no look into its channel."""
    if control.choice == OFF:
        subscription = (await named_subscription(request, request.channel_id, control)).subscription
        await owner_after(request, request.channel_id)
        await request.open_view(sure_view(subscription, request.texts))
        return None
    return await digest.more(await request.entered(request.channel_id), control)


@action(HOME_ALERT, Permission.SUBSCRIBE, outside=True)
async def alert_menu(request: Request, control: Control) -> Message | None:
    """Return the menu of an alert on the Home tab; only to change it needs a look into its channel."""
    match control.choice:
        case choice if choice == MUTE:
            return await alerts.mute(request, control)
        case choice if choice == UNMUTE:
            return await alerts.unmute(request, control)
        case choice if choice == OFF:
            await request.open_view(delete_view(await alerts.own(request, control), request.texts))
            return None
        case choice if choice == EDIT:
            await alerts.change(await request.entered(request.channel_id), control)
            return None
        case _:
            raise StaleControl


@action(CONNECT_OPEN, Permission.GOVERN)
async def connect(request: Request, control: Control) -> None:
    """Connect WeChat: open the first step of the modal; or say so where others operate this Baselib."""
    del control
    connect = request.usecases.connect
    ours = await connect.is_ours(request.team_id)
    view = way_view(connect.way, request.texts) if ours else elsewhere_view(request.texts)
    await request.open_view(view)


@action(SAMPLE_TRY, Permission.VIEW)
async def try_sample(request: Request, control: Control) -> Message:
    """Try it: the breakdown of sample data, as if read today; this needs no WeChat."""
    del control
    return sample_message(
        sample_recommendation(snapshot_day(request.now)), request.texts, request.zone, now=request.now
    )


@action(SAMPLE_WHAT_IF, Permission.VIEW, replaces=True)
async def sample_what_if(request: Request, control: Control) -> Message:
    """Return what if the minimum were ...: the loss at the chosen version, for sample data."""
    if control.version is None:
        raise StaleControl
    today = snapshot_day(request.now)
    answered, recommendation = sample_raise(today, control.version), sample_recommendation(today)
    return sample_raise_message(answered, recommendation, request.texts, request.zone, now=request.now)
