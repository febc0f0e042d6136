"""The words of questions, in English and Chinese, as they are typed: without apostrophes."""

from typing import Final

from bot.domain.report.as_of import SPAN

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
