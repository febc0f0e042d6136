"""`make reference`: write docs/reference/ from the code. A test fails while a page there is not what the code says."""

from collections.abc import Callable, Mapping
from typing import Final

from tools import ROOT
from tools.reference.pages import audit_log, command_line, commands, error_sentences, metrics, settings, wechat_codes

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


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
