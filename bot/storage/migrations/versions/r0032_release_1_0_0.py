"""Every table of release 1.0.0: a database that its revision 0032 left is at this one.

Databases of earlier releases are refused: 1.0.0 updates them.
"""

from itertools import chain
from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0032"
down_revision = None
branch_labels = None
depends_on = None

_BOOLEAN: Final = sa.Boolean()
_BYTES: Final = sa.LargeBinary()
_DATE: Final = sa.Date()
_INSTANT: Final = sa.DateTime(timezone=True)
_INTEGER: Final = sa.Integer()
_LONG: Final = sa.BigInteger()
_STRING: Final = sa.String()
_TEXT: Final = sa.Text()
_SORTED: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables, those of a subject together."""
    _workspaces()
    _people()
    _access()
    _agents()
    _programs()
    _numbers()
    _digest()
    _alerts()
    _decisions()
    _platform()
    _workflows()


def _required(kind: TypeEngine[Any], names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names.split()]


def _nullable(kind: TypeEngine[Any], names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind) for name in names.split()]


def _table(name: str, key: str, *columns: list[sa.Column[Any]], unique: str = "") -> None:
    primary = sa.PrimaryKeyConstraint(*key.split(), name=f"pk_{name}")
    others = [sa.UniqueConstraint(*unique.split(), name=f"uq_{name}_{unique.replace(' ', '_')}")] if unique else []
    op.create_table(name, *chain(*columns), primary, *others)


def _index(table: str, columns: str) -> None:
    op.create_index(f"ix_{table}_{columns.replace(' ', '_')}", table, columns.split())


def _workspaces() -> None:
    _table(
        "workspaces",
        "number",
        _required(_INTEGER, "number"),
        _required(_STRING, "team_id name bot_user_id enterprise_id suspended_because"),
        _required(_BOOLEAN, "ended"),
        _nullable(_INSTANT, "suspended_at"),
        unique="team_id",
    )
    _table(
        "installations",
        "id",
        _required(_STRING, "id team_id bot_user_id installed_by"),
        _required(_TEXT, "name bot_token_enc"),
        _nullable(_TEXT, "refresh_token_enc"),
        _nullable(_INSTANT, "expires_at"),
        _required(_INSTANT, "installed_at"),
    )


def _people() -> None:
    _table("people", "team_id user_id", _required(_STRING, "team_id user_id locale"), _required(_TEXT, "followed"))
    _table(
        "person_channels",
        "team_id user_id channel_id",
        _required(_STRING, "team_id user_id channel_id"),
        _required(_DATE, "last_used"),
    )
    _table("greetings", "team_id place", _required(_STRING, "team_id place"), _required(_INSTANT, "at"))


def _access() -> None:
    _table("default_roles", "team_id", _required(_STRING, "team_id role"))
    _table("quorums", "team_id", _required(_STRING, "team_id"), _required(_INTEGER, "small large many users"))
    _table("role_grants", "team_id user_id", _required(_STRING, "team_id user_id role by"), _required(_INSTANT, "at"))
    _table("program_restrictions", "team_id appid channel_id", _required(_STRING, "team_id appid channel_id"))
    _table(
        "audit",
        "number",
        _required(_INTEGER, "number"),
        _required(_STRING, "team_id by action subject"),
        _required(_INSTANT, "at"),
        _required(_TEXT, "before after"),
    )
    _index("audit", "at")
    _index("audit", "team_id at")
    _index("audit", "team_id subject")


def _agents() -> None:
    _table("personal_tokens", "digest", _required(_STRING, "digest team_id user_id id"), _required(_INSTANT, "made_at"))
    _index("personal_tokens", "team_id user_id")


def _programs() -> None:
    _table("channel_programs", "team_id channel_id", _required(_STRING, "team_id channel_id appid"))
    _table(
        "programs",
        "number",
        _required(_INTEGER, "number"),
        _required(_STRING, "team_id appid listed_alias"),
        _required(_TEXT, "nickname principal listed_tags"),
        _nullable(_INTEGER, "account_status"),
        _nullable(_TEXT, "permission_sets"),
        _nullable(_INSTANT, "added_at checked_at"),
        unique="team_id appid",
    )
    _table(
        "program_labels",
        "team_id appid",
        _required(_STRING, "team_id appid alias"),
        _nullable(_STRING, "alias_key"),
        _required(_TEXT, "tags"),
        unique="team_id alias_key",
    )
    _table("program_opt_ins", "team_id appid", _required(_STRING, "team_id appid merchant"), _required(_BOOLEAN, "on"))
    _table(
        "program_standings", "team_id appid", _required(_STRING, "team_id appid standing"), _required(_INSTANT, "since")
    )
    _table(
        "known_programs",
        "team_id appid",
        _required(_STRING, "team_id appid standing"),
        _required(_INTEGER, "position"),
        _required(_TEXT, "nickname alias tags listed_key appid_key names"),
        _required(_SORTED, "name_key alias_key nickname_key"),
    )
    _index("known_programs", "team_id alias_key")
    _index("known_programs", "team_id appid_key")
    _index("known_programs", "team_id listed_key")
    _index("known_programs", "team_id nickname_key")
    _index("known_programs", "team_id position")
    _table(
        "program_revisions", "team_id", _required(_STRING, "team_id known_by"), _required(_INTEGER, "revision renewed")
    )
    _table(
        "program_troubles",
        "team_id appid",
        _required(_STRING, "team_id appid error_key"),
        _required(_TEXT, "params"),
        _required(_INSTANT, "since not_before"),
    )


def _numbers() -> None:
    _table(
        "snapshots",
        "team_id appid day",
        _required(_STRING, "team_id appid imported_by"),
        _required(_DATE, "day"),
        _required(_INSTANT, "taken_at"),
        _required(_BOOLEAN, "proved"),
        _required(_TEXT, "feed reading"),
        _nullable(_TEXT, "summary"),
        _nullable(_BOOLEAN, "comparable"),
        _nullable(_STRING, "minimum_key safe_key"),
        _nullable(_LONG, "loss_low loss_high safe_high"),
    )
    _index("snapshots", "team_id day")
    _table(
        "newest_numbers",
        "team_id appid",
        _required(_STRING, "team_id appid"),
        _required(_DATE, "day"),
        _required(_INTEGER, "made_by"),
        _nullable(_STRING, "standing minimum_key safe_key"),
        _nullable(_BOOLEAN, "comparable"),
        _nullable(_LONG, "loss_low loss_high safe_high users"),
    )
    _index("newest_numbers", "team_id made_by")
    _table(
        "coverage_curves",
        "team_id appid",
        _required(_STRING, "team_id appid"),
        _required(_DATE, "day"),
        _required(_INSTANT, "taken_at"),
        _required(_TEXT, "curve"),
    )
    _table(
        "newest_losses",
        "team_id appid",
        _required(_STRING, "team_id appid"),
        _required(_DATE, "day"),
        _nullable(_STRING, "minimum_key list_id"),
        _nullable(_BYTES, "losses"),
    )
    _index("newest_losses", "team_id list_id")
    _table(
        "public_snapshots",
        "day",
        _required(_DATE, "day"),
        _required(_INSTANT, "updated_at taken_at"),
        _required(_TEXT, "content"),
    )
    _table(
        "forecasts",
        "team_id appid version made_on day",
        _required(_STRING, "team_id appid version loss low high"),
        _required(_DATE, "made_on day"),
    )
    _index("forecasts", "team_id appid day")
    _table(
        "user_counts",
        "team_id appid day",
        _required(_STRING, "team_id appid absent"),
        _required(_DATE, "day"),
        _required(_INTEGER, "android iphone other"),
    )
    _index("user_counts", "team_id appid absent day")
    _index("user_counts", "team_id day")


def _digest() -> None:
    _table(
        "subscriptions",
        "team_id id",
        _required(_STRING, "team_id id channel_id at zone locale owner_id paused_because weekdays left_out tag"),
        _required(_TEXT, "appids"),
        _required(_INSTANT, "created_at"),
        _required(_BOOLEAN, "monthly only_changes fleet"),
        _nullable(_DATE, "paused_until"),
        unique="team_id channel_id",
    )
    _table(
        "digest_pictures",
        "team_id subscription_id slot",
        _required(_TEXT, "picture"),
        _required(_STRING, "team_id subscription_id"),
        _required(_DATE, "slot"),
    )
    _table(
        "deliveries",
        "team_id id",
        _required(_STRING, "team_id id subject_id state channel_id message_ts reason kind thread_ts"),
        _required(_DATE, "slot"),
        _required(_INSTANT, "due_at not_before"),
        _required(_INTEGER, "attempt looks"),
        _nullable(_INSTANT, "lease_until started_at finished_at"),
        _required(_BOOLEAN, "late"),
        unique="team_id kind subject_id slot",
    )
    _index("deliveries", "state not_before")
    _index("deliveries", "team_id finished_at")


def _alerts() -> None:
    _table(
        "alerts",
        "team_id id",
        _required(_STRING, "team_id id channel_id appid condition locale owner_id paused_because tag"),
        _required(_INTEGER, "number"),
        _required(_INSTANT, "created_at"),
        _nullable(_INSTANT, "muted_until"),
        unique="team_id channel_id number",
    )
    _table(
        "alert_states",
        "team_id alert_id appid",
        _required(_STRING, "team_id alert_id appid minimum"),
        _required(_BOOLEAN, "holds"),
        _nullable(_DATE, "crossed_on judged_on"),
    )
    _table(
        "alert_crossings",
        "team_id alert_id appid day",
        _required(_STRING, "team_id alert_id appid told_in"),
        _required(_DATE, "day"),
        _required(_INSTANT, "taken_at"),
        _required(_TEXT, "numbers"),
    )


def _decisions() -> None:
    _table(
        "decisions",
        "team_id id",
        _required(_STRING, "team_id id appid channel_id proposer_id evidence seal locale state card_ts changed_by"),
        _required(_INTEGER, "number needed transitions revision shown"),
        _required(_INSTANT, "proposed_at"),
        _required(_TEXT, "reason words"),
        _nullable(_INSTANT, "applied_at next_at changed_at"),
        _nullable(_TEXT, "outcome run"),
        unique="team_id number",
    )
    _index("decisions", "next_at")
    _table(
        "decision_votes",
        "team_id decision_id user_id",
        _required(_STRING, "team_id decision_id user_id"),
        _required(_INSTANT, "at"),
        _nullable(_INSTANT, "withdrawn_at"),
    )
    _table(
        "decision_transitions",
        "team_id decision_id number",
        _required(_STRING, "team_id decision_id before after by via"),
        _required(_INTEGER, "number"),
        _required(_INSTANT, "at"),
        _required(_TEXT, "words"),
        _nullable(_TEXT, "outcome"),
    )
    _table(
        "decision_programs",
        "team_id decision_id position",
        _required(_STRING, "team_id decision_id appid program state holder"),
        _required(_INTEGER, "position batch checks attempt"),
        _nullable(_STRING, "minimum meaning loss_low loss_high"),
        _nullable(_DATE, "day"),
        _nullable(_INSTANT, "taken_at since called_at next_at set_at claimed_at"),
        _nullable(_LONG, "people_low people_high"),
        _nullable(_TEXT, "outcome"),
    )
    _index("decision_programs", "team_id appid")
    _index("decision_programs", "team_id decision_id state position")


def _platform() -> None:
    _table(
        "tickets",
        "name",
        _required(_STRING, "name"),
        _nullable(_TEXT, "ticket_enc"),
        _nullable(_INSTANT, "created_at asked_again_at"),
    )
    _table(
        "access_tokens",
        "name",
        _required(_STRING, "name"),
        _required(_TEXT, "secret_enc"),
        _required(_INSTANT, "refresh_at ends_at"),
    )
    _table("authorisers", "appid", _required(_STRING, "appid"), _required(_TEXT, "refresh_token_enc"))
    _table("pushes", "key", _required(_STRING, "key"), _required(_INSTANT, "received_at"))
    _index("pushes", "received_at")
    _table(
        "invitations",
        "id",
        _required(_STRING, "id team_id channel_id user_id choice"),
        _required(_INSTANT, "expires_at"),
    )
    _table(
        "authorisations",
        "id",
        _required(_STRING, "id appid team_id channel_id user_id choice error_key"),
        _nullable(_TEXT, "code_enc"),
        _required(_INSTANT, "received_at expires_at"),
        _nullable(_INSTANT, "done_at"),
    )
    _table(
        "syncs",
        "source",
        _required(_STRING, "source"),
        _required(_INTEGER, "offset total"),
        _required(_INSTANT, "started_at"),
        _nullable(_INSTANT, "finished_at"),
    )
    _table(
        "program_news",
        "team_id id",
        _required(_STRING, "team_id id channel_id user_id appid what error_key told_in"),
        _required(_INSTANT, "at"),
        _nullable(_INSTANT, "told_at"),
    )
    _index("program_news", "team_id channel_id told_in")


def _workflows() -> None:
    _table(
        "step_runs",
        "team_id id",
        _required(_STRING, "team_id id step version channel_id person_id proposer_id"),
        _required(_TEXT, "program reason"),
        _required(_INSTANT, "started_at next_at"),
        _required(_BOOLEAN, "waiting"),
    )
    _index("step_runs", "next_at")
