"""Questions in a person's own words, read as commands.

Reads a plain question as the command that answers it: by rules, not by a model. An API in it decides, else a version,
else a share; then its words. No question is read as a command that changes something.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

from bot.domain.can.use import is_dotted, is_humped
from bot.domain.report import SPAN, read_day, span_days

MANY: Final = frozenset({"fleet", "programs"})
"""The commands about many programs."""


@dataclass(frozen=True, slots=True)
class Value:
    """Something in a text beside words for commands."""

    kind: str
    """Its group of `GRAMMAR`, `api` or `fleet`; of a time `ago`, `today`, `span`, or `last`, which may be either."""
    text: str
    days: int = 0
    """How many days ago, or how many days long."""


@dataclass
class Said:
    """What a text says."""

    program: str
    today: date
    """In China."""
    values: list[Value] = field(default_factory=list)
    """Those that no command has taken yet."""
    lists: list[str] = field(default_factory=list)
    """Keys of `MEANT`, and names of commands, in order."""
    understood: int = 0
    """Words; Chinese ones that are unknown are single characters."""
    unknown: int = 0
    asks: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether it says what it is about, and more words are understood than not."""
        if self.has("version", "api", "share"):
            return True
        about = bool(self.lists or self.program) or self.has("ago", "last", "tag")
        return about and self.understood + bool(self.program) > self.unknown

    @property
    def meant(self) -> list[str]:
        """The names of the commands that its words ask for."""
        return [key.split()[0] for key in self.lists]

    @property
    def about_many(self) -> bool:
        return not self.program and (self.has("tag") or not MANY.isdisjoint(self.meant))

    def has(self, *kinds: str) -> bool:
        """Whether a value of these kinds is left."""
        return any(value.kind in kinds for value in self.values)

    def take(self, *kinds: str, most: int | None = None) -> list[Value]:
        """Return the first values of these kinds, which are then used."""
        taken = [value for value in self.values if value.kind in kinds][:most]
        self.values = [value for value in self.values if value not in taken]
        return taken

    def words(self, kind: str, most: int | None = None) -> list[str]:
        """Return the first values of a kind as typed, which are then used."""
        return [value.text for value in self.take(kind, most=most)]

    def about(self) -> list[str]:
        """Return the program's name; where all words are commands, what is not understood may be one."""
        self.take("program")
        name = [self.program] if self.program or self.asks else self.words("unknown", 1)
        return " ".join(name).split()

    def on(self, *kinds: str) -> list[str]:
        """Return the option for the first day of these kinds."""
        days = [self.today - timedelta(days=time.days) for time in self.take(*kinds, most=1)]
        return ["--on", days[0].isoformat()] if days else []


MEANT: Final = {
    "changes": "change changed changes changing different difference happened happening new news since "
    "变化 变动 变更 变了 改变 不同 发生 动静 消息 新版本 有什么新",
    "waiting": "approval approvals approve approved pending undecided vote votes wait waiting waits "
    "审批 批准 待审 待批 待办 待处理 等我 等待 投票 表决",
    "fleet": "everybody everyone fleet merchants "
    "所有小程序 全部小程序 哪些小程序 多少小程序 多少个小程序 几个小程序 哪些商户 所有商户 全部商户 多少商户",
    "fleet blocked": "blocked stuck unauthorised unauthorized unreadable 受阻 卡住 未授权 读不到 无法读取",
    "fleet attention": "attention problems 问题 需要关注 需要处理",
    "trend": "chart course curve develop development graph history move moved movement moves moving trending trends "
    "走势 曲线 历史 进展",
    "can": "api apis available component components support supported supports use used using "
    "支持 兼容 能不能用 可以用 能否使用 使用 接口 组件",
    "raise": "affect affected affects break breaks cost costs cut cuts drop exclude lose loses losing loss lost raised "
    "raising ready safe safely set upgrade without "
    "放心 安全 影响 受影响 流失 损失 丢 丢掉 代价 设为 设置 设成 调到 升 升级 提到",
    "report": "base breakdown coverage distribution keep keeps libraries library minimum minimums newest numbers "
    "oldest overview recommend recommendation recommended recommends shares status users version versions "
    "用户 分布 版本 最低版本 基础库 推荐 建议 概况 情况 数据 占比 覆盖率 保留",
    "decisions": "decided decision proposals proposed 决定 提议过",
    "programs": "list 小程序列表 有哪些小程序",
    "help": "commands 怎么用 能做什么 命令 用法",
}
"""The words for a command, with the list of it that they ask for; beside its own."""
SAID: Final = (
    "a about across afford after again all already am among an and any anyone anything are as ask at be been before "
    "being below best better between both bring by can compare compared comparing could did do does doing dont during "
    "each else exactly far few fine for from get gets give go goes going good had happen happens has have having here "
    "high higher highest how i id if im in into is isnt it its just know last least less let lets like likely long "
    "look looks low lower lowest made make many may me mean might mini more most much must my need needs no not now "
    "of off ok okay older on one only or our ours out over past people percent percentage phones please possible "
    "program put really right say see share should show so some soon still take tell than that the their them then "
    "there these they thing things think this those through time to today too under until up us usable versus vs want "
    "was we were weve what whats when where which who whose why will with work works would yet you your "
    "一下 一个 一共 上 上去 下 下个 下次 不 不会 不能 与 个 为什么 么 之 之前 也 了 人 什么 什么时候 从 他们 以 "
    "以上 以下 以前 以来 会 会不会 会是 会有 但 低于 何时 你 你们 全 再 几 几个 几时 出 到 到了 到底 前 原因 去 "
    "又 只 可 可不可以 可以 可否 各 吗 吧 呀 告诉 呢 和 哪 哪个 哪些 哪天 啊 啥 嘛 图 在 多 多久 多大 多少 够 "
    "够不够 大概 大约 太 好 好了 如何 如果 它 它们 对 将 小程序 少 就 差 已 已经 帮我 年 应 应该 开始 当前 很 "
    "怎么 怎么样 怎样 想 想知道 想要 我 我们 或 或者 手机 才 打算 把 掉 接下来 提 旧 时候 时间 是 是不是 是否 最 "
    "最低 最近 最高 有 有没有 来 查 查一下 查询 每 比 比较 没 没有 现在 用 由 的 的话 目前 相比 看 看看 真的 知道 "
    "等 给 给我 老 能 能不能 能否 行 行不行 要 要不要 要是 设 该 说 请 请问 谁 起 起来 超过 较 过 过去 还 还是 "
    "还有 这 这个 这些 那 那么 那些 都 里 问 需要 高 麻烦 "
)
"""Words that decide nothing; two commands' words among them, which a sentence has for another reason."""
GRAMMAR: Final = r"""
    (?P<share> \d+(?:\.\d+)? \s? (?: % | (?i:per\s?cent) ) | 百分之\d+(?:\.\d+)? )
  | (?P<day> \d{4}(?: -\d{1,2}-\d{1,2} | /\d{1,2}/\d{1,2} | 年\d{1,2}月\d{1,2}日? )
           | (?i:yesterday|today)\b | 昨天 | 前天 | 今天 )
  | (?P<span> SPAN )
  | (?P<version> [vV]?\d+(?:\.\d+){1,3} (?![\w.]*\w) )
  | (?P<number> \d+(?:\.\d+)? (?!\w) )
  | (?P<tag> \#[^\s\#,;?!]+ )
  | (?P<word> <[a-z][^<>]*> | [A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+ (?:\(\))? | [A-Za-z][\w$-]* (?:\(\))? )
  | (?P<chinese> WORDS )
  | (?P<unknown> [一-鿿] | [^\s,.;:!?()。、…]+? (?=[\s一-鿿]|$) )
  | (?P<program> \n )
""".replace("SPAN", SPAN)
"""What a text consists of; `WORDS` are the Chinese words, the longest first."""


READ: Final = frozenset(
    {
        "report",
        "raise",
        "cover",
        "can",
        "trend",
        "fleet",
        "changes",
        "waiting",
        "programs",
        "decisions",
        "alerts",
        "help",
    }
)
"""The commands that change nothing."""
_ORDER: Final = ("waiting", "changes", "fleet", "trend", "cover", "can", "decisions", "alerts", "programs", "help")
"""Which of several words counts where there is neither a version, nor an API, nor a share."""
_LAST: Final = ("last", "上")
_VERSION: Final = "3.8.5"
_EXAMPLES: Final = {
    "report": "report",
    "trend": "trend",
    "raise": f"raise {_VERSION}",
    "propose": f"propose {_VERSION}",
    "cover": "cover 99%",
    "can": "can wx.login",
}
"""Of the commands about one program; any other is its own example."""
_NEAREST: Final = 3
_ALIKE: Final = 0.8
"""How alike a misspelt command is, of 1."""
_SHORTEST: Final = 4
"""Letters of a word that may be a misspelt command."""
_CAN: Final = "can"
_ASKING: Final = "吗呢"
_HALF: Final = 50
"""Percent."""


@dataclass(frozen=True, slots=True)
class PlainQuestion:
    command: str
    words: tuple[str, ...]
    left: tuple[str, ...] = ()
    """What was not understood or is not used, in order."""


class QuestionReader:
    """Reads questions.

    Args:
        commands: the name of each command by the words for it.
    """

    def __init__(self, commands: Mapping[str, str]) -> None:
        names = frozenset(commands.values())
        meant = {word: key for key, words in MEANT.items() if key.split()[0] in names for word in words.split()}
        self._names: Final = sorted(names)
        self._commands: Final = frozenset(commands)
        self._words: Final = {**commands, **meant, **dict.fromkeys(SAID.split(), "")}
        chinese = sorted((word for word in self._words if not word.isascii()), key=len, reverse=True)
        self._token: Final = re.compile(GRAMMAR.replace("WORDS", "|".join(chinese)), re.VERBOSE | re.ASCII)

    def is_sentence(self, text: str) -> bool:
        """Whether a text has words of a question, beside names, numbers and commands."""
        alone = text.isascii() and " " not in text
        return not alone and any(map(self._is_said, self._token.finditer(text)))

    def _is_said(self, match: re.Match[str]) -> bool:
        """Whether a token is a question's: "this week", or a word that is no character of a name."""
        if match["span"]:
            return bool(match["unit"]) or not match["count"].isdecimal()
        word = match["word"] or match["chinese"] or ""
        return self._words.get(word.casefold()) == "" and (word.isascii() or len(word) > 1 or word in _ASKING)

    def left(self, text: str, knows: Callable[[str], bool]) -> list[str]:
        """Return the runs of words in a text that mean nothing here: they may name a program."""
        return self._said(text, "", knows, date.max).words("unknown")

    def read(self, text: str, program: str, knows: Callable[[str], bool], *, today: date) -> PlainQuestion | None:
        """Return the command that a text asks for; None if that is not clear, or if it would change something.

        Args:
            text: plain, see `bot.domain.programs`.
            program: the program's name in it; empty for none.
            knows: whether there is an API of a name.
            today: in China.
        """
        said = self._said(text, program, knows, today)
        if not said.is_clear or not READ.issuperset(said.meant):
            return None
        command, words = _by_values(said) or _by_words(said)
        used = {"today", "fleet"} if command in {*MANY, "changes"} and not program else {"today"}
        return PlainQuestion(command, tuple(words), tuple(each.text for each in said.values if each.kind not in used))

    def nearest(self, text: str, program: str, knows: Callable[[str], bool]) -> list[str]:
        """Three commands with example words, the closest to a text first.

        Args:
            program: what they are to be about; empty for the channel's.
        """
        said = self._said(text, program, knows, date.max)
        versions = said.words("version")
        ranked = list(dict.fromkeys([*said.meant, "report", "raise", "help"]))[:_NEAREST]
        examples = [f"{_EXAMPLES[name]} {program}".strip() if name in _EXAMPLES else name for name in ranked]
        return [each.replace(_VERSION, (*versions, _VERSION)[0]) for each in examples]

    def _said(self, text: str, program: str, knows: Callable[[str], bool], today: date) -> Said:
        if program:
            text = re.sub(re.escape(program), "\n", text, count=1, flags=re.IGNORECASE)
        said, start = Said(program, today), -1
        found = list(self._token.finditer(text))
        if not any(self._words.get(match[0].casefold()) == _CAN for match in found) and not text.startswith(f"{_CAN} "):
            knows = _nothing  # "the map" is a word
        for match in found:
            if self._take(match, said, knows):
                start = -1
                continue
            said.unknown += 1
            if start < 0:
                start = match.start()
            else:
                said.values.pop()
            said.values.append(Value("unknown", text[start : match.end()]))
        return said

    def _take(self, match: re.Match[str], said: Said, knows: Callable[[str], bool]) -> bool:
        """Note what a token says; false if it says nothing here."""
        token = match[0]
        match match.lastgroup:
            case "version" | "number" | "tag" | "share" as kind:
                said.values.append(Value(kind, token))
            case "program":
                said.values.append(Value("program", said.program))
            case "day":
                day = read_day(token, today=said.today) or said.today
                if day > said.today:
                    return False
                said.values.append(Value("ago" if day < said.today else "today", token, (said.today - day).days))
            case "span":
                time = "ago" if match["ago"] else "last" if match["count"].casefold() in _LAST else "span"
                said.values.append(Value(time, token, span_days(match)))
                said.understood += 1
            case "word":
                return self._take_word(token.removesuffix("()"), said, knows)
            case "chinese":
                self._note(token, said)
            case "unknown":
                return False
        return True

    def _take_word(self, word: str, said: Said, knows: Callable[[str], bool]) -> bool:
        lower = word.casefold()
        if is_dotted(word) or is_humped(word) or word.startswith("<") or (lower not in self._words and knows(word)):
            said.values.append(Value("api", word))
        elif lower in self._words:
            self._note(lower, said)
        elif len(lower) >= _SHORTEST and (close := get_close_matches(lower, self._names, n=1, cutoff=_ALIKE)):
            said.lists += close
        else:
            return False
        return True

    def _note(self, word: str, said: Said) -> None:
        said.understood += 1
        said.asks |= word not in self._commands
        key = self._words[word]
        said.lists += [key] if key else []
        said.values += [Value(key, word)] if key == "fleet" else []


def _nothing(_name: str) -> bool:
    return False


_Command = tuple[str, list[str]]
"""Its name and its words."""


def _by_values(said: Said) -> _Command | None:
    """Return the command for an API, a version or a share; None without one."""
    if apis := said.words("api"):
        return "can", [*apis, *said.about(), *said.on("ago", "last")]
    if "cover" in said.meant and not said.has("share"):  # "cover shop 99.5"
        said.values = [replace(each, kind="share") if _is_number(each) else each for each in said.values]
    if said.has("version"):
        return _by_version(said)
    if shares := said.words("share", 1):
        return "cover", [_kept(*shares, lost="raise" in said.meant), *said.about(), *said.on("ago", "last")]
    return None


def _is_number(value: Value) -> bool:
    return value.kind in ("number", "version") and value.text.replace(".", "", 1).isdecimal()


def _by_version(said: Said) -> _Command:
    if said.about_many:
        return "fleet", ["raise", *said.words("version", 1), *said.words("tag", 1)]
    versions = said.words("version")
    if len(versions) > 1 or "trend" in said.meant:
        return "trend", [*said.about(), *versions, *said.on("ago")]
    return "raise", [*versions, *said.about(), *said.on("ago", "last")]


def _by_words(said: Said) -> _Command:
    many = said.about_many
    command = next((name for name in _ORDER if name in said.meant), "fleet" if many else "report")
    if command in MANY and said.program:
        command = "report"
    if command == "programs" and "raise" in said.meant:
        command = "fleet"
    match command:
        case "changes":
            days = [f"{max(time.days, 1)}d" for time in said.take("ago", "last", "span", "today", most=1)]
            return command, [*days, *((said.words("tag", 1) or ["fleet"]) if many else said.about())]
        case "fleet":
            listed = [key.split()[1] for key in said.lists if " " in key] or ["ready"] * ("raise" in said.meant)
            return command, [*listed[:1], *said.words("tag", 1)]
        case "can":
            return command, said.about()
        case "report" | "cover":
            return command, [*said.about(), *said.on("ago", "last")]
        case "trend":
            return command, [*said.about(), *said.on("ago")]
    return command, []


def _kept(share: str, *, lost: bool) -> str:
    """Return the share of users to keep, where a small one is said to be lost."""
    typed = re.sub(r"[^\d.]", "", share)
    return f"{100 - float(typed):g}%" if lost and float(typed) < _HALF else f"{typed}%"
