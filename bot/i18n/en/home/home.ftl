### The Home tab

home-programs = Programs you follow
home-programs-first = Programs to start with
home-no-programs = There is no Mini Program yet. An admin of this workspace can connect WeChat.
home-unread = Not read yet.
home-as-of = WeChat’s data for { $day }.
home-more-programs = { $count ->
    [one] And 1 more program. Choose below which programs to show here.
   *[other] And { $count } more programs. Choose below which programs to show here.
}
home-follow = Follow up to { $count } programs to show them here.
home-follow-pick = Choose programs
home-program-report = Breakdown
home-program-follow = Follow
home-program-delete = Delete …
home-program-unfollow = Unfollow
home-report-sent = The breakdown of { $program } is in your direct messages with Baselib.

home-digests = Digests of your channels
home-digests-none = None yet. Type `/baselib digest mon 09:00` in a channel, or `/baselib digest edit` for a form.
home-digest-about = Content: { $what }
home-digest-next = Next: { $local }
home-digest-paused-until = Paused until { $day }. Next: { $local }
home-digest-stopped = ⚠️ Paused: Baselib cannot post in the channel ({ $code }). Invite it there with `/invite @Baselib`, then press Edit and save.
home-alerts = Alerts of your channels
home-alerts-none = None yet. Type `/baselib alert loss > 1% at 3.6.4` in a channel.
home-more-orders = { $count ->
    [one] One more is not shown. Use `/baselib digest` or `/baselib alerts` in its channel.
   *[other] { $count } more are not shown. Use `/baselib digest` and `/baselib alerts` in their channels.
}
home-yours = Your channels are those where you set something up or asked Baselib in the last 90 days.

home-settings = You
home-language = Language: { $language }
home-language-slack = As in Slack ({ $language })
home-language-pick = Language
home-zone = Times are in { $zone }, your time zone in Slack (Preferences, Language & region).

home-health = Status
home-credentials-platform = Baselib is your third-party platform and gets access tokens from WeChat.
home-credentials-service = Access tokens come from your token service (`WECHAT_TOKEN_URL`).
home-credentials-secret = Access tokens come from the Mini Program’s own AppSecret (`WECHAT_APP_SECRET`).
home-credentials-static = There is one fixed access token (`WECHAT_ACCESS_TOKEN`), valid for up to two hours; use it only for a first try.
home-credentials-elsewhere = Baselib’s operator connects WeChat.
home-credentials-none = No source of access tokens is configured.
home-tokens-accepted = Access tokens: accepted today.
home-tokens-of-no-use = Access tokens: no successful reading today; the reasons are below.
home-ticket-fresh = Verify tickets: arriving.
home-ticket-late = The last verify ticket arrived { $moment }; WeChat sends one every ten minutes. After twelve hours without one, nothing can be read.
home-ticket-none = No verify ticket yet: WeChat’s authorisation event URL must reach `/wechat/events`.
home-swept = Programs with today’s data: { $read } of { $programs }.
home-swept-oldest = The oldest data of the others is from { $day }.
home-swept-never = { $count ->
    [one] 1 program has never been read.
   *[other] { $count } programs have never been read.
}
home-trouble = { $count } × { $sentence }
home-delivered = { $sent ->
    [0] No messages were due in the last seven days.
    [one] The one message due in the last seven days was delivered.
   *[other] All { $sent } messages due in the last seven days were delivered.
}
home-delivered-not-all = Messages due in the last seven days: { $sent } delivered, { $failed } failed, { $unknown } unknown.
home-delivery-failed = Latest failure: { $reason }
home-attention-more = { $count ->
    [one] And 1 more.
   *[other] And { $count } more.
}
home-attention-all = Show all { $count }
home-wechat = `/baselib wechat` answers for all of WeChat.
home-fleet-sent = The list is in your direct messages with Baselib.
home-status-well = Baselib works.
home-status-ill = Something needs attention.
home-suspended = { $count ->
    [one] 1 workspace is suspended: Slack does not accept its token. Baselib keeps asking.
   *[other] { $count } workspaces are suspended: Slack does not accept their tokens. Baselib keeps asking.
}
button-manage = Manage
button-fold = Fold
