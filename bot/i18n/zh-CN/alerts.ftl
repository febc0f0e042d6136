### 提醒

error-bad-alert = { $part ->
    [sign] 关于用户占比的提醒需要一个界限，例如 `loss > 1% at 3.0.0` 或 `coverage 3.8.0 >= 99%`。
    [version] 关于用户占比的提醒需要一个版本，例如 `loss > 1% at 3.0.0` 或 `coverage 3.8.0 >= 99%`。
    [always] 用户占比总是 { $text }，这样的提醒没有意义。请输入低于 100% 的界限。
    [never] 用户占比不会 { $text }，这样的提醒没有意义。请输入低于 100% 的界限。
    [date] “{ $text }”不是将来的日期。请按 `2026-12-31` 的格式输入；不写则为一周。
   *[nothing] “{ $text }”不是可以提醒的内容。请输入 `/baselib alert`，再接 `loss > 1% at 3.0.0`、`coverage 3.8.0 >= 99%`、`minimum changed` 或 `rollback`，后面可以写小程序名或 `fleet`。
}
error-no-alert = 本频道没有编号为 { $number } 的提醒。`/baselib alerts` 列出全部提醒和编号。
error-too-many-alerts = 本频道已有 { $count } 个提醒，列表放不下更多。用 `/baselib alert off <number>` 删除一个；`/baselib alerts` 列出全部提醒。
