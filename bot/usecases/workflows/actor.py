"""The person whose rights a workflow step has."""

from dataclasses import dataclass

from bot.domain.access.roles import Permission, Viewpoint
from bot.domain.workflows import everyone
from bot.i18n import Texts, supported_locale, texts_for
from bot.ports.slack import People
from bot.usecases.access.role_of import RoleOf


@dataclass(frozen=True)
class Actors:
    """Looks them up at each run: a role that was taken away counts no longer."""

    people: People
    role_of: RoleOf
    locale: str
    """The installation's language (en, zh-CN)."""

    async def viewpoint(self, team_id: str, user_id: str) -> Viewpoint:
        """What a step of this person sees.

        A workflow that no person started, such as one on a schedule, was built by a member of the workspace. It sees
        what every member sees.

        Raises:
            NotAllowed, NotAMember: the person may see nothing.
            StorageUnavailable: the roles cannot be read.
        """
        if not user_id:
            return everyone(team_id)
        role = await self.role_of(team_id, await self.people.get(team_id, user_id))
        role.require(Permission.VIEW)
        return everyone(team_id, role)

    async def texts(self, team_id: str, user_id: str) -> Texts:
        """The sentences in the person's language, else in the installation's."""
        person = await self.people.get(team_id, user_id) if user_id else None
        return texts_for(supported_locale(person.locale, self.locale) if person else self.locale)
