"""Draws Vega-Lite specifications that come on standard input, until it ends.

Run as a script by `bot.charts.drawer`: it imports nothing of Baselib's, and only here is vl-convert loaded.
Each way a message is its length in four bytes, big-endian, then so many bytes: the specification as JSON, and back a
byte that says whether it was drawn, then the PNG or the reason as text.
"""

import os
import sys
from typing import BinaryIO, Final

DRAWN: Final = b"\x01"
FAILED: Final = b"\x00"
LENGTH_BYTES: Final = 4
SCALE: Final = 2
"""Pixels per unit of the specification, for screens that have them."""
_VEGA_LITE: Final = "6.4"


def draw(spec: str) -> bytes:
    """A PNG. No address is ever asked for data, whatever the specification says."""
    import vl_convert  # noqa: PLC0415 - the first drawing pays for it, and its failure is told

    return vl_convert.vegalite_to_png(spec, vl_version=_VEGA_LITE, scale=SCALE, allowed_base_urls=[])


def serve(asked: BinaryIO, told: BinaryIO) -> None:
    """Answer until nothing more can be asked."""
    while head := asked.read(LENGTH_BYTES):
        spec = asked.read(int.from_bytes(head, "big"))
        try:
            answer = DRAWN + draw(spec.decode())
        except Exception as error:  # noqa: BLE001 - loading or drawing may raise anything; whoever waits is told
            answer = FAILED + repr(error).encode()
        told.write(len(answer).to_bytes(LENGTH_BYTES, "big") + answer)
        told.flush()


def main() -> None:
    """Keep standard output for the answers: what a library prints goes where errors go."""
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, told)


if __name__ == "__main__":
    main()
