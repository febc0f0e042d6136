### 提醒

error-bad-alert = { $part ->
    [sign] 此提醒缺少阈值，例如 `loss <= 1% at 3.6.4` 或 `coverage 3.6.4 >= 99%`。
    [version] 此提醒缺少版本，例如 `loss <= 1% at 3.6.4` 或 `coverage 3.6.4 >= 99%`。
    [always] 用户占比总是 { $text }，此提醒没有意义。请输入低于 100% 的阈值。
    [never] 用户占比不可能 { $text }，此提醒不会触发。请输入低于 100% 的阈值。
    [days] 用户占比类提醒可等待连续 1 到 7 天，例如 `loss <= 1% at 3.6.4 for 3 days`；其他提醒不支持天数。
    [users] “{ $text }”不是整数的用户数。请输入 `1000 users` 这样的用户数，或 `1%` 这样的占比。
    [date] “{ $text }”不是将来的日期。请按 `2026-12-31` 的格式输入；省略则静音一周。
   *[nothing] “{ $text }”不是有效的条件。请输入 `/baselib alert` 和条件：`safe minimum rises`、`loss <= 1% at 3.6.4`、`coverage 3.6.4 >= 99%`、`minimum changed`、`withdrawal` 或 `needs attention`，后面可加小程序、`#标签` 或 `fleet`。只输入 `/baselib alert` 可打开表单。
}
error-no-alert = 本频道没有编号为 { $number } 的提醒。用 `/baselib alerts` 查看全部提醒。
error-too-many-alerts = 本频道已有 { $count } 个提醒，达到上限。用 `/baselib alerts` 查看，用 `/baselib alert off <编号>` 删除。
error-not-your-alert = 此提醒由 { $owner } 设置，仅本人或工作区管理员可修改。你可以用 `/baselib alert` 设置自己的提醒。
error-alert-changed = 表单打开期间，此提醒已被修改或删除，因此没有保存。用 `/baselib alerts` 查看当前状态。

alert-when-loss = { $sign ->
    [over] 低于 { $version } 的用户超过 { $limit }
    [at-least] 低于 { $version } 的用户达到 { $limit }
    [under] 低于 { $version } 的用户少于 { $limit }
   *[at-most] 低于 { $version } 的用户不超过 { $limit }
}
alert-when-coverage = { $sign ->
    [over] { $version } 及以上的用户超过 { $limit }
    [at-least] { $version } 及以上的用户达到 { $limit }
    [under] { $version } 及以上的用户少于 { $limit }
   *[at-most] { $version } 及以上的用户不超过 { $limit }
}
alert-limit-share = { $share }
alert-limit-users = { $count } 人
alert-when-days = { $condition }，连续 { $days } 天
alert-when-minimum = 最低基础库版本发生变化
alert-when-rollback = 版本撤回：三天内覆盖率下降超过 3 个百分点
alert-when-safe = 可覆盖 99% 用户的最高版本上升
alert-when-attention = 需要处理：未授权、读取失败、数据口径待确认，或受影响用户超过 1%
alert-fleet = 全部小程序
alert-tagged = 带标签 #{ $tag } 的全部小程序
alert-also-before = { $sentence }{ $counted }；此前也是如此。
alert-now = { $day ->
    [none] 现为 { $value }
   *[day] { $day }为 { $value }
}
alert-now-users = { $day ->
    [none] 目前约 { $users } 人（{ $value }）
   *[day] { $day }约 { $users } 人（{ $value }）
}
alert-now-in-break = { $now } · { $counted }
alert-again-below = 只提醒一次；再次降至 { $share } 后才会再提醒。
alert-again-above = 只提醒一次；再次升至 { $share } 后才会再提醒。
alert-again-users = 触发后只提醒一次；人数明显回到界限以内后才会再次提醒。需要 30 天的用户数。
alert-again-minimum = 每次变化提醒一次。
alert-again-rollback = 每次撤回提醒一次，无论持续几天。
alert-again-safe = 每个版本提醒一次。
alert-again-attention = 只提醒一次；恢复正常后才会再提醒。读取失败满六小时才算。

alert-set = 提醒 { $number } 已设置，满足条件时通知本频道。条件：{ $condition }；小程序：{ $program }。
alert-changed = 提醒 { $number } 已修改，满足条件时通知本频道。条件：{ $condition }；小程序：{ $program }。
alert-existed = 本频道已有此提醒，编号 { $number }。条件：{ $condition }；小程序：{ $program }。
alert-already = 当前已满足条件；解除后再次满足时提醒。
alert-already-programs = 当前已有 { $count } 个小程序满足条件：{ $names }。解除后再次满足时提醒。
alert-unjudged = 今天的数据无法使用：暂无用户数据、口径待确认、数据异常，或微信现在如何统计未知。提醒从下一份可用的数据开始生效。
alert-unjudged-programs = 目前有 { $count } 个小程序的数据无法使用，提醒从下一份可用的数据开始生效。
alert-uncounted = 尚未统计该小程序 30 天的用户数，提醒从首次统计后开始生效。
alert-uncounted-programs = 有 { $count } 个小程序尚未统计 30 天的用户数，提醒从首次统计后开始生效。
alert-checked = 每天检查一次。
alert-checked-attention = 每五分钟检查一次。

alerts-none = 本频道没有提醒。输入 `/baselib alert` 打开表单；也可直接输入条件，例如 `/baselib alert safe minimum rises`。
alerts-title = 本频道有 { $count } 个提醒
alerts-hint = 还可以输入：`/baselib alert mute <编号> [2026-12-31]`、`unmute <编号>` 和 `off <编号>`。静音期间不提醒，之后也不补发。
alert-line = { $number }. { $words } · { $program }
alert-owner = 由 { $owner } 设置
alert-status-armed = 监测中
alert-status-last = 监测中，上次：{ $day }
alert-status-met = 已触发，恢复后再监测
alert-status-met-programs = 已触发：{ $count } 个小程序
alert-status-muted = 静音至 { $until }
alert-status-paused = ⚠️ 已暂停：无法在本频道发消息（{ $code }）。请用 `/invite @Baselib` 邀请 Baselib，再取消静音
alert-muted = 提醒 { $number } 静音至 { $until }。条件：{ $words }。
alert-unmuted = 提醒 { $number } 已取消静音。条件：{ $words }。
alert-ended = 提醒 { $number } 已删除。条件：{ $words }。
alert-mute-until = 至 { $day }
alert-form-title = 修改提醒 { $number }
alert-form-new = 新建提醒
alert-form-condition = 条件
alert-form-about = 小程序、标签或全部
alert-form-about-hint = 如当前已满足条件，保存后会提示。
alert-form-about-missing = 请选择小程序、标签或全部。
alert-form-version = 版本
alert-form-sign = 比较
alert-form-limit = 阈值
alert-limit-example = 1% 或 1000 用户
alert-form-days = 持续
alert-days = { $days ->
    [0] 一周中的大多数天
    [1] 1 天：立即提醒，可能是偶然波动
   *[other] 连续 { $days } 天
}
alert-watch-safe = 可覆盖 99% 的最高版本上升
alert-watch-loss = 提高到某版本的影响
alert-watch-coverage = 某版本的覆盖率
alert-watch-minimum = 最低版本发生变化
alert-watch-rollback = 版本撤回
alert-watch-attention = 需要处理
alert-sign-over = 超过
alert-sign-at-least = 达到
alert-sign-under = 低于
alert-sign-at-most = 不超过
button-alert-new = 新建提醒…
alert-delete-title = 删除此提醒？
alert-delete-text = 本频道将不再收到此提醒，可随时重新设置。
alert-delete-yes = 删除
button-alert-mute = 静音
button-alert-mute-week = 静音一周
button-alert-unmute = 取消静音
button-alert-delete = 删除

alert-loss = 最低版本设为 { $version } 时，现有 { $loss } 的用户受影响（此前 { $before }）。
    .users = 最低版本设为 { $version } 时，现有 { $loss } 的用户受影响，即 { $users }（此前 { $before }）。
alert-loss-now = 最低版本设为 { $version } 时，现有 { $loss } 的用户受影响。
    .users = 最低版本设为 { $version } 时，现有 { $loss } 的用户受影响，即 { $users }。
alert-coverage = { $version } 的覆盖率现为 { $after }（此前 { $before }）。
alert-coverage-now = { $version } 的覆盖率现为 { $after }。
alert-minimum-raised = 最低版本已从 { $before } 改为 { $after }
alert-minimum-lowered = 最低版本已从 { $before } 降低到 { $after }
alert-minimum-safe = { $after } 现在可覆盖 99% 的用户（此前为 { $before }）
alert-cut-off = { $sentence }，影响 { $loss } 的用户。
    .users = { $sentence }，影响 { $loss } 的用户，即 { $users }。
alert-cut-off-none = { $sentence }，没有用户受影响。
alert-cut-off-unknown = { $sentence }。
alert-attention-revoked = 已取消授权。
alert-attention-not-granted = 缺少权限集 18。
alert-attention-error = 已连续六小时读取失败。
alert-attention-undetermined = 数据口径待确认。
alert-attention-losing = 当前最低版本影响 1% 以上的用户。
alert-step-safe = 可在微信后台提高最低版本。
alert-step-fewer = 如果在等这一刻，可在微信后台将最低版本提高到 { $version }。
alert-step-more = 暂时不要将最低版本提高到 { $version }。如果已是当前最低版本，请打开报告查看可覆盖 99% 的版本。
alert-step-minimum = 最低版本在微信已被修改。如果不是决策的结果，请在微信后台改回。
alert-step-rollback = 下一个版本普及之前，不要提高最低版本。
alert-rollback = 版本撤回：{ $version } 的覆盖率从 { $before } 降至 { $after }。
alert-only-above = { $version } 只是因为微信的统计变化才会高于你设的界限。
alert-only-below = { $version } 只是因为微信的统计变化才会低于你设的界限。
alert-only-safe = { $version } 只是因为微信的统计变化才会达标。
alert-in-break = { $sentence }{ $counted }（{ $costs }）。
alert-in-break-uncounted = { $sentence }{ $counted }。
alert-step-in-break = 无需处理。在统计恢复或持续满八周之前，此提醒不再发送消息。
alert-programs-in-break = 只是因为微信的统计变化，{ $count } 个小程序：{ $condition }。
alert-programs = { $count } 个小程序：{ $condition }。
alert-programs-more = 另有 { $count } 个小程序。
alert-why = 提醒 { $number }：`{ $condition }`，依据微信 { $day } 的数据。
alert-on-days = 最近 { $of } 天可用数据中有 { $on } 天满足条件。
