### 首页

home-programs = 你关注的小程序
home-programs-first = 先看看这些小程序
home-no-programs = 还没有可以统计用户的小程序。请工作区管理员连接微信。
home-unread = 还没有读取过数据。
home-as-of = 微信 { $day } 的数据。
home-more-programs = { $count ->
   *[other] 另有 { $count } 个小程序。可以在下面选择在这里显示哪些。
}
home-follow = 最多可以关注 { $count } 个小程序，这里只显示你关注的。
home-follow-pick = 选择小程序
home-program-report = 版本分布
home-program-follow = 关注
home-program-unfollow = 取消关注
home-report-sent = { $program } 的版本分布已发到你与 Baselib 的私信。

home-digests = 你的频道的简报
home-digests-none = 还没有。在频道里输入 `/baselib digest mon 09:00`，或用 `/baselib digest edit` 打开表单。
home-digest-about = 内容：{ $what }
home-digest-next = 下一次：{ $local }
home-digest-paused-until = 暂停至 { $day }。下一次：{ $local }
home-digest-stopped = ⚠️ 已停止：无法在该频道发消息（{ $code }）。请在频道里用 `/invite @Baselib` 邀请机器人，再点「修改」并保存。
home-alerts = 你的频道的提醒
home-alerts-none = 还没有。在频道里输入 `/baselib alert loss > 1% at 3.0.0`。
home-more-orders = { $count ->
   *[other] 还有 { $count } 个放不下。在各自的频道里可以用 `/baselib digest` 和 `/baselib alerts` 查看。
}
home-yours = 「你的频道」是指你设定过简报或提醒的频道，以及最近 90 天内你向 Baselib 提过问的频道。

home-settings = 你的设置
home-language = 语言：{ $language }
home-language-slack = 与 Slack 相同（{ $language }）
home-language-pick = 语言
home-zone = 时间按 { $zone } 显示，取自 Slack；可在 Slack 的「首选项 → 语言和区域」中修改。

home-health = Baselib 的运行状况
home-credentials-platform = Baselib 本身就是你的第三方平台，直接从微信获取令牌。
home-credentials-service = 令牌来自你自己的令牌服务（`WECHAT_TOKEN_URL`）。
home-credentials-secret = 令牌用小程序自己的 AppSecret 获取（`WECHAT_APP_SECRET`）。
home-credentials-static = 只有一个固定的令牌（`WECHAT_ACCESS_TOKEN`），两小时内失效，只适合试用。
home-credentials-elsewhere = 微信由运行这个 Baselib 的人连接。
home-credentials-none = 没有设定任何令牌来源。
home-tokens-accepted = 今天微信已接受这些令牌。
home-tokens-of-no-use = 今天还没有用它们读取到任何数据，原因见下。
home-ticket-fresh = 微信的 verify_ticket 推送正常。
home-ticket-late = 微信最近一次推送 verify_ticket 是在 { $moment }；正常时每十分钟一次。超过十二小时没有推送，就什么都读取不了。
home-ticket-none = 微信还没有推送过 verify_ticket：授权事件接收 URL 必须能到达 `/wechat/events`。
home-swept = { $programs } 个小程序中，{ $read } 个已有今天的数据。
home-swept-oldest = 其余小程序中最旧的数据是 { $day } 的。
home-swept-never = 有 { $count } 个小程序从未读取过。
home-trouble = { $count } × { $sentence }
home-delivered = { $sent ->
    [0] 最近七天没有要发送的消息。
   *[other] 最近七天的 { $sent } 条消息全部送达。
}
home-delivered-not-all = 最近七天的消息：送达 { $sent } 条，未送达 { $failed } 条，不确定 { $unknown } 条。
home-delivery-failed = 最近一次失败：{ $reason }
