"""What all tables share. `migrations/` creates them; a test compares the two. Rows of a workspace have its `team_id`.

There are no foreign keys between most of them: a delivery outlives its subscription, and a snapshot its program.
"""

from sqlalchemy import MetaData

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
