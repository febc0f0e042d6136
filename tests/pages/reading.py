"""A page as a browser takes it apart."""

from html.parser import HTMLParser

_EMPTY = frozenset({"meta", "link", "br"})


class Parsed(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data.strip()))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> str:
        return " ".join(text for name, text in self.texts if name == tag)

    @property
    def visible(self) -> str:
        return " ".join(text for name, text in self.texts if name not in ("style", "title"))

    @property
    def buttons(self) -> list[str]:
        return [link["href"] for link in self.all("a") if link.get("class") == "button"]
