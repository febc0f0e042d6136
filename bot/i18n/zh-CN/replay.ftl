### 重现某一天

replay-title = { $day } 当时能看到的内容
replay-digest = 当天简报中的内容
replay-alerts = { $count ->
    [0] 现有的提醒在当天都不会触发。
   *[other] 当天会触发 { $count } 个提醒
}
replay-alert = 🔔 `{ $condition }`：{ $sentence }
replay-alerts-unread = 当天没有读取数据，因此不会触发任何提醒。
replay-nothing-kept = 有 { $count } 个小程序没有保存这一天前后的数据。
replay-left-out = 另有 { $count } 个小程序未显示，指定名称即可查看。
cli-replay = 重现某一天当时能看到的内容：占比明细、简报中的内容，以及会触发的提醒。
cli-replay-day = 日期，例如 2026-10-01 或 yesterday。
cli-replay-program = 别名、appid 或昵称开头；省略时显示全部小程序，最多十个。
