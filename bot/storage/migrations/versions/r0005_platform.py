"""The third-party platform, its programs, and fleet digests."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add tables and columns; existing rows keep their meaning."""
    _platform()
    _programs()
    with op.batch_alter_table("snapshots") as table:
        table.add_column(sa.Column("summary", sa.Text()))
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("thread_ts", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("subscriptions") as table:
        table.add_column(sa.Column("fleet", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("tag", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("deliveries") as table:
        table.alter_column("thread_ts", existing_type=sa.String(), server_default=None)
    with op.batch_alter_table("subscriptions") as table:  # the defaults were for existing rows
        table.alter_column("fleet", existing_type=sa.Boolean(), server_default=None)
        table.alter_column("tag", existing_type=sa.String(), server_default=None)


def _platform() -> None:
    op.create_table(
        "access_tokens",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret_enc", sa.Text(), nullable=False),
        sa.Column("refresh_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_access_tokens"),
    )
    op.create_table(
        "authorisations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code_enc", sa.Text()),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("done_at", _INSTANT),
        sa.Column("error_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_authorisations"),
    )
    op.create_table(
        "authorisers",
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("refresh_token_enc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("appid", name="pk_authorisers"),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
    )
    op.create_table(
        "pushes",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_pushes"),
    )
    op.create_table(
        "tickets",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ticket_enc", sa.Text()),
        sa.Column("created_at", _INSTANT),
        sa.Column("asked_again_at", _INSTANT),
        sa.PrimaryKeyConstraint("name", name="pk_tickets"),
    )


def _programs() -> None:
    op.create_table(
        "program_labels",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("alias_key", sa.String()),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.UniqueConstraint("team_id", "alias_key", name="uq_program_labels_team_id_alias_key"),
        sa.PrimaryKeyConstraint("team_id", "appid", name="pk_program_labels"),
    )
    op.create_table(
        "program_news",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("error_key", sa.String(), nullable=False),
        sa.Column("told_in", sa.String(), nullable=False),
        sa.Column("told_at", _INSTANT),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_program_news"),
    )
    op.create_index("ix_program_news_team_id_channel_id_told_in", "program_news", ["team_id", "channel_id", "told_in"])
    op.create_table(
        "program_revisions",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_program_revisions"),
    )
    op.create_table(
        "program_standings",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "appid", name="pk_program_standings"),
    )
    op.create_table(
        "program_troubles",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("error_key", sa.String(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("not_before", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "appid", name="pk_program_troubles"),
    )
    op.create_table(
        "programs",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("nickname", sa.Text(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("account_status", sa.Integer()),
        sa.Column("permission_sets", sa.Text()),
        sa.Column("added_at", _INSTANT),
        sa.Column("checked_at", _INSTANT),
        sa.Column("listed_alias", sa.String(), nullable=False),
        sa.Column("listed_tags", sa.Text(), nullable=False),
        sa.UniqueConstraint("team_id", "appid", name="uq_programs_team_id_appid"),
        sa.PrimaryKeyConstraint("number", name="pk_programs"),
    )
    op.create_table(
        "syncs",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("finished_at", _INSTANT),
        sa.PrimaryKeyConstraint("source", name="pk_syncs"),
    )
