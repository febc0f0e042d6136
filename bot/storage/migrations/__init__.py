"""The migrations of the tables.

A new one is a file in `versions/` with the next number, written by hand: `tests/storage/migrations/test_migrations.py`
reports what is missing until it agrees with `bot/storage/tables` on both engines. Migrations use plain SQLAlchemy
types, never the application's own, which keep changing.
"""
