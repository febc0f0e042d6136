### 版本分布

headline-raise = 建议将最低版本提高到 { $version }：影响 { $loss } 的用户。
headline-raise-now = 目前的最低版本 { $minimum } 影响 { $loss }。
headline-keep = 保持 { $minimum }：再提高就无法覆盖 { $target } 的用户。
headline-keep-loss = { $loss } 的用户在更新微信前无法打开小程序。
headline-too-high = 当前最低版本 { $minimum } 影响 { $loss } 的用户；{ $version } 可覆盖 { $target }。
headline-minimum = 当前最低基础库版本为 { $minimum }：{ $loss } 的用户受影响，更新微信后才能打开小程序。
headline-minimum-only = 当前最低基础库版本为 { $minimum }。
headline-no-minimum = 微信没有返回此小程序的最低基础库版本。
headline-safe = 可覆盖 { $target } 用户的最高版本是 { $version }。
headline-safe-same = 当前最低版本已是可覆盖 { $target } 用户的最高版本。
headline-safe-none = 列出的版本中，没有一个能确保覆盖 { $target } 的用户。
headline-all-of-wechat = 可覆盖 { $target } 用户的最高版本是 { $version }：{ $loss } 的用户低于它。
all-of-wechat = 微信全体用户（Android 和 iOS），不是某个小程序的用户。
headline-no-data = 微信暂无此小程序的用户数据。
headline-undetermined = 微信返回的数据含义不明，因此不计算受影响用户占比。
undetermined-advice = 请对照微信公众平台上的版本占比。Baselib 运维人员：将 `WECHAT_PERCENTAGE_MEANING` 设为 `share`（各版本占比）、`below`（低于该版本）或 `at_or_below`（不高于该版本），必要时将 `WECHAT_PERCENTAGE_SCALE` 设为 `percent` 或 `fraction`，然后重启 Baselib。
undetermined-advice-pinned = Baselib 运维人员：改为 `auto` 或与数据相符的含义，然后重启 Baselib。
no-data-advice = 新的或用户很少的小程序可能还没有数据，请明天再试。

column-version = 版本
column-share = 占比
column-coverage = 覆盖率
column-loss = 受影响用户占比
column-number = 微信返回值
table-caption = { $program } 的版本分布，{ $day }
table-caption-raw = 微信返回的 { $program } 原始数据，{ $day }
when-now = 当前
when-then = 当时
cell-minimum = { $version }（{ $when }最低）
cell-older = { $version } 及更低（{ $count } 个版本）
cell-older-minimum = { $version } 及更低（{ $count } 个版本，{ $when }最低为 { $minimum }）
legend = 覆盖率：该版本及以上的用户占比。受影响用户占比：低于该版本的用户占比；设为最低版本后，他们将无法打开小程序。
legend-all-of-wechat = 覆盖率：该版本及以上的用户占比。受影响用户占比：低于该版本的用户占比；他们无法打开以此为最低版本的小程序。
versions-without-users = 没有用户的 { $count } 个版本未显示。
rows-left-out = 另有 { $count } 行未显示。

data-of = 数据时间：{ $moment }，来自微信（getSupportVersion）。
data-of-public = 微信 { $day } 公布的数据，读取时间：{ $moment }。
evidence = 数据口径：{ $meaning }（{ $scale }）。{ $reason }
meaning-share = 各版本的用户占比
meaning-below = 低于该版本的用户占比
meaning-at_or_below = 不高于该版本的用户占比
scale-percent = %
scale-fraction = 小数形式，1 = 100%
reason-adds-up = 合计 { $total }。
reason-never-falls = 微信返回的是累计值（合计 { $total }），已换算为各版本占比。
reason-pinned = 由 `WECHAT_PERCENTAGE_MEANING` 指定。
reason-like-public = 这些值有多种可能的含义；按此口径读取时，与微信公布的数据相符。
reason-remembered = 仅凭本次数据无法证明，但此小程序以前的数据已经证明。
reason-all-zero = 所有值均为零。
reason-empty = 列表为空。
reason-ambiguous = 这些值有多种可能的含义，微信公布的数据和此小程序以前的数据都无法判断。如已知其含义，请设置 `WECHAT_PERCENTAGE_MEANING`。
reason-fits-nothing = 合计 { $total }，既不是各版本占比，也不是累计值。
reason-pin-contradicted = `WECHAT_PERCENTAGE_MEANING` 指定的含义与数据矛盾。

other-labels = 没有版本号，计入总数，不计入覆盖率：{ $labels }。
other-labels-uncounted = 没有版本号，未计入：{ $labels }。
other-label = { $label }（{ $share }）
label-empty = （无名称）
unreported = 微信的列表缺少 { $share } 的用户，他们可能在任何版本上，因此结果以区间给出。
newer-than-listed = { $share } 的用户高于列表中最新的版本 { $version }。
older-than-listed = { $share } 的用户低于列表中最旧的版本 { $version }。

suspicion-single-version = 只有一个版本有用户。除非用户极少，否则列表多半不完整：提高最低版本之前，请明天再查一次。
suspicion-low-total = 合计只有 { $total }：微信的列表缺少大量用户。
suspicion-newest-missing = 列表缺少近期有用户的最新版本；连续三天缺少即视为已撤回。
suspicion-contradicts = 此小程序以前的数据口径为“{ $meaning }”。决定之前，请与微信公众平台核对。

stale-of = 暂时无法读取微信数据。以下是 { $moment }保存的最近一次数据。
stale = 暂时无法读取微信数据。以下是 { $age }前保存的最近一次数据。
overcounted = 合计 { $total }，超过 100%，因此结果以区间给出。
shared-by = 由 { $user } 分享
shared = 已分享到本频道。

button-refresh = 刷新
button-share = 分享到频道
button-all = 全部版本
button-open = 查看版本分布
button-open-label = 查看 { $program } 的版本分布
button-digest-here = 在此订阅每周简报
button-send-now = 立即发送
button-change = 修改
button-off = 关闭
what-if = 如果最低版本设为…
what-if-loss = { $loss } 受影响

### 回看某一天

as-of = 截至 { $day }
as-of-text = 截至 { $day }，{ $sentence }
as-of-older = 没有 { $day } 的数据，以下是 { $kept } 的数据。

fetching = 正在读取微信数据，请稍候。
