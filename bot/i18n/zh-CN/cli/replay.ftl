### 回看某一天

replay-title = 回看 { $day }
replay-digest = 当天的简报
replay-alerts = { $count ->
    [0] 当天不会触发任何现有提醒。
   *[other] 当天会触发 { $count } 个提醒
}
replay-alert = 🔔 `{ $condition }`：{ $sentence }
replay-alerts-unread = 当天没有读取数据，因此不会触发提醒。
replay-nothing-kept = { $count } 个小程序没有这一天前后的数据。
replay-left-out = 另有 { $count } 个小程序未显示，请指定名称查看。
cli-replay = 回看某一天：当天的版本分布、简报内容，以及会触发的提醒。
cli-replay-day = 日期，例如 2026-10-01 或 yesterday。
cli-replay-program = 别名、AppID 或昵称开头；省略时为全部小程序，最多十个。
