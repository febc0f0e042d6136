"""Whether a font with Chinese characters is found."""

from pathlib import Path

from bot.charts.line_chart import chinese_font


def test_without_any_font(tmp_path: Path) -> None:
    """A folder that is not there, and one with others, have none."""
    (tmp_path / "DejaVuSans.ttf").touch()

    assert chinese_font([str(tmp_path / "nowhere"), str(tmp_path)]) == ""


def test_the_first_choice_is_named(tmp_path: Path) -> None:
    """However deep it lies, and whatever else is there."""
    (tmp_path / "truetype" / "wqy").mkdir(parents=True)
    (tmp_path / "truetype" / "wqy" / "wqy-zenhei.ttc").touch()
    assert chinese_font([str(tmp_path)]) == "wqy-zenhei.ttc"
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()

    assert chinese_font([str(tmp_path)]) == "NotoSansCJK-Regular.ttc"
