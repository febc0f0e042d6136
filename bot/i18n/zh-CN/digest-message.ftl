### 简报：消息

digest-title = 基础库简报，{ $day }
digest-title-undated = 基础库简报
digest-text = { $count ->
    [0] 基础库简报。{ $first }
   *[other] 基础库简报。{ $first }另有 { $count } 个小程序。
}
digest-empty = 没有可报告的小程序。
digest-late = 补发：原定时间为 { $moment }。
digest-minimum-raised = 最近一周，最低版本从 { $before } 提高到了 { $now }。
digest-minimum-lowered = 最近一周，最低版本从 { $before } 降低到了 { $now }。
digest-safe-moved-up = 高于一周前的 { $before }。
digest-safe-moved-down = 低于一周前的 { $before }。
digest-safe-unmoved = 与一周前相同。
digest-new = 新出现：{ $versions }
digest-gone = 不再列出：{ $versions }
digest-compact = { $program }：最低版本 { $minimum }，{ $loss } 的用户受影响；可覆盖 { $target } 的最高版本：{ $safe }。
digest-compact-no-safe = { $program }：最低版本 { $minimum }，{ $loss } 的用户受影响；没有版本能确保覆盖 { $target }。
digest-compact-no-minimum = { $program }：微信没有返回最低版本；可覆盖 { $target } 的最高版本：{ $safe }。
digest-compact-nothing = { $program }：微信没有返回最低版本；没有版本能确保覆盖 { $target }。
digest-programs-left-out = 另有 { $count } 个小程序未显示，可用 `/baselib report <小程序>` 查看。
chart-title = 受影响用户的变化
chart-title-program = 受影响用户的变化：{ $program }
chart-x = 周
chart-y = 受影响用户占比（%）
