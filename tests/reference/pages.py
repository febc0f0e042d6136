"""Which pages there are."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.project.repository import ROOT
from tests.reference.command_line import command_line
from tests.reference.commands import commands
from tests.reference.errors import audit_log, error_sentences, wechat_codes
from tests.reference.metrics import metrics
from tests.reference.settings import settings

FOLDER: Final = ROOT / "docs" / "reference"
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "commands.md": commands,
    "command-line.md": command_line,
    "settings.md": settings,
    "metrics.md": metrics,
    "errors.md": error_sentences,
    "wechat-codes.md": wechat_codes,
    "audit.md": audit_log,
}
