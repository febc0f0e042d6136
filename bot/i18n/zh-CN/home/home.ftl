### 主页

home-programs = 你关注的小程序
home-programs-first = 推荐查看的小程序
home-no-programs = 还没有小程序。请工作区管理员连接微信。
home-unread = 尚未读取数据。
home-as-of = 微信 { $day } 的数据。
home-more-programs = { $count ->
   *[other] 另有 { $count } 个小程序。请在下面选择要显示的小程序。
}
home-follow = 最多关注 { $count } 个小程序，显示在这里。
home-follow-pick = 选择小程序
home-program-report = 版本分布
home-program-follow = 关注
home-program-delete = 删除…
home-program-unfollow = 取消关注
home-report-sent = { $program } 的版本分布已发到你与 Baselib 的私信。

home-digests = 你所在频道的简报
home-digests-none = 暂无。在频道里输入 `/baselib digest mon 09:00`，或用 `/baselib digest edit` 打开表单。
home-digest-about = 内容：{ $what }
home-digest-next = 下一次：{ $local }
home-digest-paused-until = 暂停至 { $day }。下一次：{ $local }
home-digest-stopped = ⚠️ 已暂停：无法在该频道发消息（{ $code }）。请在频道里用 `/invite @Baselib` 邀请 Baselib，再点击“修改”并保存。
home-alerts = 你所在频道的提醒
home-alerts-none = 暂无。在频道里输入 `/baselib alert loss > 1% at 3.6.4`。
home-more-orders = { $count ->
   *[other] 另有 { $count } 个未显示。请在各自的频道里用 `/baselib digest` 和 `/baselib alerts` 查看。
}
home-yours = 这里的频道是指你设置过简报或提醒，或最近 90 天内查询过的频道。

home-settings = 你的设置
home-language = 语言：{ $language }
home-language-slack = 与 Slack 相同（{ $language }）
home-language-pick = 语言
home-zone = 时间按 { $zone } 显示，即你在 Slack“首选项 → 语言和区域”中的时区。

home-health = 运行状态
home-credentials-platform = Baselib 是你的第三方平台，直接从微信获取 access_token。
home-credentials-service = access_token 来自你自己的服务（`WECHAT_TOKEN_URL`）。
home-credentials-secret = access_token 通过小程序自己的 AppSecret 获取（`WECHAT_APP_SECRET`）。
home-credentials-static = 只有一个固定的 access_token（`WECHAT_ACCESS_TOKEN`），两小时内失效，仅供试用。
home-credentials-elsewhere = 微信由 Baselib 运维人员连接。
home-credentials-none = 没有配置 access_token 来源。
home-tokens-accepted = access_token：今天已被微信接受。
home-tokens-of-no-use = access_token：今天没有一次读取成功，原因见下。
home-ticket-fresh = component_verify_ticket：推送正常。
home-ticket-late = 最近一次 component_verify_ticket 于 { $moment }收到；正常为每十分钟一次。超过十二小时没有收到，将无法读取任何数据。
home-ticket-none = 尚未收到 component_verify_ticket：微信的“授权事件接收 URL”必须能访问 `/wechat/events`。
home-swept = { $programs } 个小程序中，{ $read } 个已有今天的数据。
home-swept-oldest = 其余小程序中最早的数据日期为 { $day }。
home-swept-never = { $count } 个小程序从未读取过。
home-trouble = { $count } × { $sentence }
home-delivered = { $sent ->
    [0] 最近七天没有应发的消息。
   *[other] 最近七天应发的 { $sent } 条消息全部送达。
}
home-delivered-not-all = 最近七天应发的消息：送达 { $sent } 条，失败 { $failed } 条，不确定 { $unknown } 条。
home-delivery-failed = 最近一次失败：{ $reason }
home-attention-more = 另有 { $count } 个。
home-attention-all = 查看全部 { $count } 个
home-wechat = 输入 `/baselib wechat` 可查看全部微信用户的情况。
home-fleet-sent = 列表已发到你与 Baselib 的私信。
home-status-well = Baselib 运行正常。
home-status-ill = 有需要查看的问题。
home-suspended = { $count } 个工作区已暂停：Slack 暂不接受其 token，会自动重试。
button-manage = 管理
button-fold = 收起
