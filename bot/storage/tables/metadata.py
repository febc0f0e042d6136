"""What all tables share. A workspace's rows have its `team_id`; `migrations/` creates the tables, a test compares the two.

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
