### 占比明细

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
when-now = 当前
when-then = 当时
cell-minimum = { $version }（{ $when }最低）
cell-older = { $version } 及更低（{ $count } 个版本）
cell-older-minimum = { $version } 及更低（{ $count } 个版本，{ $when }最低为 { $minimum }）
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
suspicion-newest-missing = 近日有用户的最新版本这次不在列表里；如果连续三天都没有，就视为已被撤回。
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
button-digest-here = 每周在此发送简报
button-send-now = 立即发送
button-change = 修改
button-off = 关闭
what-if = 如果最低版本设为……
what-if-loss = 影响 { $loss } 的用户

### 回看某一天

as-of = 截至 { $day }
as-of-text = 截至 { $day }，{ $sentence }
as-of-older = 没有保存 { $day } 的数据，以下是 { $kept } 的数据。

fetching = 正在读取微信数据，结果马上就来。
