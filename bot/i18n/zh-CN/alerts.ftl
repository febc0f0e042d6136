### 提醒

error-bad-alert = { $part ->
    [sign] 关于用户占比的提醒需要一个界限，例如 `loss > 1% at 3.0.0` 或 `coverage 3.8.0 >= 99%`。
    [version] 关于用户占比的提醒需要一个版本，例如 `loss > 1% at 3.0.0` 或 `coverage 3.8.0 >= 99%`。
    [always] 用户占比总是 { $text }，这样的提醒没有意义。请输入低于 100% 的界限。
    [never] 用户占比不会 { $text }，这样的提醒没有意义。请输入低于 100% 的界限。
    [rest] “{ $text }”不属于条件，请删去：提醒的对象在下面一栏选择。
    [date] “{ $text }”不是将来的日期。请按 `2026-12-31` 的格式输入；不写则为一周。
   *[nothing] “{ $text }”不是可以提醒的内容。请输入 `/baselib alert`，再接 `loss > 1% at 3.0.0`、`coverage 3.8.0 >= 99%`、`minimum changed` 或 `rollback`，后面可以写小程序名或 `fleet`。
}
error-no-alert = 本频道没有编号为 { $number } 的提醒。`/baselib alerts` 列出全部提醒和编号。
error-too-many-alerts = 本频道已有 { $count } 个提醒，列表放不下更多。用 `/baselib alert off <编号>` 删除一个；`/baselib alerts` 列出全部提醒。
error-not-your-alert = 这个提醒属于 { $owner }：只有对方或工作区管理员可以修改。你可以用 `/baselib alert` 设定自己的提醒。
error-alert-changed = 打开表单之后，有人修改或删除了这个提醒，所以没有保存。`/baselib alerts` 显示它目前的情况。

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
alert-when-minimum = 最低基础库版本发生变化
alert-when-rollback = 用户回到更旧的版本，三天内超过 3 个百分点
alert-fleet = 全部小程序
alert-again-below = 只提醒一次；比例回到 { $share } 或以下之后才会再次提醒。
alert-again-above = 只提醒一次；比例回到 { $share } 或以上之后才会再次提醒。
alert-again-minimum = 每次变化提醒一次。
alert-again-rollback = 一次回退只提醒一次，无论持续几天。

alert-set = 提醒 { $number } 已设定，发生时将在本频道提醒。条件：{ $condition }；对象：{ $program }。
alert-changed = 提醒 { $number } 已修改，发生时将在本频道提醒。条件：{ $condition }；对象：{ $program }。
alert-existed = 本频道已有这个提醒，编号为 { $number }。条件：{ $condition }；对象：{ $program }。
alert-already = 目前已经如此。恢复之后再次发生时才会提醒。
alert-already-programs = 目前已有 { $count } 个小程序如此：{ $names }。恢复之后再次发生时才会提醒。
alert-unjudged = 今天的数据无法判断：还没有数据、含义未被证实，或看起来有异常。从第一份可以判断的数据开始提醒。
alert-unjudged-programs = 目前有 { $count } 个小程序的数据无法判断，从第一份可以判断的数据开始提醒。
alert-invite = 每次读取数据时判断：每天一次，或有人刷新时。如果 Baselib 还不在本频道，请用 `/invite @Baselib` 邀请它。

alerts-none = 本频道没有提醒。输入 `/baselib alert loss > 1% at 3.0.0`、`/baselib alert coverage 3.8.0 >= 99%`、`/baselib alert minimum changed` 或 `/baselib alert rollback`，后面可以写小程序名或 `fleet`。
alerts-title = 本频道有 { $count } 个提醒
alerts-hint = 还可以输入：`/baselib alert mute <编号> [2026-12-31]`、`unmute <编号>` 和 `off <编号>`。静音期间发生的变化，之后不会补发。
alert-line = { $number }. { $words }（{ $program }）
alert-owner = 由 { $owner } 设定
alert-stands-armed = 等待发生
alert-stands-true = 目前如此，已经提醒过；等待恢复
alert-stands-fleet = 目前有 { $count } 个小程序如此，已经提醒过
alert-stands-muted = 静音至 { $until }
alert-stands-paused = ⚠️ 已暂停：无法在本频道发消息（{ $code }）。请用 `/invite @Baselib` 邀请机器人，再取消静音
alert-muted = 提醒 { $number }（{ $words }）静音至 { $until }。
alert-unmuted = 提醒 { $number }（{ $words }）已恢复。
alert-ended = 提醒 { $number }（{ $words }）已删除。
alert-mute-until = 至 { $day }
alert-form-title = 修改提醒 { $number }
alert-form-condition = 提醒条件
alert-form-hint = 写法与 /baselib alert 之后相同，四种之一：loss > 1% at 3.0.0（低于某个版本的用户）、coverage 3.8.0 >= 99%（该版本及以上的用户）、minimum changed（最低版本变化）、rollback（用户回退）。符号可用 >、>=、< 和 <=。
alert-form-about = 提醒对象
alert-form-about-hint = 保存时已经如此的情况会在回复中说明，不另发消息。
alert-delete-title = 删除这个提醒？
alert-delete-text = 本频道将不再收到它，以后随时可以重新设定。
alert-delete-yes = 删除
button-alert-mute = 静音
button-alert-mute-week = 静音一周
button-alert-unmute = 取消静音
button-alert-delete = 删除

alert-loss = 低于 { $version } 的用户现为 { $after }，此前为 { $before }。
alert-loss-now = 低于 { $version } 的用户现为 { $after }。
alert-coverage = { $version } 及以上的用户现为 { $after }，此前为 { $before }。
alert-coverage-now = { $version } 及以上的用户现为 { $after }。
alert-minimum-raised = 最低基础库版本从 { $before } 提高到 { $after }。
alert-minimum-lowered = 最低基础库版本从 { $before } 降低到 { $after }。
alert-rollback = 用户回到了更旧的版本：{ $version } 及以上的用户此前为 { $before }，现为 { $after }。
alert-programs = { $count } 个小程序：{ $condition }。
alert-programs-more = 另有 { $count } 个小程序。
alert-why = 提醒 { $number }：`{ $condition }`，依据微信 { $day } 的数据。
