### 全部小程序概览

fleet = 全部小程序
fleet-tagged = 带标签「{ $tag }」的小程序
fleet-headline = { $losing ->
    [0] { $count } 个小程序在各自的最低基础库下损失的用户都不超过 1%。
   *[other] { $count } 个小程序中有 { $losing } 个在各自的最低基础库下损失超过 1% 的用户。
}
fleet-headline-some = { $count ->
    [0] { $total } 个小程序都无法判断。
   *[other] { $total } 个小程序中有 { $count } 个可以判断，{ $losing ->
        [0] 它们在各自的最低基础库下损失的用户都不超过 1%。
       *[other] 其中 { $losing } 个在各自的最低基础库下损失超过 1% 的用户。
    }
}
fleet-all-read = 全部都能读取。
fleet-states = 未判断：{ $states }。
fleet-count-revoked = { $count } 个已取消授权
fleet-count-not-granted = { $count } 个缺少权限集 18
fleet-count-error = { $count } 个未能读取
fleet-count-unread = { $count } 个尚未读取
fleet-count-undetermined = { $count } 个数字含义不明
fleet-count-no-data = { $count } 个没有用户
fleet-minimums = 最常见的最低基础库：{ $minimums }。
fleet-minimum = { $version }（{ $count } 个）
fleet-caption = 小程序，按{ $order }排序
fleet-unweighted = 未加权：每个小程序不论大小都算一个。微信只给出用户占比，从不给出用户数。
fleet-oldest = 最旧的数据来自 { $day }。
fleet-left-out = 完整列表中还有 { $count } 个小程序。
fleet-sort = 排序方式
fleet-order-loss = 重要程度
fleet-order-movement = 一周内变化最大
fleet-order-minimum = 最低基础库从低到高
fleet-order-age = 数据从旧到新
fleet-order-name = 名称
fleet-what-if = 全部提高到……
fleet-state-revoked = 未授权
fleet-state-not-granted = 缺少权限集 18
fleet-state-error = 未能读取
fleet-state-unread = 尚未读取
fleet-state-undetermined = 含义不明
fleet-state-no-data = 没有用户
fleet-state-read = 正常
column-program = 小程序
column-minimum = 最低基础库
column-loss-at-minimum = 该版本下的损失
column-moved = 一周变化
column-safe = 保住 99%
column-state = 状态

fleet-raise = { $count } 个小程序中有 { $ready } 个今天就能把最低基础库设为 { $version }，并保住至少 99% 的用户。
verdict-count-guaranteed = 已是该版本或更高：{ $count } 个
verdict-count-keeps-99 = 能保住至少 99% 的用户：{ $count } 个
verdict-count-keeps-95 = 能保住至少 95%，但不到 99%：{ $count } 个
verdict-count-loses-more = 会损失超过 5%：{ $count } 个
verdict-count-unknown = 无法判断（尚未读取或含义不明）：{ $count } 个
verdict-guaranteed = 已满足
verdict-keeps-99 = 保住 99%
verdict-keeps-95 = 保住 95%
verdict-loses-more = 损失超过 5%
verdict-unknown = 未知
fleet-raise-caption = 在 { $version } 下损失超过 1% 的小程序
column-loss-at = { $version } 下的损失
column-verdict = 结论

button-csv = 完整列表（CSV）
button-fleet = 全部小程序
csv-appid = AppID
csv-alias = 别名
csv-nickname = 名称
csv-tags = 标签
csv-loss-low = 损失下限（%）
csv-loss-high = 损失上限（%）
csv-week = 一周内损失变化（百分点）
csv-day = 数据日期
csv-comment = { $name }，由 `/baselib fleet` 生成。未加权：每个小程序都算一个。
