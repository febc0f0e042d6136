"""What admins see of roles and of the audit log."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

import pytest

from bot.blocks.access import (
    MOST,
    Left,
    access_message,
    person_message,
    restriction_message,
    revoked_sentence,
    role_view,
)
from bot.blocks.audit import AUDIT_ENTRIES, audit_message
from bot.blocks.kit.elements import Message
from bot.domain.access import SYSTEM, AuditAction, AuditEntry, Grant, QuorumRule, Role, State
from bot.domain.governance import AccessOverview, Restriction
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import assert_builder, assert_sendable, mrkdwn_texts
from tests.blocks.samples import NEWS, NOW, SHOP, ZONE
from tests.domain.decisions.build import DRAFT

ALICE, BOWEN = "U0ALICE", "U0BOWEN"
LINKS: Final = (f"<@{ALICE}>", f"<@{BOWEN}>", "<#C1>", "<#C2>")
ONLY_HERE: Final = Restriction(replace(SHOP, restricted=True), ["C1"])
IN_TWO: Final = Restriction(replace(NEWS, restricted=True), ["C1", "C2"])
GOVERNED: Final = AccessOverview(
    Role.VIEWER,
    [Grant(ALICE, Role.ADMIN, BOWEN, NOW), Grant(BOWEN, Role.EDITOR, ALICE, NOW)],
    [ONLY_HERE, IN_TWO],
    QuorumRule(1, 3, 30),
)
_ASKING: Final = {"kind": "call", "call": "asking"}
_DONE: Final[list[tuple[str, AuditAction, str, State, State]]] = [
    (ALICE, AuditAction.ROLE_GRANTED, BOWEN, {"role": "viewer"}, {"role": "admin"}),
    (ALICE, AuditAction.PROGRAM_RESTRICTED, "wx1", {"channels": []}, {"channels": ["C1", "C2"]}),
    (BOWEN, AuditAction.CHANNEL_PROGRAM, "C1", {}, {"appid": "wx1"}),
    (BOWEN, AuditAction.LABELS, "wx1", {"alias": "", "tags": []}, {"alias": "<!channel>", "tags": ["food"]}),
    (SYSTEM, AuditAction.DIGEST_ENDED, "T1-C1", {}, {"stopped": "ended"}),
    (ALICE, AuditAction.INSTALLED, "T1", {}, {}),
    (ALICE, AuditAction.QUORUM, "", {"small": 1, "large": 2}, {"small": 2, "large": 3, "many": 50}),
    (ALICE, AuditAction.DEFAULT_ROLE, "", {"role": "viewer"}, {"role": "editor"}),
    (ALICE, AuditAction.AUTHORISATION_STARTED, "C1", {}, {}),
    (SYSTEM, AuditAction.AUTHORISED, "wx1", {}, {"permission_sets": [18, 30]}),
    (ALICE, AuditAction.OPT_IN, "wx1", {"on": False, "merchant": "agreed"}, {"on": True, "merchant": "agreed"}),
    (ALICE, AuditAction.IMPORTED, "wx1", {}, {"days": 3, "first": "2026-10-01", "last": "2026-10-03"}),
    (ALICE, AuditAction.IMPORT_DELETED, "gone", {"name": "bakery", "days": 1, "alerts": 2, "digests": 0}, {}),
    (
        ALICE,
        AuditAction.DIGEST_CHANGED,
        "T1-C1",
        {"schedule": "mon 09:00 Asia/Shanghai", "parts": "movement,chart"},
        {"schedule": "mon,thu 10:00 Asia/Shanghai", "parts": "chart", "programs": "wx1,wx2", "scope": "#food"},
    ),
    (
        SYSTEM,
        AuditAction.DIGEST_CHANGED,
        "T1-C1",
        {},
        {"stopped": "channel_not_found", "only-changes": "yes", "paused-until": "2026-12-01", "language": "zh-CN"},
    ),
    (
        BOWEN,
        AuditAction.DECISION_PROPOSED,
        "d1",
        {},
        {"appid": "wx1", "version": "3.8.5", "channel": "C1", "evidence": "abc", "state": "proposed"},
    ),
    (ALICE, AuditAction.DECISION_VOTED, "d1", {"state": "proposed"}, {"state": "approved", "votes": [ALICE, BOWEN]}),
    (
        SYSTEM,
        AuditAction.DECISION_CHANGED,
        "d2",
        {"state": "approved", "run": "running"},
        {
            "state": "rolled_back",
            "outcome": {"kind": "call", "call": "asking"},
            "run": "stopped refused",
            "wanted": "3.0.0",
        },
    ),
    (ALICE, AuditAction.AGENT_PROPOSED, "d2", {}, {"version": "3.8.5", "channel": "C1", "through": "slackbot"}),
    (ALICE, AuditAction.TOKEN_MADE, "ab12cd", {}, {}),
    (SYSTEM, AuditAction.AUTHORISATION_ENDED, "wx1", {"standing": "readable"}, {"standing": "not-granted"}),
    (
        ALICE,
        AuditAction.ALERT_SET,
        "a1",
        {},
        {"channel": "C1", "condition": "loss > 1% at 3.0.0 for 3 days", "appid": "wx1", "owner": ALICE},
    ),
    (
        ALICE,
        AuditAction.ALERT_CHANGED,
        "a1",
        {"muted_until": "2026-11-30T08:00:00+00:00", "tag": "food", "paused": "channel_not_found"},
        {"condition": "rollback " * 12, "appid": "wx1"},
    ),
]
LOG: Final = [
    AuditEntry("T1", NOW - timedelta(minutes=number), by, deed, subject, before, after)
    for number, (by, deed, subject, before, after) in enumerate(_DONE)
]


def _revoked(left: Role | Left, t: Texts) -> Message:
    outcome = revoked_sentence(BOWEN, left, t, had_one=left is not Role.ADMIN)
    return access_message(AccessOverview(Role.VIEWER, [], []), t, outcome=outcome, about=BOWEN)


CASES: Final[dict[str, Callable[[Texts], Message]]] = {
    "nobody": lambda t: access_message(AccessOverview(Role.EDITOR, [], []), t),
    "governed": lambda t: access_message(GOVERNED, t),
    **{f"revoked-{left}": partial(_revoked, left) for left in (Role.VIEWER, Role.ADMIN, *Left)},
    "person": lambda t: person_message(ALICE, t),
    "restricted": lambda t: restriction_message(IN_TWO, t),
    "unrestricted": lambda t: restriction_message(Restriction(SHOP, []), t),
    "audit": lambda t: audit_message(LOG, t, ZONE, {"wx1": SHOP.name}, [replace(DRAFT, id="d1", number=4)]),
    "audit-empty": lambda t: audit_message([], t, ZONE),
}


def test_golden() -> None:
    assert_builder("access", CASES, full="governed", links=LINKS)


@pytest.mark.parametrize("locale", LOCALES)
def test_audit_speaks_words(locale: str) -> None:
    shown = audit_message(LOG, texts_for(locale), ZONE, {"wx1": SHOP.name}, [replace(DRAFT, id="d1", number=4)])
    text = "\n".join(mrkdwn_texts(shown.blocks))
    raw = r"\b(wx1|d1|d2|abc|T1|mon|loss >|readable|rolled_back|true|false|True|False|asking|movement)\b"

    assert re.findall(raw, text) == []


def test_role_view() -> None:
    assert_builder("role_view", {"alice": lambda t: role_view(ALICE, t)}, full="alice")


def test_many() -> None:
    t = texts_for("en")
    grants = [Grant(f"U{number:09}", Role.VIEWER, ALICE, NOW) for number in range(MOST + 3)]
    channels = [f"C{number:010}" for number in range(40)]
    programs = [Program(Visible(f"wx{number:016}"), "&" * 40, "&" * 60) for number in range(MOST + 2)]
    made = access_message(AccessOverview(Role.EDITOR, grants, [Restriction(each, channels) for each in programs]), t)

    assert_sendable(
        made, links=[*LINKS, *(f"<@{each.user_id}>" for each in grants), *(f"<#{each}>" for each in channels)]
    )
    assert "and 3 more" in str(made.blocks)
    assert "and 2 more" in str(made.blocks)


def test_long_entries() -> None:
    state = dict.fromkeys(("condition", "channel", "appid"), "&" * 200)
    entry = AuditEntry("T1", NOW, ALICE, AuditAction.ALERT_CHANGED, "0" * 64, state, {})

    assert_sendable(audit_message([entry] * AUDIT_ENTRIES, texts_for("en"), ZONE), links=LINKS)


@pytest.mark.parametrize(
    ("deed", "after"),
    [
        (AuditAction.DECISION_CHANGED, {"state": "declined", "words": "Too many old phones. " * 24}),
        (AuditAction.DIGEST_CHANGED, {"programs": ",".join(f"wx{number:016}" for number in range(12))}),
        (AuditAction.PROGRAM_RESTRICTED, {"channels": [f"C{number:010}" for number in range(40)]}),
        (AuditAction.DECISION_VOTED, {"votes": [f"U{number:010}" for number in range(40)]}),
    ],
)
def test_a_long_change(deed: AuditAction, after: dict[str, object]) -> None:
    names = {f"wx{number:016}": f"Corner Coffee {number}" + "&" * 40 for number in range(12)}
    entry = AuditEntry("T1", NOW, ALICE, deed, "wx1", {}, after)
    made = audit_message([entry] * AUDIT_ENTRIES, texts_for("en"), ZONE, names)
    line = list(mrkdwn_texts(made.blocks))[1]

    assert re.search(r"Too many old phones|Corner Coffee 1|<#C0000000002>|<@U0000000002>", line)
    assert_sendable(made, links=[*LINKS, *re.findall(r"<[@#][CU]\d+>", line)])
