"""Examples use existing base libraries: WeChat accepts no others, as answers say."""

import json
import re
from datetime import UTC, datetime
from typing import Final

import pytest

from bot.export.workflow_steps import FUNCTIONS
from bot.i18n import LOCALES
from tests.docs.test_pages import CODE, TEXTS, every_page
from tests.project.repository import ROOT
from tools.sandbox.wechat.calls import published

CATALOG: Final = ROOT / "bot" / "catalog"
VERSION: Final = re.compile(r"(?<![\d.])[23]\.\d{1,2}\.\d{1,2}(?![\d.])")
COMMAND: Final = re.compile(r"^(?:\$ )?(?:\S*/)?baselib (?!scan\b)")
LISTED: Final = {
    row["sdkVer"] for row in json.loads(published(datetime(2026, 11, 23, tzinfo=UTC))["json_data"])["total"]
}
"""By WeChat, of all its users: what the demo answers about."""
KNOWN: Final = LISTED | {
    version for file in CATALOG.glob("*.json") for version in VERSION.findall(file.read_text("utf-8"))
}
"""Also those that WeChat's documents name."""
OTHERS: Final = {"2.1.0": "of SARIF", "2.0.0": "of JSON-RPC"}


@every_page
def test_pages_name_versions_that_exist(page: str) -> None:
    """Commands name versions that users have, so they can be tried."""
    typed = [version for code in CODE[page] if COMMAND.match(code) for version in VERSION.findall(code)]

    assert [version for version in typed if version not in LISTED] == []
    if not page.startswith("docs/develop/"):
        assert set(VERSION.findall(TEXTS[page])) - KNOWN - OTHERS.keys() == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_sentences_name_versions_that_exist(locale: str) -> None:
    """In help, hints and errors; of old ones, rules of WeChat's speak."""
    text = "\n".join(file.read_text("utf-8") for file in (ROOT / "bot" / "i18n" / locale).rglob("*.ftl"))
    named = set(VERSION.findall(text)) - OTHERS.keys()

    assert {version for version in named if version.startswith("3.")} - LISTED == set()
    assert named - KNOWN == set()


def test_steps_name_versions_that_exist() -> None:
    """In what Workflow Builder says beside a field."""
    assert set(VERSION.findall(json.dumps(FUNCTIONS))) <= LISTED
