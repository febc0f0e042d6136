"""Roles, their permissions, and which programs are visible where."""

import pytest

from bot.domain.access import Grant, NamedAdmins, Permission, Role, Roles, Viewpoint, needed, role_of
from bot.domain.governance import read_person, read_role, split_channels
from bot.errors import BadAccess
from tests.clock import NOW


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.VIEWER, {Permission.VIEW}),
        (Role.EDITOR, set(Permission) - {Permission.GOVERN}),
        (Role.ADMIN, set(Permission)),
    ],
)
def test_what_each_role_may(role: Role, may: set[Permission]) -> None:
    """Each role may do all that a lesser one may; only admins govern."""
    assert {permission for permission in Permission if role.may(permission)} == may


def test_every_permission_needs_a_role() -> None:
    """None was forgotten."""
    assert {needed(permission) for permission in Permission} == set(Role)


def test_what_role_a_person_has() -> None:
    """Slack's admins always, then what was granted; guests only see; all others have the default."""
    granted = {"UGRANTED": Role.ADMIN, "UDEMOTED": Role.VIEWER}
    roles = Roles(Role.EDITOR, {user: Grant(user, role, "U0", NOW) for user, role in granted.items()})

    assert role_of("UDEMOTED", roles, slack_admin=True) is Role.ADMIN
    assert role_of("UGRANTED", roles, guest=True) is Role.ADMIN
    assert role_of("UDEMOTED", roles) is Role.VIEWER
    assert role_of("UGUEST", roles, guest=True) is Role.VIEWER
    assert role_of("UOTHER", roles) is Role.EDITOR
    assert role_of("UOTHER", Roles(Role.VIEWER)) is Role.VIEWER


def test_named_admins() -> None:
    """Without a workspace they are admins everywhere but in shared channels; else in that one only."""
    named = NamedAdmins(frozenset({("", "U1"), ("T1", "U2")}))

    assert named.has("T9", "U1")
    assert named.has("T1", "U2")
    assert not named.has("T2", "U2")
    assert not named.has("T9", "U1", outsider=True)
    assert named.has("T1", "U2", outsider=True)


@pytest.mark.parametrize(
    ("seen", "unlimited"),
    [
        (Viewpoint("T1", "C1", Role.EDITOR), False),
        (Viewpoint("T1", "C9", Role.ADMIN), True),
        (Viewpoint("T1", "C9", Role.ADMIN, public=True), False),
        (Viewpoint.of_channel("T1", "C2"), False),
        (Viewpoint.everything("T1"), True),
    ],
)
def test_who_sees_everything(seen: Viewpoint, unlimited: bool) -> None:  # noqa: FBT001
    """Admins do, where a whole channel does not read along; others see nothing that is restricted elsewhere."""
    assert seen.unlimited is unlimited


def test_people_as_typed() -> None:
    """By id or by Slack's mention; a name may belong to anyone."""
    assert read_person("<@U012AB3CD|alice>") == read_person("<@U012AB3CD>") == read_person("U012AB3CD") == "U012AB3CD"
    for text in ("@alice", "alice", "<@alice>", ""):
        with pytest.raises(BadAccess):
            read_person(text)


def test_roles_as_typed() -> None:
    """In any case."""
    assert read_role("Editor") is Role.EDITOR
    with pytest.raises(BadAccess):
        read_role("owner")


def test_channels_as_typed() -> None:
    """Behind the program's name; what is no channel belongs to the name."""
    assert split_channels(["my", "shop", "here", "<#C2|dev>", "C012AB3CD"], here="C1") == (
        "my shop",
        ["C1", "C2", "C012AB3CD"],
    )
    assert split_channels(["CAFE"], here="C1") == ("CAFE", [])
    for words, here in ((["shop", "#dev"], "C1"), (["shop", "here"], "D1"), (["shop", "here"], "")):
        with pytest.raises(BadAccess):
            split_channels(words, here=here)
