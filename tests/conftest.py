"""What all tests share: a PostgreSQL when one asks for it, and what becomes of skipped tests."""

pytest_plugins = ["tests.require_all", "tests.postgres"]
