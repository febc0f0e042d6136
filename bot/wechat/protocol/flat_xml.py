"""Reads untrusted XML as the flat list of fields of a WeChat push. Pure.

No document type, no entities, nothing external (WeChat warned of its own examples in 2018), and no more elements than a
push could have: the signature is not checked yet at this point.
"""

from typing import Final

from bot.errors import PushRefused

_MOST_ELEMENTS: Final = 64
_FIELD_DEPTH: Final = 2


def fields_of(document: bytes) -> dict[str, str]:
    """The texts of the elements directly below the root; deeper ones are ignored.

    Raises:
        PushRefused: it is not XML, contains what is forbidden above, or names a field twice.
    """
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415  # only a platform receives pushes

    from defusedxml.ElementTree import DefusedXMLParser  # noqa: PLC0415  # likewise

    fields = _Fields()
    try:
        parser = DefusedXMLParser(target=fields, forbid_dtd=True)
        parser.feed(document)
        parser.close()
    except (ParseError, ValueError, LookupError):  # an unknown encoding, or one not for text, is a LookupError
        fields.found = {}
    if not fields.found:
        raise PushRefused  # outside the except, so that the document is not attached to it
    return fields.found


class _Fields:
    """The parser's target."""

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
        """Do nothing; the parser calls it at the end."""
