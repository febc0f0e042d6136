### The Home tab

home-programs = Programs you follow
home-programs-first = Some programs to begin with
home-no-programs = There is no Mini Program yet whose users could be counted. An admin of this workspace connects WeChat.
home-unread = It has not been read yet.
home-as-of = WeChat’s numbers of { $day }.
home-more-programs = { $count ->
    [one] And 1 more program. Choose below which ones you see here.
   *[other] And { $count } more programs. Choose below which ones you see here.
}
home-follow = Follow up to { $count } programs: those are what you see here.
home-follow-pick = Choose programs
home-program-report = Breakdown
home-program-follow = Follow
home-program-unfollow = Stop following
home-report-sent = The breakdown of { $program } is in your direct messages with Baselib.

home-digests = Digests of your channels
home-digests-none = None yet. Type `/baselib digest mon 09:00` in a channel, or `/baselib digest edit` for a form.
home-digest-about = About: { $what }
home-digest-next = Next: { $local }
home-digest-paused-until = Paused until { $day }. Next: { $local }
home-digest-stopped = ⚠️ Stopped: the channel cannot be posted to ({ $code }). Invite the bot there with `/invite @Baselib`, then press Change and save.
home-alerts = Alerts of your channels
home-alerts-none = None yet. Type `/baselib alert loss > 1% at 3.0.0` in a channel.
home-more-orders = { $count ->
    [one] One more has no room here. `/baselib digest` and `/baselib alerts` show it in its channel.
   *[other] { $count } more have no room here. `/baselib digest` and `/baselib alerts` show them in their channels.
}
home-yours = Yours are the channels in which you set something up, or asked Baselib for something within the last 90 days.

home-settings = You
home-language = Language: { $language }
home-language-slack = As in Slack ({ $language })
home-language-pick = Language
home-zone = Times are those of { $zone }. Slack says so; change it there under Preferences, Language & region.

home-health = How Baselib is
home-credentials-platform = Baselib is your third-party platform itself and gets its access tokens from WeChat.
home-credentials-service = Access tokens come from your own token service (`WECHAT_TOKEN_URL`).
home-credentials-secret = Access tokens are got with the Mini Program’s own AppSecret (`WECHAT_APP_SECRET`).
home-credentials-static = There is one fixed access token (`WECHAT_ACCESS_TOKEN`), which ends within two hours: good for trying things out.
home-credentials-elsewhere = WeChat is connected by those who run this Baselib.
home-credentials-none = No source of access tokens is set.
home-tokens-accepted = WeChat has accepted them today.
home-tokens-of-no-use = Nothing has been read with them today; below it says why.
home-ticket-fresh = WeChat’s verify tickets arrive.
home-ticket-late = WeChat’s last verify ticket came { $moment }; one comes every ten minutes. After twelve hours without any, nothing can be read.
home-ticket-none = WeChat has not pushed a verify ticket yet: its authorisation event URL must reach `/wechat/events`.
home-swept = { $read } of { $programs } programs have today’s numbers.
home-swept-oldest = The oldest numbers of the others are those of { $day }.
home-swept-never = { $count ->
    [one] 1 program has never been read.
   *[other] { $count } programs have never been read.
}
home-trouble = { $count } × { $sentence }
home-delivered = { $sent ->
    [0] No message was due in the last seven days.
    [one] The one message of the last seven days was delivered.
   *[other] All { $sent } messages of the last seven days were delivered.
}
home-delivered-not-all = Of the messages of the last seven days, { $sent } { $sent ->
    [one] was
   *[other] were
} delivered and { $failed } { $failed ->
    [one] was
   *[other] were
} not; of { $unknown } nobody knows.
home-delivery-failed = The last that failed: { $reason }
