"""Draws Vega-Lite specifications from standard input, until it closes.

Run as a script by `bot.charts.drawer`: it imports nothing from Baselib, and only here is vl-convert loaded. In both
directions a message is its length in four bytes, big-endian, then that many bytes. A request is JSON: a specification
to draw, or a string of characters to look for in the fonts. In return comes a byte for success or failure, then the
PNG, or as JSON those characters that are missing, or the reason as text.
"""

import json
import os
import sys
from functools import lru_cache
from typing import Any, BinaryIO, Final

DONE: Final = b"\x01"
FAILED: Final = b"\x00"
LENGTH_BYTES: Final = 4
SCALE: Final = 2
"""Pixels per unit of the specification, for high-resolution screens."""
_VEGA_LITE: Final = "6.4"
_UNASSIGNED: Final = "\u0378"
"""No font has it."""
_ALONE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">'
    '<text x="8" y="24" font-family="Liberation Sans">&#{};</text></svg>'
)
"""One character. The font is vl-convert's own, so the box is always its box; characters may be from any font."""


def draw(spec: dict[str, Any]) -> bytes:
    """Draw a specification as a PNG. No address is ever contacted, whatever the specification says."""
    import vl_convert  # noqa: PLC0415 - the first drawing pays for it, and its failure is reported

    return vl_convert.vegalite_to_png(spec, vl_version=_VEGA_LITE, scale=SCALE, allowed_base_urls=[])


def missing(characters: str) -> str:
    """Those characters that would be drawn as a box: the drawing itself is asked, so it knows every font."""
    box = _alone(_UNASSIGNED)
    return "".join(character for character in characters if _alone(character) in (box, b""))


@lru_cache(maxsize=4096)
def _alone(character: str) -> bytes:
    """Return a small picture of a character; empty where XML allows no such character."""
    import vl_convert  # noqa: PLC0415 - as in `draw`

    try:
        return vl_convert.svg_to_png(_ALONE.format(ord(character)))
    except RuntimeError:
        return b""


def serve(input_: BinaryIO, output: BinaryIO) -> None:
    """Answer requests until the input closes."""
    while head := input_.read(LENGTH_BYTES):
        request = input_.read(int.from_bytes(head, "big"))
        try:
            asked = json.loads(request)
            answer = DONE + (json.dumps(missing(asked)).encode() if isinstance(asked, str) else draw(asked))
        except Exception as error:  # noqa: BLE001 - loading or drawing may raise anything; the caller gets the reason
            answer = FAILED + repr(error).encode()
        output.write(len(answer).to_bytes(LENGTH_BYTES, "big") + answer)
        output.flush()


def main() -> None:
    """Reserve standard output for answers: output of libraries goes to standard error."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, output)


if __name__ == "__main__":
    main()
