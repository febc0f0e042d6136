### Baselib 说的每一句话（简体中文）。键和变量与 en.ftl 一一对应。

## 数字、时间、列举

bounds = { $low } 至 { $high }
points = { $number } 个百分点
moment = { $day }（{ $weekday }）{ $time }（{ $zone }）
span-minutes = { $count } 分钟
span-hours = { $count } 小时
span-days = { $count } 天
list-comma = 、
list-last = { $items }、{ $last }
and-more = { $items } 等，另有 { $count } 个
named = { $program }：{ $sentence }
sentences = { $first }{ $second }

## 占比明细

headline-minimum = 当前最低基础库版本为 { $minimum }，{ $loss } 的用户低于该版本，更新微信之前无法打开小程序。
headline-minimum-only = 当前最低基础库版本为 { $minimum }。
headline-no-minimum = 微信没有给出这个小程序的最低基础库版本。
headline-safe = 若要覆盖 { $target } 的用户，最低基础库版本最高可设为 { $version }。
headline-safe-same = 若要覆盖 { $target } 的用户，这已是可设的最高版本。
headline-safe-none = 列出的版本中，没有一个能确定覆盖 { $target } 的用户。
headline-no-data = 微信暂无这个小程序的用户数据。
headline-undetermined = 无法判断微信返回的数字是什么含义，因此不计算影响用户占比。
undetermined-advice = 如果你知道它的含义，请把 `WECHAT_PERCENTAGE_MEANING` 设为 `share`（该版本占比）、`below`（低于该版本）或 `at_or_below`（不高于该版本），必要时把 `WECHAT_PERCENTAGE_SCALE` 设为 `percent` 或 `fraction`，然后重启 Baselib。可以对照微信公众平台设置最低基础库版本时看到的占比。
undetermined-advice-pinned = 请改为 `auto` 或与数据相符的含义，然后重启 Baselib。
no-data-advice = 新的小程序或用户很少的小程序可能还没有数据，请明天再试。

column-version = 基础库版本
column-share = 占比
column-coverage = 覆盖率
column-loss = 影响用户占比
column-number = 微信返回的数字
table-caption = { $program } 各基础库版本的用户占比，{ $day }
table-caption-raw = 微信为 { $program } 返回的原始数字，{ $day }
cell-minimum = { $version }（当前最低）
cell-older = { $version } 及更低（{ $count } 个版本）
cell-older-minimum = { $version } 及更低（{ $count } 个版本，当前最低为 { $minimum }）
legend = 覆盖率：该版本及以上的用户占比。影响用户占比：低于该版本的用户占比，设为最低版本后他们将无法打开小程序。
versions-without-users = 未显示没有用户的 { $count } 个版本。
rows-left-out = 另有 { $count } 行未显示。

data-of = 数据时间：{ $moment }，来源：微信 getSupportVersion 接口。
evidence = 数字按「{ $meaning }」读取，{ $scale }。{ $reason }
meaning-share = 各版本的用户占比
meaning-below = 低于该版本的用户占比
meaning-at_or_below = 该版本及以下的用户占比
scale-percent = 单位为百分比
scale-fraction = 以 1 为全部用户
reason-adds-up = 依据：总和为 { $total }。
reason-never-falls = 依据：从最旧到最新的版本，数字从不减小，总和为 { $total }，所以只能是累计值。
reason-pinned = 依据：配置项 `WECHAT_PERCENTAGE_MEANING`。
reason-remembered = 单凭这些数字无法证明，但这个小程序以前的数据已经证明。
reason-all-zero = 微信返回的数字全部为零。
reason-empty = 微信返回的列表是空的。
reason-ambiguous = 这些数字有不止一种读法。
reason-fits-nothing = 数字总和为 { $total }，既不像各版本占比，也不像累计值。
reason-pin-contradicted = 配置项 `WECHAT_PERCENTAGE_MEANING` 指定了含义，但这些数字不可能是那个含义。

other-labels = 没有版本号的条目，计入总数，但不计入覆盖率：{ $labels }。
other-labels-uncounted = 没有版本号、因此未计入的条目：{ $labels }。
other-label = { $label }（{ $share }）
label-empty = （无名称）
unreported = 微信的列表中缺少 { $share } 的用户，他们可能在任何版本上，因此覆盖率和影响用户占比以区间给出。
newer-than-listed = { $share } 的用户高于列出的最新版本 { $version }。
older-than-listed = { $share } 的用户低于列出的最旧版本 { $version }。

suspicion-single-version = 只有一个版本有用户。除非用户极少，这样的列表往往不完整：提高最低版本之前，请明天再看一次。
suspicion-low-total = 占比之和只有 { $total }：微信漏掉了不少用户。
suspicion-newest-missing = 上一次数据中的最新版本有用户，这次却不在列表里。
suspicion-roll-back = 最新版本的覆盖率在三天内下降了 3 个百分点以上，可能是微信回退了该版本。
suspicion-contradicts = 这个小程序以前的数字要按「{ $meaning }」读取。作决定之前，请与微信公众平台的数据核对。

stale-of = 现在无法读取微信的数据，以下是保存的最近一次数据，取自 { $moment }。
stale = 现在无法读取微信的数据，以下是保存的最近一次数据，距今 { $age }。
overcounted = 占比之和为 { $total }，超过了全部用户，因此覆盖率和影响用户占比以区间给出。
shared-by = 由 { $user } 分享
shared = 已分享到本频道。

button-refresh = 刷新
button-share = 分享到频道
button-all = 全部版本
button-open = 查看完整占比
button-open-label = 查看 { $program } 的完整占比
button-digest-here = 在此频道发送周报
button-send-now = 立即发送
button-change = 修改
button-off = 关闭
what-if = 如果最低版本设为……
what-if-loss = 影响 { $loss } 的用户

## 提高最低版本与覆盖率

raise = 如果最低基础库版本设为 { $version }，{ $loss } 的用户将无法打开小程序：他们的基础库低于 { $version }。
raise-guaranteed = 最低基础库版本已经是 { $minimum }，能打开小程序的用户都在 { $version } 或以上。低于 { $version } 的用户占 { $loss }。
raise-included = 其中 { $loss } 的用户本来就低于当前最低版本 { $minimum }。
raise-week-ago = 一周前为 { $loss }（至今 { $change }）。
raise-four-weeks-ago = 四周前为 { $loss }（至今 { $change }）。
raise-nothing-kept = 没有保存一周前或四周前可以比较的数据，暂时看不出变化。
raise-lower = 低一个版本，{ $version }：{ $loss }。
raise-higher = 高一个版本，{ $version }：{ $loss }。
raise-lowest = 没有列出更低的版本。
raise-highest = 没有列出更高的版本。
raise-not-listed = 微信没有为这个小程序列出 { $version }。请核对版本号：从未发布过的版本不能设为最低版本。

cover = 若要覆盖 { $target } 的用户，最低基础库版本最高可设为 { $version }：{ $coverage } 的用户在该版本或以上。
cover-none = 列出的版本中，没有一个能确定覆盖 { $target } 的用户。
cover-higher = 再高一个版本，{ $version }，覆盖率为 { $coverage }。
cover-highest = 它是列出的最新版本。
cover-present = 当前最低基础库版本为 { $minimum }。

## 小程序、频道默认、帮助、等待

programs-title = { $count } 个小程序
programs-text = 可以查询 { $count } 个小程序：{ $names }。
programs-channel = ← 本频道的小程序
programs-more = ……另有 { $count } 个，可以用别名、appid 或名称开头查询。
programs-none = 尚未配置小程序。请 Baselib 的运维人员在 `WECHAT_PROGRAMS` 中列出，例如 `shop=wx1234567890abcdef`。
programs-choose = 用 `/baselib use <program>` 设定本频道默认的小程序。

used = 以后在本频道不写小程序名时，指的就是 { $program }。输入 `/baselib` 查看它的用户占比。

help-title = Baselib 能告诉你什么
help-intro = 提高最低基础库版本会影响多少用户，这个比例在怎样变化？
help-programs-named = 小程序可以用别名、appid 或名称的开头来指定。不写时，指本频道的小程序，或唯一的那个。
help-report = 各版本的用户占比、覆盖率，以及设为最低版本的影响
help-raise = 把最低版本提高到某个版本会影响多少用户，现在和以前
help-cover = 能覆盖指定比例用户的最高版本
help-programs = 可以查询的全部小程序
help-use = 设定本频道默认的小程序
help-digest = 本频道的周报：查看、设定（`mon 09:00 Asia/Shanghai`）、立即发送（`now`）或关闭（`off`）
help-help = 本列表

fetching = 正在读取微信数据，结果会替换这条消息。

## 周报：订阅

subscription-title = 周报
subscription-schedule = 每{ $weekday } { $time }（{ $zone }）
subscription-programs = 小程序：{ $programs }
subscription-programs-default = 小程序：本频道默认的小程序；没有设定时为全部
subscription-language = 语言：{ $language }
subscription-next = 下一次：{ $local }，{ $span }后，即 { $utc }。
subscription-last = 上一次：{ $moment }。{ $outcome }
subscription-last-none = 还没有发送过。
subscription-paused = 周报已暂停，因为无法在本频道发消息（{ $code }）。请用 `/invite @Baselib` 邀请机器人，再点「修改」并保存。
subscription-show = 本频道在每{ $weekday } { $time }（{ $zone }）收到周报。下一次：{ $local }。
subscription-set = 本频道将在每{ $weekday } { $time }（{ $zone }）收到周报。第一次：{ $local }，即 { $utc }。
subscription-sent = 周报已发送到本频道，发送时间不变。
subscription-ended = 本频道不再收到周报。输入 `/baselib digest { $schedule }` 可以恢复。
off-title = 关闭周报？
off-text = 本频道将不再收到周报，以后随时可以重新设定。
off-yes = 关闭
off-no = 保留
language-en = English
language-zh-CN = 简体中文

delivery-reason-sent = 已发送。
delivery-reason-late = 已补发：到时间时 Baselib 没有运行。
delivery-reason-waiting = 正在发送。
delivery-reason-missed = 已跳过：当时 Baselib 没有运行，之后已经太晚。
delivery-reason-ended = 已跳过：周报已经关闭。
delivery-reason-paused = 已跳过：周报处于暂停状态。
delivery-reason-workspace-ended = 没有发送：这个工作区不再安装本应用，或它的令牌已失效。
delivery-reason-no-program = 没有发送：没有可以报告的小程序。
delivery-reason-wechat = 没有发送：无法读取微信数据，也没有保存的数据可以显示。
delivery-reason-slack-busy = 没有发送：Slack 要求等待，直到错过时限。
delivery-reason-channel-unavailable = 没有发送：无法在本频道发消息。
delivery-reason-slack-refused = 没有发送：Slack 拒绝了这条消息。
delivery-reason-unclear = 可能已送达，也可能没有：没有收到 Slack 的答复。
delivery-reason-interrupted = 可能已送达，也可能没有：Baselib 在发送途中停止了。
delivery-reason-gave-up = 没有发送：多次重试，直到错过时限。
delivery-reason-other = 没有发送。
delivery-reason-with-code = { $reason }（Slack：{ $code }）

schedule-title = 周报
schedule-save = 保存
schedule-cancel = 取消
schedule-weekday = 星期
schedule-time = 时间
schedule-zone = 时区
schedule-zone-hint = 例如 Asia/Shanghai 或 Europe/Berlin
schedule-language = 语言

## 周报：消息

digest-title = 基础库周报，{ $day }
digest-title-undated = 基础库周报
digest-text = { $count ->
    [0] 基础库周报。{ $first }
   *[other] 基础库周报。{ $first }另有 { $count } 个小程序。
}
digest-empty = 没有可以报告的小程序。
digest-late = 补发：原定时间为 { $moment }。
digest-minimum-raised = 最近一周，最低版本从 { $before } 提高到了 { $now }。
digest-minimum-lowered = 最近一周，最低版本从 { $before } 降低到了 { $now }。
digest-safe-moved-up = 一周前为 { $before }，现在更高了。
digest-safe-moved-down = 一周前为 { $before }，现在更低了。
digest-safe-unmoved = 与一周前相同。
digest-coverage-intro = 各版本的覆盖率（该版本及以上的用户占比）：
digest-movement = { $version }：{ $coverage }（比一周前 { $week }，比四周前 { $four }）
digest-movement-now = { $version }：{ $coverage }
digest-unknown-change = 未知
digest-new = 新出现：{ $versions }
digest-gone = 不再列出：{ $versions }
digest-compact = { $program }：最低版本 { $minimum }，{ $loss } 的用户低于该版本；若要覆盖 { $target }，最高可设为 { $safe }。
digest-compact-no-safe = { $program }：最低版本 { $minimum }，{ $loss } 的用户低于该版本；没有版本能确定覆盖 { $target }。
digest-compact-no-minimum = { $program }：微信没有给出最低版本；若要覆盖 { $target }，最高可设为 { $safe }。
digest-compact-nothing = { $program }：微信没有给出最低版本；没有版本能确定覆盖 { $target }。
digest-programs-left-out = 还有 { $count } 个小程序放不下，可以用 `/baselib report <program>` 查看。
column-week = 比一周前
column-four-weeks = 比四周前
digest-table-caption = { $program } 各版本的覆盖率（该版本及以上的用户占比），{ $day }
chart-title = 覆盖率变化
chart-title-program = 覆盖率变化：{ $program }
chart-x = 周
chart-y = 用户占比（%）

## 错误：发生了什么，接下来怎么办

error-unexpected = 发生了不应发生的错误。请再试一次；如果仍然出现，请 Baselib 的运维人员查看日志。
error-unknown-subcommand = 没有「{ $word }」这个子命令。输入 `/baselib help` 查看全部。
    .suggested = 没有「{ $word }」这个子命令。你是不是想输入 `/baselib { $suggestion }`？
error-no-program = { $count ->
    [0] 尚未配置小程序。请 Baselib 的运维人员在 `WECHAT_PROGRAMS` 中列出，例如 `shop=wx1234567890abcdef`。
   *[other] 共有 { $count } 个小程序，而本频道没有默认的。请写明一个，或用 `/baselib use <program>` 选定；`/baselib programs` 列出全部。
}
error-unknown-program = 没有叫「{ $name }」的小程序。`/baselib programs` 列出全部。
    .suggested = 没有叫「{ $name }」的小程序。你是不是想找「{ $suggestion }」？`/baselib programs` 列出全部。
error-ambiguous-program = 有多个小程序以「{ $name }」开头：{ $matches }。请多写几个字，或写别名或 appid。
error-bad-version = 「{ $text }」不是基础库版本号。请输入用点分隔的数字，例如 `3.0.0`。
error-bad-percent = 「{ $text }」不是用户占比。请输入大于 0、不超过 100 的数字，例如 `99` 或 `99.5`。
error-bad-schedule = { $part ->
    [weekday] 「{ $text }」不是星期。请输入 `周一` 至 `周日`，或 `mon` 至 `sun`。
    [time] 「{ $text }」不是时间。请输入时和分，例如 `09:00`。
   *[zone] 「{ $text }」不是时区。请输入时区名，例如 `Asia/Shanghai`。
}
    .suggested = { $part ->
        [weekday] 「{ $text }」不是星期。请输入例如 `{ $suggestion }` 或 `周一`。
        [time] 「{ $text }」不是时间。请输入时和分，例如 `{ $suggestion }`。
       *[zone] 「{ $text }」不是时区。你是不是想输入 `{ $suggestion }`？
    }
error-missing-argument = `{ $subcommand }` 后面缺少内容。请输入 `{ $usage }`。
error-no-subscription = 本频道没有周报。输入 `/baselib digest mon 09:00 Asia/Shanghai` 即可开始，星期、时间和时区可以自选。
error-stale-control = 这个按钮或选项已经失效。输入 `/baselib` 重新查看。

error-settings = 配置项 `{ $name }` 缺失或有误：{ $reason }。请 Baselib 的运维人员修改 `.env` 并重启。
settings-reason-missing = 没有设置
settings-reason-not-allowed = 不允许这个值
settings-reason-not-a-schedule = 不是 `mon 09:00` 这样的星期和时间，或不是 `Asia/Shanghai` 这样的时区
settings-reason-not-a-url = 不是 http 或 https 地址
settings-reason-not-loopback = 只允许本机地址
settings-reason-not-programs = 不是 `shop=wx1234567890abcdef,news=wx0987654321fedcba` 这样的列表
settings-reason-programs-twice = 同一个 appid 出现了两次
settings-reason-no-url = 不是 `sqlite:///baselib.db` 这样的数据库地址
settings-reason-not-sqlite-or-postgresql = 只允许 `sqlite:///` 和 `postgresql://` 地址
settings-reason-no-file = 没有写明文件
settings-reason-other = 无法读取
error-wechat-refused = { $meaning }{ $advice }（{ $evidence }）
error-token-service-refused = 提供微信 access_token 的服务拒绝了请求（HTTP { $status }）。请 Baselib 的运维人员检查 `WECHAT_TOKEN_URL` 和 `WECHAT_TOKEN_BEARER`。
error-slack-refused = Slack 拒绝了 `{ $method }`（{ $code }）。请 Baselib 的运维人员在 Slack 文档中查找这个错误码。
error-channel-unavailable = 无法在本频道发消息（{ $code }）。请用 `/invite @Baselib` 邀请机器人，或换一个频道。
error-workspace-unavailable = Slack 在这个工作区不再接受本应用（{ $code }）。请重新安装。
error-storage-unavailable = { $reason ->
    [locked] 数据库被其他程序锁定。请一分钟后再试；如果仍然出现，请 Baselib 的运维人员检查是否有另一个进程在使用同一个文件。
    [in-use] 另一个 Baselib 正在使用这个数据库文件；两个同时运行会把每份周报发两次。请停止它，或为这一个设置另一个 `DATABASE_URL`；需要同时运行多个时请使用 PostgreSQL。
    [read-only] 数据库无法写入。请 Baselib 的运维人员检查文件权限和磁盘空间。
    [newer] 数据库由更新版本的 Baselib 创建。请 Baselib 的运维人员装回较新的版本。
    [older] 数据库的结构比当前的 Baselib 旧。请 Baselib 的运维人员运行 `baselib db upgrade`。
   *[broken] 数据库无法使用。请 Baselib 的运维人员检查 `DATABASE_URL` 并查看日志。
}

error-wechat-busy = { $meaning }{ $advice }（{ $evidence }）
error-wechat-limited = { $meaning }{ $advice }Baselib 会在 { $until }之后再次请求。（{ $evidence }）
error-wechat-unreachable = { $reason ->
    [timeout] { $host } 没有及时答复。请几分钟后再试；如果仍然出现，请 Baselib 的运维人员检查网络。
   *[connection] 无法连接 { $host }。请几分钟后再试；如果仍然出现，请 Baselib 的运维人员检查网络和配置中的地址。
}
error-wechat-unreadable = { $reason ->
    [not-json] 微信的答复不是 JSON（{ $detail }）。请几分钟后再试；如果仍然出现，可能是中间的代理造成的。
    [too-large] 微信的答复过大，不像是占比数据（{ $detail }）。请几分钟后再试；如果仍然出现，可能是中间的代理造成的。
    [status] 微信返回了 HTTP 错误（{ $detail }）。请几分钟后再试。
   *[shape] 微信的答复中没有占比数据（{ $detail }）。请几分钟后再试；如果仍然出现，请告诉 Baselib 的运维人员。
}
error-slack-busy = Slack 要求等待 { $retry_after } 秒，消息没有发出。请稍后再试。
error-slack-unclear = 没有收到 Slack 的答复，消息可能已送达，也可能没有。再次发送之前，请先看一下频道。
error-nothing-kept = 还没有保存 { $program } 的数据。输入 `/baselib report` 从微信读取。
error-meaning-unproved = 无法判断微信为 { $program } 返回的数字是什么含义，因此不计算影响用户占比。输入 `/baselib report` 可以看到这些数字、原因和解决办法。
error-too-busy = 此刻查询的人太多，请几秒后再试。
error-shutting-down = Baselib 正在重启，请一分钟后再试。

## 微信错误码

wechat-evidence = errcode { $code }，rid { $rid }
wechat-evidence-errmsg = errcode { $code }，{ $errmsg }，rid { $rid }
wechat-no-rid = 无
wechat-minus-1 = 微信系统繁忙。
    .advice = 请几分钟后再试。
wechat-40001 = 微信认为 access_token 无效，或不是最新的。
    .advice = 可能有其他程序也在为同一账号获取 access_token，使我们的失效：请只由一个服务统一获取。如果是用 AppSecret 换取时出现，请检查密钥。
wechat-40013 = 微信不认识这个 appid。
    .advice = 请在 `WECHAT_PROGRAMS` 中更正。
wechat-40014 = 微信认为 access_token 不合法。
    .advice = 请检查它的来源；手工复制的可能不完整或已失效。
wechat-40091 = 微信认为第三方平台的 component_verify_ticket 无效。
    .advice = 下一个 ticket 到达后即可恢复，微信每十分钟推送一次。
wechat-40094 = 微信认为第三方平台的凭证无效。
    .advice = 请检查 `WECHAT_COMPONENT_APPID` 和 `WECHAT_COMPONENT_SECRET`。
wechat-40097 = 微信认为参数有误。
    .advice = 这是 Baselib 的缺陷，请连同 rid 一起反馈。
wechat-40125 = 微信认为 AppSecret 有误。
    .advice = 请从微信公众平台重新复制；每次重置后它都会改变。
wechat-40164 = 微信不接受来自本服务器 IP 的调用。
    .advice = 请在微信公众平台把该 IP 加入小程序的 IP 白名单。
wechat-40170 = 微信认为列表中的条目过多。
    .advice = 这是 Baselib 的缺陷，请连同 rid 一起反馈。
wechat-40243 = AppSecret 已被冻结。
    .advice = 请在微信公众平台解冻。
wechat-41001 = 微信没有收到 access_token。
    .advice = 请检查它的来源；如果已经设置，这是 Baselib 的缺陷，请反馈。
wechat-41002 = 微信没有收到 appid。
    .advice = 请检查 `WECHAT_PROGRAMS`；如果已经设置，这是 Baselib 的缺陷，请反馈。
wechat-41004 = 微信没有收到 secret。
    .advice = 请检查配置中的密钥；如果已经设置，这是 Baselib 的缺陷，请反馈。
wechat-41018 = 微信没有收到 component_appid。
    .advice = 请检查 `WECHAT_COMPONENT_APPID`；如果已经设置，这是 Baselib 的缺陷，请反馈。
wechat-41021 = 微信没有收到 component_access_token。
    .advice = 请检查以 `WECHAT_COMPONENT_` 开头的配置项；如果已经设置，这是 Baselib 的缺陷，请反馈。
wechat-42001 = access_token 已过期。
    .advice = 请检查它的来源：重新获取的也已过期。
wechat-42002 = refresh_token 已过期。
    .advice = 请小程序管理员重新授权第三方平台。
wechat-42006 = component_access_token 已过期。
    .advice = 请一分钟后再试；如果仍然出现，请检查能否收到微信推送的 ticket。
wechat-42007 = 小程序账号修改过密码，授权已失效。
    .advice = 请小程序管理员重新授权第三方平台。
wechat-43001 = 微信要求使用 GET 请求。
    .advice = 请检查 `WECHAT_API_URL`；如果无误，这是 Baselib 的缺陷，请反馈。
wechat-43002 = 微信要求使用 POST 请求。
    .advice = 请检查 `WECHAT_API_URL`：会重定向的代理会把 POST 变成 GET。
wechat-43003 = 微信要求使用 HTTPS。
    .advice = `WECHAT_API_URL` 应以 `https://` 开头。
wechat-44002 = 微信收到的请求是空的。
    .advice = 可能是代理丢掉了请求内容；如果没有代理，这是 Baselib 的缺陷，请反馈。
wechat-45009 = 这个小程序今天的接口调用次数已用完。
    .advice = 北京时间零点恢复，在此之前显示保存的最近一次数据。
wechat-45011 = 一分钟内对微信的调用过于频繁。
    .advice = 请等待一分钟。
wechat-45035 = 微信不接受来自本服务器 IP 的调用。
    .advice = 请在微信公众平台把该 IP 加入账号的 IP 白名单。
wechat-47001 = 微信无法把请求解析为 JSON。
    .advice = 可能是代理改动了请求内容；如果没有代理，这是 Baselib 的缺陷，请反馈。
wechat-48001 = 微信没有向这个账号或这类 access_token 开放此接口。
    .advice = getSupportVersion 需要第三方平台代小程序调用的 authorizer_access_token，并且拥有权限集 18。
wechat-48004 = 微信已封禁该账号的此接口。
    .advice = 请账号所有者在微信公众平台查看原因。
wechat-48006 = 该账号清零调用次数的机会已用完。
    .advice = 请等到下个月。
wechat-48017 = 微信 API 的这个香港接入点已停用。
    .advice = 请用域名 api.weixin.qq.com 调用，不要用 IP 地址。
wechat-50001 = 小程序没有授权此接口。
    .advice = 请小程序管理员重新授权第三方平台。
wechat-50002 = 小程序账号受限、被冻结或已注销。
    .advice = 请联系账号所有者。
wechat-61003 = 小程序没有授权给这个第三方平台。
    .advice = 请小程序管理员重新授权第三方平台。
wechat-61004 = 第三方平台没有登记本服务器的 IP。
    .advice = 请把微信指出的 IP 加入第三方平台的 IP 白名单（微信开放平台，开发资料）。
wechat-61005 = 第三方平台的 component_verify_ticket 已过期。
    .advice = 请检查能否收到微信的推送；收不到时调用 api_start_push_ticket 重新启动推送，并等待十分钟。
wechat-61006 = 第三方平台的 component_verify_ticket 无效。
    .advice = 请检查能否收到微信的推送；收不到时调用 api_start_push_ticket 重新启动推送，并等待十分钟。
wechat-61007 = 小程序没有授予权限集 18（开发管理与数据分析）。
    .advice = 请小程序管理员重新授权第三方平台，并勾选权限集 18。
wechat-61009 = 授权码无效。
    .advice = 请重新发起授权。
wechat-61010 = 授权码已过期。
    .advice = 请重新发起授权。
wechat-61011 = 微信认为第三方平台无效。
    .advice = 请检查 `WECHAT_COMPONENT_APPID`。
wechat-61014 = 这里需要第三方平台的令牌。
    .advice = 请检查令牌的来源，Baselib 得到的类型不对。
wechat-61015 = 这里需要小程序的令牌。
    .advice = 请检查令牌的来源，Baselib 得到的类型不对。
wechat-61016 = 第三方平台的一项权限等待确认。
    .advice = 请小程序所有者在微信公众平台确认。
wechat-61017 = 小程序没有确认第三方平台的一项权限。
    .advice = 请小程序所有者在微信公众平台确认。
wechat-61023 = refresh_token 无效。
    .advice = 请小程序管理员重新授权第三方平台。
wechat-61024 = 这里需要 component_access_token。
    .advice = 请检查令牌的来源，Baselib 得到的类型不对。
wechat-76001 = 微信不认识这个 rid。
    .advice = rid 只能在七天内、用同一账号的令牌查询。
wechat-76003 = 微信拒绝查询这个 rid 或调用次数。
    .advice = 请用发起调用的账号的令牌查询。
wechat-76021 = 微信不认识所查询额度的接口。
    .advice = 这是 Baselib 的缺陷，请连同 rid 一起反馈。
wechat-76022 = 该账号无权查询此接口的调用次数。
    .advice = 无需处理，只是不显示调用次数。
wechat-85015 = 微信没有这个基础库版本。
    .advice = 请从占比明细中选择一个已发布的版本。
wechat-86000 = 微信只向第三方平台开放此接口。
    .advice = 小程序自己的 access_token 不够：请使用第三方平台的（`WECHAT_TOKEN_URL` 或以 `WECHAT_COMPONENT_` 开头的配置项）。
wechat-89014 = 微信不接受把这个基础库版本设为最低版本。
    .advice = 请从占比明细中选择一个已发布的版本。
wechat-other = 微信拒绝了请求。
    .advice = 请在微信文档中查找这个错误码或 rid。
### 命令行与启动。

cli = 微信小程序提高最低基础库版本会影响哪些用户？在这里问，或者在 Slack 里问。
cli-program = 别名、appid 或昵称开头；只有一个小程序时可以省略。
cli-json = 输出 JSON，而不是文字。
cli-run = 运行机器人：回答 Slack 中的提问并发送周报。
cli-report = 显示小程序在各基础库版本上的用户占比。
cli-raise = 显示把最低版本提高到某个版本会影响多少用户。
cli-cover = 显示能保留这一百分比用户的最高最低版本。
cli-db = 管理数据库。
cli-db-upgrade = 把数据库表升级到最新版本。
cli-db-upgraded = 数据库已是最新。
cli-demo = 不需要 Slack 或微信账号即可试用：一切都在本机运行。
cli-demo-port = 页面使用的端口；机器人和微信使用相邻的端口。
cli-demo-socket-mode = 让机器人通过 Socket Mode 而不是 HTTP 连接。
cli-demo-ready =
    沙箱已就绪：在浏览器中打开 { $url }，然后输入 /baselib
    按 Ctrl-C 结束。不会保留任何数据。
cli-demo-failed = 演示已结束：{ $why }。请重新运行；如果仍然失败，请查看上面的输出。

settings-missing = Baselib 无法启动：缺少一些设置。请填写 { $file } 中的以下各行（没有该文件时请复制 .env.example）：
settings-where-slack-bot-token = api.slack.com/apps → 你的应用 → OAuth & Permissions → Bot User OAuth Token（xoxb-…）
settings-where-slack-signing-secret = api.slack.com/apps → 你的应用 → Basic Information → Signing Secret；或者设置 SLACK_APP_TOKEN 使用 Socket Mode
settings-where-wechat-programs = 你的小程序，格式为 alias=appid,alias2=appid2；appid 在 mp.weixin.qq.com → 开发 → 开发设置
settings-where-wechat-access-token = 试用时填 authorizer_access_token；长期使用请改为设置 WECHAT_TOKEN_URL（你自己的令牌服务）或 WECHAT_APP_SECRET
