"""What was seen from outside during a run; all times are monotonic seconds of the harness."""

from dataclasses import dataclass, field


@dataclass
class Call:
    """A call that sets a minimum, as it reached WeChat."""

    appid: str
    version: str
    at: float
    replica: int
    took_at: float | None = None
    """When WeChat did it; None: it did not."""
    code: int | None = None
    """WeChat's answer; None where it gave none."""
    fate: str = ""
    """`dropped` on its way, or `lost` is its answer; empty for neither."""
    showed: str = ""
    """What WeChat showed when it came."""


@dataclass(frozen=True)
class Reading:
    """An answer of WeChat about a program."""

    appid: str
    at: float
    shown: str


@dataclass(frozen=True)
class Stop:
    """Something that a person stopped, and the answer that confirmed it."""

    what: str
    """`pause`, `end` or `opt-out`."""
    version: str
    appid: str
    """Of an opt-out; empty for all programs."""
    confirmed_at: float
    named: int
    """Calls that the answer said are under way."""
    until: float | None = None
    """When it was taken back."""


@dataclass
class Target:
    """A program of a decision, by its row."""

    appid: str
    state: str
    because: str = ""
    attempt: int | None = None
    """How many calls were claimed; None where tables do not say."""


@dataclass
class Back:
    """A roll-back, and what was so right before it was pressed."""

    pressed_at: float
    targets: list[Target]
    shown: dict[str, str]
    """What WeChat showed, by AppID."""
    due: frozenset[str]
    """The AppIDs of the programs that it concerns."""
    begun: bool = False
    over_at: float | None = None


@dataclass
class Seen:
    """A decision, by its row."""

    number: int
    version: str
    former: dict[str, str] = field(default_factory=dict)
    """What WeChat showed when it was proposed, by AppID."""
    back: Back | None = None
    approved_at: float | None = None
    over_at: float | None = None
    state: str = ""
    targets: list[Target] = field(default_factory=list)


@dataclass
class Record:
    """A run."""

    calls: list[Call] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    decisions: list[Seen] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    """What WeChat shows in the end, by AppID."""
    days: int = 0
    """By how many days the sandbox's clock was moved at once: numbers change from day to day."""
    notes: list[str] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)
    """The AppIDs of programs that a person has set higher while they waited to be set."""
    pressed: set[str] = field(default_factory=set)
    """What was pressed, whether or not it was answered."""
