"""Writes the pages: `make reference`."""

from tests.reference.pages import FOLDER, PAGES

FOLDER.mkdir(exist_ok=True)
for name, made in PAGES.items():
    (FOLDER / name).write_text(made(), encoding="utf-8")
