"""What the edge makes of exceptions that no database in these tests raises by itself."""

import pytest
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import NoSubscription, StorageUnavailable
from bot.storage.edge import translated


@pytest.mark.parametrize(
    "error",
    [PoolTimeout("every connection is taken"), StatementError("not bound", "SELECT :x", {}, TypeError("x"))],
)
def test_whatever_sqlalchemy_raises_is_broken(error: SQLAlchemyError) -> None:
    """No exception of SQLAlchemy's own gets past the edge; it stays the cause."""
    with pytest.raises(StorageUnavailable) as refused, translated():
        raise error

    assert refused.value.params == {"reason": "broken"}
    assert refused.value.__cause__ is error


def test_ours_pass_unchanged() -> None:
    """What a use case raises inside a transaction is its own business."""
    error = NoSubscription()
    with pytest.raises(NoSubscription) as raised, translated():
        raise error

    assert raised.value is error
