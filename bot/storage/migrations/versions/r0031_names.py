"""By what programs are looked up as people type them: their starts, too, so in the order of code points."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the folded AppID, whose letters are ASCII; SQLite sorts all text so anyway."""
    op.add_column("known_programs", sa.Column("appid_key", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE known_programs SET appid_key = lower(appid)")
    with op.batch_alter_table("known_programs") as table:
        table.alter_column("appid_key", server_default=None)
    op.create_index("ix_known_programs_team_id_appid_key", "known_programs", ["team_id", "appid_key"])
    if op.get_bind().dialect.name == "postgresql":
        for name in ("alias_key", "nickname_key"):
            op.alter_column("known_programs", name, type_=_SORTED, existing_type=sa.Text(), existing_nullable=False)
