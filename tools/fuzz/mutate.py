"""Changes inputs at random: JSON by its structure, texts and bytes by their parts. Pure: a seed gives the same again.

Not with hypothesis: drawing an example takes it longer than the bot takes to answer, and there are a million.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final, TypeVar

Json = Any
_Part = TypeVar("_Part", str, bytes)

JUNK: Final[Sequence[Json]] = (
    *(None, True, False, 0, -1, 7, 1.5, 1e308, 1 << 63, 10**40),
    *("", " ", "0", "-1", "null", "\x00", "\ud800", "\u202e\u200b", "９", "İ", "é" * 300, "x" * 5000, "{}", "[]"),
    *(
        "<!channel>",
        "<@U1>",
        "*_~`>",
        "../../etc/passwd",
        "' OR 1=1 --",
        "%00%n%s",
        "${jndi:x}",
        "2026-02-30",
        "1e9999999",
    ),
    *([], {}, [None], [[]], {"": None}, {"id": {}}, {"id": 1, "type": []}, [1, "a", {}]),
)
"""What stands in the place of something else."""
PIECES: Final[Sequence[str]] = (
    *(
        "",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\x00",
        "\x1b[31m",
        "\ufeff",
        "\u200b",
        "\u202e",
        "\ud83d",
        "😀",
        "９",
        "“",
        "’",
        "İ",
    ),
    *(
        "<",
        ">",
        "&",
        "&amp;",
        "<![CDATA[",
        "]]>",
        "<x>",
        "</xml>",
        "<!DOCTYPE a>",
        '"',
        "'",
        "`",
        "\\",
        "{",
        "}",
        "[",
        "]",
    ),
    *("=", ",", ":", ";", "#", "%", "$", "@", "/", "-", "--", "--format", ".", "..", "*", "_", "|", "~", "^", "(", ")"),
    *(
        "0",
        "-1",
        "99999999999999999999",
        "1e999",
        "3.0.0",
        "NaN",
        "null",
        "25:61",
        "mon",
        "周一",
        "全部",
        "云上商城",
        "x" * 400,
    ),
)
"""What a text gets in the place of a part of it."""
BYTE_PIECES: Final[Sequence[bytes]] = (
    *(piece.encode(errors="surrogatepass") for piece in PIECES),
    *(b"\xff", b"\xfe\xff", b"\x80", b"\xc0\xaf", b"\x00" * 16),
)
_DEEP: Final = 60


def mutated(value: Json, rng: Random) -> Json:
    """Return a copy with one to four changes of its structure."""
    root = [_copied(value)]
    for _ in range(rng.randint(1, 4)):
        places = _places(root)
        holder, key = places[rng.randrange(len(places))]
        rng.choice(_CHANGES)(holder, key, rng)
        if not root:
            root.append(None)
    return root[0]


def mutated_text(text: str, rng: Random) -> str:
    return _spliced(text, PIECES, rng)


def mutated_bytes(body: bytes, rng: Random) -> bytes:
    """Bytes with one to four changes."""
    return _spliced(body, BYTE_PIECES, rng)


def sometimes(rng: Random, of: int) -> bool:
    """Return True once in so many times."""
    return rng.randrange(of) == 0


def _spliced(whole: _Part, pieces: Sequence[_Part], rng: Random) -> _Part:
    for _ in range(rng.randint(1, 4)):
        start = rng.randint(0, len(whole))
        end = min(len(whole), start + rng.choice((0, 0, 1, 3, 20)))
        match rng.randrange(5):
            case 0:  # twice
                whole = whole[:end] + whole[start:]
            case 1:  # the rest is missing
                whole = whole[:start] if sometimes(rng, 4) else whole[:start] + whole[end:]
            case _:
                whole = whole[:start] + rng.choice(pieces) + whole[end:]
    return whole


def _copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _places(root: list[Json]) -> list[tuple[Any, Any]]:
    """Each value as where it is held and under which name or number."""
    found: list[tuple[Any, Any]] = []
    waiting: list[Any] = [root]
    while waiting:
        holder = waiting.pop()
        for key, inner in holder.items() if isinstance(holder, dict) else enumerate(holder):
            found.append((holder, key))
            if isinstance(inner, dict | list):
                waiting.append(inner)
    return found


def _replace(holder: Any, key: Any, rng: Random) -> None:
    holder[key] = _copied(rng.choice(JUNK))


def _alter(holder: Any, key: Any, rng: Random) -> None:
    value = holder[key]
    if isinstance(value, str):
        holder[key] = mutated_text(value, rng)
    elif isinstance(value, list):
        rng.shuffle(value)
    elif isinstance(value, bool) or value is None:
        holder[key] = not value
    elif isinstance(value, int | float):
        holder[key] = rng.choice((-value, value + 1, value * 10**9, str(value)))


def _remove(holder: Any, key: Any, _rng: Random) -> None:
    del holder[key]


def _double(holder: Any, key: Any, rng: Random) -> None:
    if isinstance(holder, list):
        holder[key:key] = [_copied(holder[key]) for _ in range(rng.choice((1, 2, 120)))]
    else:
        holder[f"{key}2"] = _copied(holder[key])


def _wrap(holder: Any, key: Any, rng: Random) -> None:
    for _ in range(rng.choice((1, 1, 1, _DEEP))):
        holder[key] = {"id": holder[key]} if sometimes(rng, 2) else [holder[key]]


def _unwrap(holder: Any, key: Any, rng: Random) -> None:
    if isinstance(value := holder[key], dict | list) and value:
        holder[key] = rng.choice(list(value.values()) if isinstance(value, dict) else value)


def _rename(holder: Any, key: Any, rng: Random) -> None:
    if isinstance(holder, dict):
        value = holder.pop(key)
        holder[mutated_text(key, rng)] = value


_CHANGES: Final[Sequence[Callable[[Any, Any, Random], None]]] = (
    _replace, _replace, _alter, _alter, _remove, _double, _wrap, _unwrap, _rename,
)  # fmt: skip
