### 全部小程序概览

fleet = 全部小程序
fleet-tagged = 带标签“{ $tag }”的小程序
fleet-headline = { $losing ->
    [0] { $count } 个小程序按各自当前最低版本，受影响用户均不超过 1%。
   *[other] { $count } 个小程序中，有 { $losing } 个按当前最低版本受影响用户超过 1%。
}
fleet-headline-some = { $count ->
    [0] { $total } 个小程序均没有可用数据。
   *[other] { $total } 个小程序中 { $count } 个有可用数据，{ $losing ->
        [0] 按各自当前最低版本，受影响用户均不超过 1%。
       *[other] 其中 { $losing } 个按当前最低版本受影响用户超过 1%。
    }
}
fleet-all-read = 全部读取成功。
fleet-states = 无可用数据：{ $states }。
fleet-count-revoked = { $count } 个已取消授权
fleet-count-not-granted = { $count } 个缺少权限集 18
fleet-count-error = { $count } 个读取失败
fleet-count-unread = { $count } 个尚未读取
fleet-count-undetermined = { $count } 个数据含义不明
fleet-count-no-data = { $count } 个没有用户
fleet-minimums = 最常见的最低版本：{ $minimums }。
fleet-minimum = { $version }（{ $count } 个）
fleet-caption = 小程序，按{ $sort }排序
fleet-unweighted = 未加权：每个小程序权重相同。微信只提供用户占比，不提供用户数。
fleet-oldest = 最早的数据日期为 { $day }。
fleet-left-out = 另有 { $count } 个小程序，见完整列表。
fleet-sort = 排序方式
fleet-order-loss = 问题优先
fleet-order-movement = 一周内变化最大
fleet-order-minimum = 最低版本从低到高
fleet-order-age = 数据从旧到新
fleet-order-name = 名称
fleet-what-if = 全部提高到…
fleet-state-revoked = 未授权
fleet-state-not-granted = 缺少权限集 18
fleet-state-error = 读取失败
fleet-state-unread = 尚未读取
fleet-state-undetermined = 数据含义不明
fleet-state-no-data = 没有用户
fleet-state-read = 正常
column-program = 小程序
column-minimum = 最低版本
column-loss-at-minimum = 当前受影响用户占比
column-moved = 7 天变化
column-safe = 可覆盖 99% 的最高版本
column-state = 状态

fleet-raise = { $count } 个小程序中有 { $ready } 个今天即可将最低版本提高到 { $version }，并覆盖至少 99% 的用户。
verdict-count-guaranteed = 已达到：{ $count } 个
verdict-count-keeps-99 = 覆盖至少 99% 的用户：{ $count } 个
verdict-count-keeps-95 = 覆盖至少 95%，但不到 99%：{ $count } 个
verdict-count-loses-more = 受影响用户超过 5%：{ $count } 个
verdict-count-unknown = 无数据：{ $count } 个
verdict-guaranteed = 已达到
verdict-keeps-99 = 覆盖 99%
verdict-keeps-95 = 覆盖 95%–99%
verdict-loses-more = 受影响超过 5%
verdict-unknown = 无数据
fleet-raise-caption = 设为 { $version } 时受影响用户超过 1% 的小程序
column-loss-at = { $version } 受影响用户占比
column-verdict = 结论

button-csv = 完整列表（CSV）
button-fleet = 全部小程序
csv-appid = AppID
csv-alias = 别名
csv-nickname = 名称
csv-tags = 标签
csv-loss-low = 受影响用户占比下限（%）
csv-loss-high = 受影响用户占比上限（%）
csv-week = 受影响用户占比 7 天变化（百分点）
csv-day = 数据日期
csv-comment = { $name }，由 `/baselib fleet` 导出。未加权：每个小程序权重相同。
