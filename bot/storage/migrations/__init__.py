"""How the tables came to be, revision by revision.

A new one is a file in `versions/`, numbered on, written by hand: `tests/storage/migrations/test_migrations.py`
says what is missing until it agrees with `bot/storage/tables` on both engines. Migrations name plain SQLAlchemy types,
never those of the application, which go on changing.
"""
