"""Exceptions that no database in these tests raises by itself."""

import psycopg
import pytest
from sqlalchemy.exc import OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import NoSubscription, StorageUnavailable
from bot.storage.engine.limits import translated

_FAILED = 'connection failed: connection to server at "::1", port 5432 failed: '


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PoolTimeout("every connection is taken"), "no-answer"),
        (StatementError("not bound", "SELECT :x", {}, TypeError("x")), "broken"),
    ],
)
def test_what_sqlalchemy_itself_raises(error: SQLAlchemyError, reason: str) -> None:
    """No exception of SQLAlchemy's own gets past the edge; it stays the cause."""
    with pytest.raises(StorageUnavailable) as refused, translated():
        raise error

    assert refused.value.params == {"reason": reason}
    assert refused.value.__cause__ is error


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("failed to resolve host 'db.invalid': [Errno -2] Name or service not known", "unreachable"),
        ("connection timeout expired", "unreachable"),
        ('connection failed: connection to server at "192.0.2.1", port 5432 failed: No route to host', "unreachable"),
        (
            f'{_FAILED}致命错误: 用户 "u" Password 认证失败',
            "not-let-in",
        ),
        (
            f"{_FAILED}server does not support SSL, but SSL was required",
            "no-tls",
        ),
        (
            f"{_FAILED}SSL error: certificate verify failed: self-signed certificate",
            "no-tls",
        ),
        (
            f'{_FAILED}FATAL:  no pg_hba.conf entry for host "::1", user "u", database "d", no encryption',
            "not-let-in",
        ),
        ("consuming input failed: SSL error: unexpected eof while reading", "broken"),
        ('connection is bad: invalid sslmode value: "nonsense"', "broken"),
    ],
)
def test_why_no_one_is_connected(reply: str, reason: str) -> None:
    """Without a code, only the driver's words and the server's, in any language."""
    with pytest.raises(StorageUnavailable) as refused, translated():
        raise OperationalError("connect", {}, psycopg.OperationalError(reply))

    assert refused.value.params == {"reason": reason}


def test_ours_pass_unchanged() -> None:
    """What a use case raises inside a transaction is its own business."""
    error = NoSubscription()
    with pytest.raises(NoSubscription) as raised, translated():
        raise error

    assert raised.value is error
