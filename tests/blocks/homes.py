"""Home tabs of all kinds."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.access import Grant, Role
from bot.domain.alerts.alert import Alert
from bot.domain.alerts.delivery import ListedAlert
from bot.domain.alerts.parse import read_condition
from bot.domain.decisions.program import Said, SaidSet, Standing
from bot.domain.delivery import DeliveryReason
from bot.domain.digest.subscription import DigestStatus
from bot.domain.fleet import Filter, Sort
from bot.domain.fleet_row import FleetRow
from bot.domain.governance import AccessOverview, Restriction
from bot.domain.home import Followed, Health, HomeTab, Outcomes, Preferences, Waiting
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform import Credentials
from bot.domain.programs import AuthStatus, Program
from bot.errors import TicketMissing
from tests.blocks.samples import (
    BUSY,
    DAY,
    NEWS,
    NOW,
    REFUSED,
    SHOP,
    STATUSES,
    SUBSCRIPTION,
    ZONE,
    report,
    suspicious_report,
    withdrawn_report,
)
from tests.domain.build import v
from tests.fakes.fleet import fleet_report

ALERT: Final = Alert(
    id="0123456789abcdef0123456789abcdef",
    team_id="T0TEAM",
    channel_id="C0CHANNEL",
    number=2,
    appid=SHOP.appid,
    condition=read_condition("loss > 1% at 3.0.0"),
    locale="en",
    owner_id="U0OWNER",
    created_at=NOW - timedelta(days=40),
)
MUTED: Final = replace(
    ALERT, number=3, appid="", condition=read_condition("rollback"), muted_until=NOW + timedelta(days=7)
)
MOVING: Final = Followed(SHOP, report())
SAID: Final = SaidSet(Said("U0OWNER", v("3.0.0"), NOW), v("3.8.0"), Standing.STILL)
WELL: Final = Health(Credentials.SERVICE, None, 2, 2, None, 0, (), Outcomes(sent=12))
ILL: Final = Health(
    Credentials.PLATFORM,
    NOW - timedelta(hours=13),
    10_000,
    8_765,
    DAY - timedelta(days=3),
    17,
    ((TicketMissing(hours=13), 1_200), (REFUSED, 3), (BUSY, 1)),
    Outcomes(sent=1_234, failed=2, unknown=1, last_failure=DeliveryReason.parse("channel-unavailable is_archived")),
)
GRANT: Final = Grant("U0SHARER", Role.ADMIN, "U0SHARER", NOW)
RESTRICTED: Final = Restriction(SHOP, ["C0CHANNEL"])
GOVERNED: Final = AccessOverview(Role.VIEWER, [GRANT], [RESTRICTED])
NEW: Final = HomeTab("U0SHARER", Preferences(), "en-GB", ZONE, (), 0)
FULL: Final = HomeTab(
    "U0SHARER",
    Preferences(followed=(SHOP.appid, NEWS.appid)),
    "zh-CN",
    ZONE,
    (MOVING, Followed(NEWS, read_failure=REFUSED)),
    2,
    (STATUSES["sent"], STATUSES["resting"], STATUSES["paused"], STATUSES["fleet"], STATUSES["named-programs"]),
    0,
    (ListedAlert(ALERT, SHOP, 1), ListedAlert(MUTED, None, 0)),
)


def _program(number: int) -> Followed:
    program = Program(Visible(f"wx{number:016x}"), alias=f"shop{number}", nickname="x" * 500)
    return Followed(program, replace(suspicious_report(), program=program), read_failure=REFUSED)


def _order(number: int) -> DigestStatus:
    named = replace(SUBSCRIPTION, appids=tuple(f"wx{each}" for each in range(50)), id=f"S{number}")
    return replace(STATUSES["sent"], subscription=named)


MANY: Final = HomeTab(
    "U0SHARER",
    Preferences("zh-CN", tuple(f"wx{number:016x}" for number in range(20))),
    "",
    "UTC",
    tuple(_program(number) for number in range(20)),
    1_254,
    tuple(_order(number) for number in range(12)),
    30,
    tuple(ListedAlert(replace(ALERT, id=f"{number:032x}"), NEWS, 0) for number in range(12)),
    1,
    ILL,
    AccessOverview(Role.EDITOR, [GRANT] * 20, [RESTRICTED] * 20),
)
ATTENTION: Final = fleet_report(
    [
        *(
            FleetRow(Program(Visible(f"wx{number}"), f"shop{number}", status=AuthStatus.REVOKED), None)
            for number in range(7)
        ),
        FleetRow(SHOP, None),
    ],
    Sort.ATTENTION,
    only=Filter.ATTENTION,
)
HOMES: Final[dict[str, HomeTab]] = {
    "new": NEW,
    "first": replace(NEW, followed=(MOVING, Followed(NEWS)), programs=7),
    "full": FULL,
    "revoked": replace(NEW, followed=(replace(MOVING, program=replace(SHOP, status=AuthStatus.REVOKED)),), programs=1),
    "suspicious": replace(NEW, followed=(Followed(SHOP, suspicious_report()),), programs=1),
    "withdrawn": replace(NEW, followed=(Followed(SHOP, withdrawn_report()),), programs=1),
    "admin": replace(FULL, health=WELL, access=GOVERNED),
    "said-set": replace(NEW, followed=(replace(MOVING, said=SAID),), programs=1),
    "attention": replace(FULL, waiting=Waiting(attention=ATTENTION)),
    "viewer": replace(FULL, may_change=False),
    "admin-ill": replace(NEW, health=ILL),
    "many": MANY,
    # Of two followed programs one is restricted to channels, so it is missing, as is its alert's name.
    "restricted": replace(
        FULL,
        followed=(MOVING,),
        programs=1,
        digests=(),
        alerts=(ListedAlert(replace(ALERT, appid="wx9"), None, 0, unseen=True),),
    ),
}
