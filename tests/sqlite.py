"""SQLite files: migrated once per test process; a copy per test, or one emptied."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.storage.engine.revisions import upgrade


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
    return path


@pytest.fixture
def migrated_sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The DATABASE_URL of a migrated file of this test's own."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'test.db')}"


@pytest.fixture(scope="session")
def emptied_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that tests use one after the other."""
    return tmp_path_factory.mktemp("sqlite") / "emptied.db"


@pytest.fixture
def emptied_sqlite_url(sqlite_template: Path, emptied_sqlite: Path) -> str:
    """A migrated file without rows, always the same, for tests that close it."""
    for left in emptied_sqlite.parent.iterdir():  # the log, too
        left.unlink()
    return f"sqlite:///{shutil.copyfile(sqlite_template, emptied_sqlite)}"
