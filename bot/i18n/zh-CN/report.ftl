### 版本分布

users-about = 30 天约 { $all } 用户中的 { $people } 人
users-almost-all = 30 天约 { $all } 用户中的几乎全部
headline-raise = 建议将最低版本提高到 { $version }：影响 { $loss } 的用户。
    .users = 建议将最低版本提高到 { $version }：影响 { $loss } 的用户，即 { $users }。
headline-keep = 保持 { $minimum }：它是可覆盖 { $target } 用户的最高版本（影响 { $loss }）。
    .users = 保持 { $minimum }：它是可覆盖 { $target } 用户的最高版本（影响 { $loss }，即 { $users }）。
    .broken = 保持 { $minimum }：在微信统计变化之前，它是可覆盖 { $target } 用户的最高版本。
headline-set = 建议将最低版本设为 { $version }：影响 { $loss } 的用户。
    .users = 建议将最低版本设为 { $version }：影响 { $loss } 的用户，即 { $users }。
headline-review = { $minimum } 影响 { $loss } 的用户；{ $version ->
    [none] 列出的版本中，没有一个能确保覆盖 { $target }。
   *[other] { $version } 可覆盖 { $target }。
}
    .users = { $minimum } 影响 { $loss } 的用户，即 { $users }；{ $version ->
        [none] 列出的版本中，没有一个能确保覆盖 { $target }。
       *[other] { $version } 可覆盖 { $target }。
    }
advice-raise = 可提高到 { $version }（影响 { $safe_loss }）
advice-keep = 保持 { $minimum }（影响 { $loss }）
advice-review = ⚠️ { $minimum } 影响 { $loss } 的用户；{ $version ->
    [none] 列出的版本中，没有一个能确保覆盖 { $target }
   *[other] { $version } 可覆盖 { $target }
}
advice-know = { $version } 可覆盖 { $target }（低于它的占 { $safe_loss }）
    .broken = 在微信统计变化之前，{ $version } 可覆盖 { $target }
advice-none = 没有版本能确保覆盖 { $target }
advice-now = { $advice }；当前 { $minimum }（{ $loss }）
advice-no-minimum = { $advice }；微信没有返回最低版本
headline-lower = 降低最低版本同样需要决定：{ $version } 影响 { $loss }。
headline-highest = 可覆盖 { $target } 用户的最高版本是 { $version }（影响 { $loss }）。
    .users = 可覆盖 { $target } 用户的最高版本是 { $version }（影响 { $loss }，即 { $users }）。
    .broken = 请先等待：在微信统计变化之前，可覆盖 { $target } 用户的最高版本是 { $version }。
headline-safe-none = 列出的版本中，没有一个能确保覆盖 { $target } 的用户。
headline-now = 当前 { $minimum }（{ $loss }）。
headline-then = 当时的最低版本：{ $minimum }（{ $loss }）。
headline-minimum-only = 当前最低基础库版本为 { $minimum }。
headline-no-minimum = 微信没有返回此小程序的最低基础库版本。
outlook = { $dated ->
    [yes] 下一候选版本 { $version }：{ $safe }；会影响 { $loss }。
   *[no] 下一候选版本 { $version }：{ $safe }；今天会影响 { $loss }。
}
outlook-cost = { $dated ->
    [yes] 下一候选版本 { $version }：会影响 { $loss }。
   *[no] 下一候选版本 { $version }：今天会影响 { $loss }。
}
outlook-today-only = { $version } 当天可覆盖 { $target }，一周内还没有达到：受影响 { $loss }。
outlook-early = { $dated ->
    [yes] 下一候选版本 { $version }：会影响 { $loss }。积累四周数据后才能预测。
   *[no] 下一候选版本 { $version }：今天会影响 { $loss }。积累四周数据后才能预测。
}
outlook-minimum = { $version }：{ $safe }。
safe-around = 预计 { $day }可覆盖 99%（{ $range }）
safe-around-or-late = 预计 { $day }可覆盖 99%（最早 { $earliest }，最晚一年以后）
safe-hardly-within-a-year = 一年内很难覆盖 99%（最早 { $earliest }）
safe-not-within-a-year = 一年内覆盖率达不到 99%
headline-no-data = 此小程序暂无用户数据。
headline-undetermined = 微信数据的口径待确认，因此不计算受影响用户占比。
holds-either-way = { $version ->
    [none] 数据的口径待确认。
   *[other] 无论数据是哪种口径，{ $version } 都能覆盖 { $target } 的用户；更高的版本则不一定。
}
undetermined-advice = 请对照微信公众平台上的版本分布；数据口径可由 Baselib 运维人员确定。
undetermined-operator = 请对照微信公众平台上的版本分布，将 `WECHAT_PERCENTAGE_MEANING` 设为 `share`（各版本占比）、`below`（低于该版本）或 `at_or_below`（不高于该版本），必要时将 `WECHAT_PERCENTAGE_SCALE` 设为 `percent` 或 `fraction`，然后重启 Baselib。
undetermined-operator-pinned = 请将 `WECHAT_PERCENTAGE_MEANING` 改为 `auto` 或与数据相符的口径，然后重启 Baselib。
no-data-advice = 新的或用户很少的小程序可能暂无用户数据，请明天再试。

column-version = 版本
column-share = 占比
column-coverage = 覆盖率
column-loss = 受影响
column-before = 四周前
column-number = 微信返回值
    .imported = 导入值
table-caption = { $program }：受影响的用户，{ $day }
table-caption-raw = 微信返回的 { $program } 原始数据，{ $day }
    .imported = 导入的 { $program } 原始数据，{ $day }
when-now = 当前
when-then = 当时
label-recommended = 建议
label-next = 下一候选
label-before = 之前 { $target }
label-newest = 最新
label-most-used = 用户最多
cell-labelled = { $version }（{ $label }）
cell-minimum = { $version }（{ $when }最低）
cell-run = { $first }–{ $last }
loss-bars-title = 各最低版本影响的用户
loss-bars-title-now = 受影响的用户（{ $when } { $minimum }）
loss-bars-title-raise = 受影响的用户（当前 { $minimum }，建议 { $version }）
loss-bars-y = 用户占比（%）
rows-left-out = 另有 { $count } 行未显示。

data-of = 数据时间：{ $moment }，来自微信（getSupportVersion）。
data-of-day = { $day }（北京时间）的数据，于 { $moment } 从微信读取（getSupportVersion）。
data-of-public = 微信 { $day } 公布的数据，读取时间：{ $moment }。
evidence = 数据口径：{ $meaning }（{ $scale }）。{ $reason }
meaning-share = 各版本的用户占比
meaning-below = 低于该版本的用户占比
meaning-at_or_below = 不高于该版本的用户占比
meaning-undetermined = 有多种可能，受影响用户占比在各口径下都成立
scale-percent = %
scale-fraction = 小数形式，1 = 100%
reason-adds-up = 合计 { $total }。
reason-never-falls = 微信返回的是累计值（合计 { $total }），已换算为各版本占比。
reason-pinned = 由运维人员指定。
reason-like-public = 这些值有多种可能的口径；按此口径读取时，与微信公布的数据相符。
reason-remembered = 仅凭本次数据无法证明，但此小程序以前的数据已经证明。
reason-all-zero = 所有值均为零。
reason-empty = 列表为空。
reason-ambiguous = 这些值有多种可能的口径，微信公布的数据和此小程序以前的数据都无法判断。
reason-fits-nothing = 合计 { $total }，既不是各版本占比，也不是累计值。
reason-pin-contradicted = 运维人员指定的口径与数据矛盾。

other-label = { $label }（{ $share }）
label-empty = （无名称）

stored = 暂时无法保存新数据。以下是{ $moment }保存的最新数据。
stale-of = 暂时无法读取微信数据。以下是 { $moment }保存的最近一次数据。
stale-instead = 显示的是 { $day }的数据。
settled-by = { $reason ->
    [undetermined] 数据口径可由 Baselib 运维人员确定；在此之前显示最近一次可靠的数据。
    [contradicts] 请与微信公众平台核对；如果新数据正确，明天的数据会予以确认。
    [no-data] Baselib 会继续重试。
   *[other] 如急需，请与微信公众平台核对：这类列表通常三天内恢复完整。
}
stale = 暂时无法读取微信数据。以下是 { $age }前保存的最近一次数据。
shared-by = 由 { $user } 分享
shared = 已分享到本频道。

button-refresh = 重新读取
button-share = 分享到频道
button-share-in = 分享到频道（{ $language }）
button-when-safe = { $version } 达标时提醒本频道
button-settle = 如何确定
more-all = 全部版本（{ $count }）
more-fewer = 精简版本
more-trend = 趋势
more-digest = 在此订阅每周简报
more-export = 导出…
more-reading = 数据说明
export-which = 以哪种格式导出？{ $program }，{ $day }
export-format = 格式
button-open = 查看版本分布
button-open-label = 查看 { $program } 的版本分布
button-send-now = 立即发送
button-change = 修改
button-change-digest = 修改简报
button-off = 关闭
what-if = 如果设为…
what-if-option = { $version } · { $loss }

### 回看某一天

as-of = 截至 { $day }
as-of-text = 截至 { $day }，{ $sentence }

look-back = 回看
look-back-now = 现在
look-back-week = 一周前
look-back-weeks = 四周前
look-back-day = 选择日期…
look-back-beside-week = 与一周前对比
look-back-beside-weeks = 与四周前对比
look-back-beside-then = 与今天对比
look-back-which = { $program }：看哪一天？
beside = { $program }：{ $first }与{ $second }对比
beside-days = { $first }与{ $second }
beside-minimum = 最低版本：{ $versions }
beside-safe = 可覆盖 { $target } 的最高版本：{ $versions }
beside-loss = 受影响 { $day }
beside-share = 占比 { $day }

fetching = 微信响应需要片刻，结果随后发送。
fetching-opened = 已在弹窗中打开。

### 数据说明

reading-numbers = 数据
reading-days-in-china = 数据日期均按北京时间，导出文件和 `--on` 也是。
reading-columns = 表格
reading-loss = 受影响：低于该版本的用户。设为最低版本后，他们在更新微信前无法打开小程序。
reading-loss-all-of-wechat = 受影响：低于该版本的用户，他们无法打开以此为最低版本的小程序。
reading-before = 四周前：{ $day }前后一周的中位数；此后发布的版本为空。
reading-coverage = 覆盖率：该版本及以上的用户，与受影响用户之和为 100%。
reading-safe-from = 达标时间：预计覆盖率达到 { $target } 的日期，根据此小程序的历史数据推算；区间的可信度为 80%。
reading-share = 占比：恰好使用该版本的用户。
reading-candidates = 列出当前最低版本、可覆盖 { $target }、98%、95% 用户的最高版本、下一个版本和最新版本；其余见菜单中的“全部版本”。
reading-settle = 如何确定口径
