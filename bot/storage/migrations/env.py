"""Alembic runs this for every command: the migrations, on the connection of `bot.storage.engine.revisions`."""

from alembic import context

from bot.storage.tables.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
