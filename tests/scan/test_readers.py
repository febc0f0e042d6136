"""Reading on several cores says what reading on one does."""

from bot.scan.readers import Text, _on_cores, read_all

TEXTS = [Text(f"wx.a{number}()".encode(), f"{number}.js", ".js", None, compiles=True) for number in range(40)]


def test_several_cores() -> None:
    """In the same order."""
    assert list(_on_cores(TEXTS, 2)) == list(read_all(TEXTS))
