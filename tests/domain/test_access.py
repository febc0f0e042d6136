"""Roles, and the quorum that a decision needs."""

import pytest

from bot.domain.access import (
    APPROVALS_OFFERED,
    Grant,
    NamedAdmins,
    Permission,
    QuorumRule,
    Role,
    Roles,
    Viewpoint,
    needed,
    read_approvals,
    read_many,
    read_users,
    role_of,
)
from bot.domain.governance import read_person, read_role, split_channels
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Headcount
from bot.errors import BadAccess, BadUsers
from tests.clock import NOW
from tests.domain.decisions.build import exactly


@pytest.mark.parametrize(
    ("loss", "needed"),
    [(exactly("1"), 1), (exactly("1.01"), 2), (Bounds(exactly("0.1").low, exactly("3").high), 2)],
)
def test_a_large_loss_needs_more(loss: Bounds, needed: int) -> None:
    assert QuorumRule().needed(loss) == needed


@pytest.mark.parametrize(("programs", "needed"), [(1, 1), (20, 1), (21, 2), (2519, 2)])
def test_many_programs_need_more(programs: int, needed: int) -> None:
    assert QuorumRule().needed(exactly("0.1"), programs) == needed
    assert QuorumRule(many=3000).needed(exactly("0.1"), programs) == 1
    assert QuorumRule(many=3000).needed(exactly("2"), programs) == 2


@pytest.mark.parametrize(("people", "needed"), [(None, 2), (1000, 1), (1001, 2)])
def test_many_users_need_more(people: int | None, needed: int) -> None:
    """Above the number that admins set, however small the share, also where nobody counted; without one as before."""
    counted = Headcount(10, people) if people else None

    assert QuorumRule(users=1000).needed(exactly("0.1"), people=counted) == needed
    assert QuorumRule().needed(exactly("0.1"), people=counted) == 1
    assert QuorumRule(users=1000).needed(exactly("0"), people=None) == 1


@pytest.mark.parametrize("users", ["-1", "some", "9999999999"])
def test_a_number_of_users_as_typed(users: str) -> None:
    assert read_users("10,000", QuorumRule(2, 3, 50)) == QuorumRule(2, 3, 50, 10_000)
    assert read_users("Off", QuorumRule(users=1000)) == QuorumRule(many=20)
    with pytest.raises(BadUsers):
        read_users(users, QuorumRule())


@pytest.mark.parametrize(("small", "large"), [(0, 1), (2, 1), (1, 6)])
def test_a_quorum_without_others_is_none(small: int, large: int) -> None:
    with pytest.raises(ValueError, match="quorum"):
        QuorumRule(small, large)


@pytest.mark.parametrize(("small", "large"), [("0", "1"), ("2", "1"), ("one", "2"), ("1", "9999999")])
def test_two_numbers_as_typed(small: str, large: str) -> None:
    """A rule, or an error that says what may be typed; the number of programs stays."""
    assert read_approvals("1", "3", QuorumRule(many=50)) == QuorumRule(1, 3, 50)
    with pytest.raises(BadAccess):
        read_approvals(small, large, QuorumRule())


@pytest.mark.parametrize("many", ["0", "-1", "some", "9999999"])
def test_a_number_of_programs_as_typed(many: str) -> None:
    assert read_many("50", QuorumRule(2, 3)) == QuorumRule(2, 3, 50)
    with pytest.raises(BadAccess):
        read_many(many, QuorumRule())


@pytest.mark.parametrize("numbers", APPROVALS_OFFERED)
def test_what_is_offered_can_be_required(numbers: tuple[int, int]) -> None:
    rule = QuorumRule(*numbers)

    assert (rule.small, rule.large) == numbers


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.VIEWER, {Permission.VIEW}),
        (Role.EDITOR, set(Permission) - {Permission.GOVERN}),
        (Role.ADMIN, set(Permission)),
    ],
)
def test_what_each_role_may(role: Role, may: set[Permission]) -> None:
    assert {permission for permission in Permission if role.may(permission)} == may


def test_every_permission_needs_a_role() -> None:
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
    assert read_person("<@U012AB3CD|alice>") == read_person("<@U012AB3CD>") == read_person("U012AB3CD") == "U012AB3CD"
    for text in ("@alice", "alice", "<@alice>", ""):
        with pytest.raises(BadAccess):
            read_person(text)


def test_roles_as_typed() -> None:
    assert read_role("Editor") is Role.EDITOR
    with pytest.raises(BadAccess):
        read_role("owner")


def test_channels_as_typed() -> None:
    assert split_channels(["my", "shop", "here", "<#C2|dev>", "C012AB3CD"], here="C1") == (
        "my shop",
        ["C1", "C2", "C012AB3CD"],
    )
    assert split_channels(["CAFE"], here="C1") == ("CAFE", [])
    for words, here in ((["shop", "#dev"], "C1"), (["shop", "here"], "D1"), (["shop", "here"], "")):
        with pytest.raises(BadAccess):
            split_channels(words, here=here)
