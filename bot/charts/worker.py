"""Draws Vega-Lite specifications from standard input, until it closes.

Run as a script by `bot.charts.drawer`: it imports nothing from Baselib, and only here is vl-convert loaded. In both
directions a message is its length in four bytes, big-endian, then that many bytes: a specification as JSON; in return a
byte for success or failure, then the PNG or the reason as text.
"""

import os
import sys
from typing import BinaryIO, Final

DRAWN: Final = b"\x01"
FAILED: Final = b"\x00"
LENGTH_BYTES: Final = 4
SCALE: Final = 2
"""Pixels per unit of the specification, for high-resolution screens."""
_VEGA_LITE: Final = "6.4"


def draw(spec: str) -> bytes:
    """Draw a specification as a PNG. No address is ever contacted, whatever the specification says."""
    import vl_convert  # noqa: PLC0415 - the first drawing pays for it, and its failure is reported

    return vl_convert.vegalite_to_png(spec, vl_version=_VEGA_LITE, scale=SCALE, allowed_base_urls=[])


def serve(input_: BinaryIO, output: BinaryIO) -> None:
    """Answer requests until the input closes."""
    while head := input_.read(LENGTH_BYTES):
        spec = input_.read(int.from_bytes(head, "big"))
        try:
            answer = DRAWN + draw(spec.decode())
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
