"""Who may change a digest or an alert in a channel: its owner and admins."""

from bot.domain.access.roles import Role
from bot.errors import NotOwner, NotYourAlert
from bot.ports.slack import People
from bot.usecases.access.role_of import RoleOf


async def owner_after_change(
    people: People, role_of: RoleOf, team_id: str, *, owner_id: str, by: str, refusal: type[NotOwner | NotYourAlert]
) -> str:
    """The owner after a change by `by`: the present owner, or `by`.

    Without an owner, or with one deactivated in Slack, it belongs to the next person who changes it. Slack is asked at
    that moment, whatever is cached, so no event can be missed.

    Raises:
        UserError: a `refusal` that names the owner: `by` is neither the owner nor an admin.
        RoleUnknown, SlackRefused: Slack does not answer, so only the owner may change it.
    """
    if owner_id in {"", by}:
        return by
    owner = await people.current(team_id, owner_id)
    if owner.gone:
        return by
    if await role_of(team_id, await people.current(team_id, by)) is not Role.ADMIN:
        raise refusal(owner=owner.name or owner_id)
    return owner_id
