"""XML from strangers, read as the flat list of fields that WeChat's pushes are. Pure.

No document type, no entities, nothing external (WeChat warned of its own examples in 2018), and no more elements than a
push could have: nobody's signature has been looked at yet.
"""

from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import DefusedXMLParser

from bot.errors import PushRefused

_MOST_ELEMENTS: Final = 64
_FIELD_DEPTH: Final = 2


def fields_of(document: bytes) -> dict[str, str]:
    """The texts of the elements right below the root; those further down are passed over.

    Raises:
        PushRefused: it is no XML, has what is forbidden above, or names a field twice.
    """
    fields = _Fields()
    try:
        parser = DefusedXMLParser(target=fields, forbid_dtd=True)
        parser.feed(document)
        parser.close()
    except (ParseError, ValueError, LookupError):  # an encoding that is unknown, or none for text, is a LookupError
        fields.found = {}
    if not fields.found:
        raise PushRefused  # out here, so that the document hangs on to nothing
    return fields.found


class _Fields:
    """Told by the parser what it comes across."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._path: list[str] = []
        self._elements = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._path.append(tag)
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise ValueError
        if len(self._path) == _FIELD_DEPTH:
            if tag in self.found:
                raise ValueError
            self.found[tag] = ""

    def data(self, text: str) -> None:
        if len(self._path) == _FIELD_DEPTH:
            self.found[self._path[-1]] += text

    def end(self, _tag: str) -> None:
        self._path.pop()

    def close(self) -> None:
        """Nothing is left to do."""
