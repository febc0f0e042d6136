### 简报：消息

digest-title = 基础库简报，{ $day }
digest-title-undated = 基础库简报
digest-empty = 没有可报告的小程序。
digest-event-attention = 数据需要关注
digest-event-no-data = 暂无用户数据
digest-event-withdrawn = { $version } 已撤回
digest-event-being-withdrawn = 微信正在撤回 { $version }
digest-event-raised = 最低版本已提高到 { $version }（影响 { $loss }）
digest-event-lowered = 最低版本已降低到 { $version }（影响 { $loss }）
digest-event-now-safe = 现在可放心提高到 { $version }（影响 { $loss }）
digest-event-no-longer-safe = 不宜再提高到 { $version }（影响 { $loss }）
digest-event-over-5 = 最低版本 { $version } 影响的用户已超过 5%（{ $loss }）
digest-event-over-1 = 最低版本 { $version } 影响的用户已超过 1%（{ $loss }）
digest-event-loss-up = 最低版本 { $version } 影响的用户明显增多（{ $loss }）
digest-event-under-5 = 最低版本 { $version } 影响的用户已不超过 5%（{ $loss }）
digest-event-under-1 = 最低版本 { $version } 影响的用户已不超过 1%（{ $loss }）
digest-event-loss-down = 最低版本 { $version } 影响的用户明显减少（{ $loss }）
digest-event-break = { $known ->
    [no] 微信如何统计旧版本尚不清楚
    [since] { $since }起微信对旧版本的统计有变
   *[before] { $since }起微信对旧版本的统计有变，建议保持不变
}
digest-turned = { $turned }；{ $advice }
digest-turned-review = { $minimum } 影响 { $loss } 的用户
digest-events-named = { $first }，{ $others } 也有变化
digest-events = { $first }，另有 { $count } 个小程序有变化
digest-attention = { $count } 个小程序需要关注
digest-unread = 无法读取 { $program }
digest-quiet-keep = 本周无需操作
digest-quiet-raise = 仍可放心提高到 { $version }（影响 { $safe_loss }），本周无新变化
digest-quiet-review = { $minimum } 仍影响 { $loss } 的用户，本周无新变化
digest-quiet-know = 本周无新变化
digest-can-raise = { $programs } 个小程序中 { $count } 个可以提高：{ $which }
digest-can-raise-one = { $program } 到 { $version }
digest-cuts-off = { $programs } 个小程序中 { $count } 个影响超过 1% 的用户：{ $which }
digest-nothing-to-do = { $programs } 个小程序：本周无需操作
digest-some-not-known = { $programs } 个小程序：{ $count } 个无需操作，其余情况未知
digest-with-nothing-new = { $sentence }，本周无新变化
digest-minimum = 当前最低版本：{ $minimum }（影响 { $loss }）。
digest-next = { $dated ->
    [yes] 下一候选版本 { $version }：会影响 { $loss }。
   *[no] 下一候选版本 { $version }：今天会影响 { $loss }。
}
digest-late = 补发：原定时间为 { $moment }。
digest-minimum-raised = 最近一周，最低版本从 { $before } 提高到了 { $now }。
digest-minimum-lowered = 最近一周，最低版本从 { $before } 降低到了 { $now }。
digest-safe-moved-up = 高于一周前的 { $before }。
digest-safe-moved-down = 低于一周前的 { $before }。
digest-safe-unmoved = 与一周前相同。
digest-new = 新出现 { $versions }
digest-gone = 不再列出 { $versions }
digest-programs-left-out = 另有 { $count } 个小程序未显示，可用 `/baselib report <小程序>` 查看。
chart-title = 受影响用户的变化
chart-title-program = 受影响用户的变化：{ $program }
chart-above-zero = （纵轴可能不从 0 开始）
chart-x = 周
chart-y = 受影响用户占比（%）
