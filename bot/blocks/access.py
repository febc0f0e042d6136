"""Who may do what, the deletion of a workspace, and the keys of agents."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final

from bot.blocks.kit import limits
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
    ACCESS_VIEW,
    HOME,
    IMPORT_DELETE_VIEW,
    Control,
)
from bot.blocks.kit.elements import (
    Block,
    Element,
    Message,
    View,
    actions,
    button,
    channel_link,
    code_block,
    context,
    mention,
    message,
    option,
    plain,
    section,
    select,
)
from bot.blocks.kit.forms import Field, form_view, one_of
from bot.blocks.kit.names import bold, both_names, code, name
from bot.domain.access import APPROVALS_OFFERED, DEFAULTS, MANY_OFFERED, OFF, USERS_OFFERED, Grant, QuorumRule, Role
from bot.domain.agents import TOKEN_LASTS, PersonalToken
from bot.domain.governance import AccessOverview, Deletion, Restriction
from bot.i18n import Texts

MOST: Final = 10
"""Roles and restrictions in a message; the audit log has all."""
_CHANNELS: Final = 5
ROLE: Final = Field("role", one_of(Role), "access-role")


class Left(StrEnum):
    """What a user is left with, where that is no role."""

    NONE = "none"
    UNKNOWN = "unknown"
    """Slack does not tell."""


def role_name(role: Role, t: Texts) -> str:
    return t(f"role-{role}")


def access_message(overview: AccessOverview, t: Texts, *, outcome: str = "", about: str = "") -> Message:
    """Return the default role, the users with another one, and the restricted programs.

    Args:
        outcome: what has just become of a change.
    """
    sentence = outcome or t("access-text", role=role_name(overview.default, t), count=len(overview.grants))
    said = [section(outcome, users=[about])] if outcome else []
    return message(sentence, [*said, section(bold(t("access-title"))), *access_sections(overview, t)], users=[about])


def revoked_sentence(user_id: str, left: Role | Left, t: Texts, *, had_one: bool) -> str:
    """Return what became of taking a user's own role back, and the role that they are left with."""
    done = t("access-revoked", person=mention(user_id), had="yes" if had_one else "no")
    if left is Left.UNKNOWN:
        return done
    name = role_name(left, t) if isinstance(left, Role) else ""
    return t("sentences", first=done, second=t("access-left", role=left, name=name))


def access_sections(overview: AccessOverview, t: Texts, *, most: int = MOST) -> list[Block]:
    """Return the sections alone, for the Home tab; at most `most` roles and restrictions."""
    return [
        section(t("access-default", role=role_name(overview.default, t)), accessory=_default(overview.default, t)),
        section(
            t("access-quorum", small=overview.quorum.small, large=overview.quorum.large),
            accessory=_approvals(overview.quorum, t),
        ),
        section(
            t("access-many", many=overview.quorum.many, large=overview.quorum.large),
            accessory=_many(overview.quorum, t),
        ),
        section(
            t("access-users", users=overview.quorum.users, large=overview.quorum.large),
            accessory=_users(overview.quorum, t),
        ),
        *_people(overview.grants, t, most),
        *_restrictions(overview.restrictions, t, most),
        context(t("access-admins"), t("access-roles")),
    ]


def person_message(user_id: str, t: Texts) -> Message:
    sentence = t("access-person", person=mention(user_id))
    roles = [option(role_name(role, t), Control(choice=role, text=user_id).encode()) for role in Role]
    chosen = select(t("access-choose-role"), ACCESS_GRANT, roles)
    return message(t("access-person", person=user_id), [section(sentence, accessory=chosen, users=[user_id])])


def role_view(user_id: str, t: Texts) -> View:
    """Return the same question as a modal, for the Home tab, which has no messages."""
    roles = [option(role_name(role, t), role.value) for role in Role]
    blocks = [
        section(t("access-person", person=mention(user_id)), users=[user_id]),
        ROLE.block(select(t("access-choose-role"), ROLE.name, roles), t),
    ]
    return form_view(
        ACCESS_VIEW, Control(text=user_id, choice=HOME), blocks, t, title=t("access-title"), submit=t("access-give")
    )


def restriction_message(restriction: Restriction, t: Texts) -> Message:
    """Return the channels in which a program exists, with a select that adds one."""
    named = f"{both_names(restriction.program)} {code(restriction.program.appid)}"
    channels = list(restriction.channels)
    key = "restriction-some" if channels else "restriction-none"
    sentence = t(key, program=named, channels=_listed(channels, t))
    row = actions(_channel_select(t), *([_unrestrict(restriction, t)] if channels else []))
    carried = {"block_id": Control(appid=restriction.program.appid).encode()}
    blocks = [section(f"🔒 {sentence}" if channels else sentence, channels=channels), row | carried]
    if channels:
        blocks.append(context(t("restriction-means")))
    return message(t("restriction-text", program=both_names(restriction.program), count=len(channels)), blocks)


def _default(role: Role, t: Texts) -> Element:
    choices = [option(role_name(each, t), Control(choice=each).encode()) for each in DEFAULTS]
    return {
        **select(t("access-choose-role"), ACCESS_DEFAULT, choices),
        "initial_option": choices[DEFAULTS.index(role)],
    }


def _approvals(rule: QuorumRule, t: Texts) -> Element:
    """Return the approvals offered, and the present ones if they are others."""
    offered = list(dict.fromkeys((*APPROVALS_OFFERED, (rule.small, rule.large))))
    choices = [
        option(t("access-quorum-choice", small=small, large=large), Control(text=f"{small} {large}").encode())
        for small, large in offered
    ]
    return {
        **select(t("access-choose-quorum"), ACCESS_QUORUM, choices),
        "initial_option": choices[offered.index((rule.small, rule.large))],
    }


def _many(rule: QuorumRule, t: Texts) -> Element:
    """Return the numbers of programs offered, and the present one if it is another."""
    offered = sorted({*MANY_OFFERED, rule.many})
    choices = [option(t("access-many-choice", many=many), Control(text=str(many)).encode()) for many in offered]
    return {
        **select(t("access-choose-many"), ACCESS_MANY, choices),
        "initial_option": choices[offered.index(rule.many)],
    }


def _users(rule: QuorumRule, t: Texts) -> Element:
    """Return the numbers of users offered, and the present one if it is another."""
    offered = sorted({*USERS_OFFERED, rule.users})
    choices = [
        option(t("access-users-choice", users=users), Control(text=str(users or OFF)).encode()) for users in offered
    ]
    return {
        **select(t("access-choose-users"), ACCESS_USERS, choices),
        "initial_option": choices[offered.index(rule.users)],
    }


def _people(grants: Sequence[Grant], t: Texts, most: int) -> list[Block]:
    shown = [
        section(
            t("access-grant", person=mention(grant.user_id), role=role_name(grant.role, t), by=mention(grant.by)),
            accessory=button(t("access-revoke"), ACCESS_REVOKE, Control(text=grant.user_id)),
            users=[grant.user_id, grant.by],
        )
        for grant in grants[:most]
    ]
    choose: Element = {
        "type": "users_select",
        "action_id": ACCESS_PERSON,
        "placeholder": plain(t("access-choose-person"), limits.PLACEHOLDER),
    }
    return [*shown, *_more(len(grants) - most, t), actions(choose)]


def _restrictions(restrictions: Sequence[Restriction], t: Texts, most: int) -> list[Block]:
    if not restrictions:
        return [section(t("access-unrestricted"))]
    shown = [
        section(
            t(
                "access-restriction",
                program=f"{both_names(each.program)} {code(each.program.appid)}",
                channels=_listed(each.channels, t),
            ),
            accessory=_unrestrict(each, t),
            channels=list(each.channels),
        )
        for each in restrictions[:most]
    ]
    return [*shown, *_more(len(restrictions) - most, t)]


def _more(count: int, t: Texts) -> list[Block]:
    return [context(t("access-more", count=count))] if count > 0 else []


def _listed(channels: Collection[str], t: Texts) -> str:
    return t.listing([channel_link(channel) for channel in channels], most=_CHANNELS) if channels else ""


def _unrestrict(restriction: Restriction, t: Texts) -> Element:
    return button(t("access-unrestrict"), ACCESS_UNRESTRICT, Control(appid=restriction.program.appid))


def _channel_select(t: Texts) -> Element:
    """Return a select of channels: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element/."""
    return {
        "type": "conversations_select",
        "action_id": ACCESS_RESTRICT,
        "placeholder": plain(t("restriction-choose"), limits.PLACEHOLDER),
        "filter": {"include": ["public", "private"]},
    }


def deletion_view(found: Deletion, t: Texts, *, channel_id: str = "") -> View:
    """Asks for confirmation.

    Args:
        channel_id: where the outcome is shown; empty for the Home tab.
    """
    control = Control(found.program.appid, channel_id=channel_id, choice="" if channel_id else HOME)
    sure = bold(t("deletion-sure", program=name(found.program)))
    blocks = [
        section(sure, *_deletion_listed(found, t), channels=found.places),
        context(t("deletion-stays"), t("deletion-posted") if found.places else ""),
    ]
    return form_view(IMPORT_DELETE_VIEW, control, blocks, t, title=t("deletion-title"), submit=t("deletion-submit"))


def deletion_lines(found: Deletion, t: Texts) -> list[str]:
    days = found.days
    return [
        t("deletion-days", count=len(days), first=t.day(days[0]), last=t.day(days[-1]))
        if days
        else t("deletion-no-days"),
        *_channels("deletion-alerts", [each.channel_id for each in found.alerts], t),
        *_channels("deletion-digests", [each.channel_id for each in found.ended], t),
        *_channels("deletion-digests-shorter", [each.channel_id for each in found.shortened], t),
        *_channels("deletion-default", found.channels, t),
    ]


def deleted_message(found: Deletion, by: str, t: Texts) -> Message:
    """Return the outcome, for the person who deleted it and for the channels that lost something."""
    sentence = t("deletion-done", program=name(found.program))
    return message(
        sentence,
        [
            section(sentence, *_deletion_listed(found, t), channels=found.places),
            context(t("deletion-by", who=mention(by)), user=by),
        ],
    )


def _deletion_listed(found: Deletion, t: Texts) -> list[str]:
    return [f"• {line}" for line in deletion_lines(found, t)]


def _channels(key: str, channels: Sequence[str], t: Texts) -> list[str]:
    """Return a line about some channels' alerts or digests; nothing without any."""
    if not channels:
        return []
    where = t.listing([channel_link(each) for each in dict.fromkeys(channels)], most=_CHANNELS)
    return [t(key, count=len(channels), channels=where)]


def token_message(token: str, made: PersonalToken, t: Texts, zone: str, *, address: str) -> Message:
    """Return the new token, for its owner's eyes; `text`, which notifications show, does not have it."""
    headline = t("token-made", id=made.id, count=TOKEN_LASTS.days)
    where = t("token-address", address=address) if address else t("token-no-address")
    blocks = [
        section(bold(headline)),
        code_block(token),
        section(where),
        context(t("token-once"), t("token-ends", day=t.local_day(made.ends_at, zone)), t("token-role")),
    ]
    return message(headline, blocks)


def tokens_message(tokens: Sequence[PersonalToken], t: Texts, zone: str, *, revoked: str = "") -> Message:
    """Return a person's tokens, and how to revoke one; `revoked` names the one that is gone now."""
    headline = t("token-list", count=len(tokens))
    if revoked:
        headline = t("sentences", first=t("token-revoked", id=revoked), second=headline)
    lines = [
        t("token-line", id=code(each.id), made=t.local_day(each.made_at, zone), ends=t.local_day(each.ends_at, zone))
        for each in tokens
    ]
    how = [context(t("token-how"))] if tokens else []
    return message(headline, [section(headline, *lines), *how])
