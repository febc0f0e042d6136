"""What a project's configuration says, and what is wrong with it."""

import json
from pathlib import Path

import pytest

from bot.domain.scan.findings import Place
from bot.errors import BadScan
from bot.scan.config import Config, read_config

FULL = """
root = "miniprogram"
framework = "taro"
shares = "shares.json"
max-loss = 1.5
max-minimum = "2.20.0"
fail-on = "degrades"
allow-unjudged = true
baseline = "baseline.json"
exclude = ["drafts/*"]

[[ignore]]
name = "getUserProfile"
files = "staff/*"
reason = "only staff get here"
"""


def test_everything(tmp_path: Path) -> None:
    """Each key is read."""
    (tmp_path / "baselib.toml").write_text(FULL, "utf-8")
    config = read_config(tmp_path)
    (left_out,), (excepted,) = config.choices.left_out, config.choices.excepted

    assert (config.root, config.shares, config.max_loss, config.max_minimum) == (
        "miniprogram",
        "shares.json",
        "1.5",
        "2.20.0",
    )
    assert (config.fail_on, config.allow_unjudged, config.baseline) == ("degrades", True, "baseline.json")
    assert config.choices.framework == "taro"
    assert (left_out("drafts/a.js"), left_out("a.js")) == (True, False)
    assert excepted.accepts("wx.getUserProfile", Place("staff/a.js", 1, 1))
    assert not excepted.accepts("wx.getUserProfile", Place("a.js", 1, 1))
    assert not excepted.accepts("wx.login", Place("staff/a.js", 1, 1))


def test_in_package_json(tmp_path: Path) -> None:
    """Under a key of its own; a file of its own counts more."""
    (tmp_path / "package.json").write_text(json.dumps({"name": "a", "baselib": {"max-loss": 2}}), "utf-8")
    assert read_config(tmp_path).max_loss == "2"

    (tmp_path / "baselib.toml").write_text("max-loss = 3", "utf-8")
    assert read_config(tmp_path).max_loss == "3"


@pytest.mark.parametrize("package", [None, "{", "[]", '{"name": "a"}'])
def test_none(tmp_path: Path, package: str | None) -> None:
    """Nothing is reported."""
    if package is not None:
        (tmp_path / "package.json").write_text(package, "utf-8")

    assert read_config(tmp_path) == Config()


@pytest.mark.parametrize(
    "text",
    [
        "colour = 1", "root = 1", "max-loss = true", "max-loss = []", "allow-unjudged = 1", 'framework = "moon"',
        "exclude = 1", "exclude = [1]", 'exclude = [""]', "ignore = [1]", 'ignore = [{ name = "a" }]',
        'ignore = [{ name = "a", reason = "" }]', 'ignore = [{ name = "a", reason = "b", file = "c" }]', "root = ",
    ],
)  # fmt: skip
def test_what_is_wrong(tmp_path: Path, text: str) -> None:
    """It is reported with the file: a misspelt key must not open a gate."""
    (tmp_path / "baselib.toml").write_text(text, "utf-8")

    with pytest.raises(BadScan, match="bad-scan") as caught:
        read_config(tmp_path)
    assert caught.value.part == "config"
    assert caught.value.text.startswith("baselib.toml: ")


def test_what_is_wrong_in_package_json(tmp_path: Path) -> None:
    """So it is there."""
    (tmp_path / "package.json").write_text('{"baselib": {"colour": 1}}', "utf-8")

    with pytest.raises(BadScan) as caught:
        read_config(tmp_path)
    assert caught.value.text == "package.json: colour"
