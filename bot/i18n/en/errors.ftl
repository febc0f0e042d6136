### Errors: what happened, and what to do next

error-unexpected = Something went wrong that should not have. Try again; if it persists, ask whoever runs Baselib to look into its log.
    .traced = Something went wrong that should not have. Try again; if it persists, ask whoever runs Baselib to look into its log. Request id `{ $request }`.
error-unknown-subcommand = There is no subcommand “{ $word }”. Type `/baselib help` to see them all.
    .suggested = There is no subcommand “{ $word }”. Did you mean `/baselib { $suggestion }`?
error-no-program = { $count ->
    [0] There is no Mini Program yet. `/baselib programs add` gives the link with which its admin authorises one; a Baselib that is no third-party platform of its own has them in `WECHAT_PROGRAMS`, such as `shop=wx1234567890abcdef`.
   *[other] There are { $count } Mini Programs, and none is chosen here. Name one. `/baselib use <program>` chooses one for a channel, `/baselib programs` lists them.
}
    .terminal = { $count ->
        [0] There is no Mini Program yet. Name yours in `WECHAT_PROGRAMS`, such as `shop=wx1234567890abcdef`; a third-party platform has its admin authorise one: in Slack, `/baselib programs add` gives the link.
       *[other] There are { $count } Mini Programs. Name one by its alias, its AppID or the start of its name: `baselib report shop`, `baselib can wx.request --program shop`.
    }
error-unknown-program = No Mini Program is called “{ $name }”. `/baselib programs` lists them.
    .suggested = No Mini Program is called “{ $name }”. Did you mean “{ $suggestion }”? `/baselib programs` lists them all.
    .terminal = No Mini Program is called “{ $name }”. Its alias, its AppID or the start of its name belongs there; in Slack, `/baselib programs` lists them.
    .suggested-terminal = No Mini Program is called “{ $name }”. Did you mean “{ $suggestion }”?
error-ambiguous-program = Several Mini Programs start with “{ $name }”: { $matches }. Type more of the name, or its alias or appid.
error-bad-version = “{ $text }” is not a base-library version. Type dotted numbers, such as `3.0.0`.
error-bad-percent = “{ $text }” is not a share of users. Type a number above 0 and up to 100, such as `99` or `99.5`.
error-bad-schedule = { $part ->
    [weekday] “{ $text }” is not a weekday. Type `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`.
    [time] “{ $text }” is not a time of day. Type hours and minutes, such as `09:00`.
   *[zone] “{ $text }” is not a time zone. Type its name, such as `Asia/Shanghai`.
}
    .suggested = { $part ->
        [weekday] “{ $text }” is not a weekday. Type one such as `{ $suggestion }`.
        [time] “{ $text }” is not a time of day. Type hours and minutes, such as `{ $suggestion }`.
       *[zone] “{ $text }” is not a time zone. Did you mean `{ $suggestion }`?
    }
error-missing-argument = Something is missing after `{ $subcommand }`. Type `{ $usage }`.
error-no-subscription = This channel has no digest. Type `/baselib digest mon 09:00 Asia/Shanghai`, with the weekday, time and zone you like, to start one.
error-unknown-feature = No API is called “{ $name }” in WeChat’s published typings. Type its full name, such as `wx.request` or `wx.request.enableChunked`.
    .suggested = No API is called “{ $name }” in WeChat’s published typings. Did you mean { $suggestion }?
error-feature-elsewhere = { $platform ->
    [mini-game] Only mini games have `{ $name }`, not Mini Programs. Add `--game` to ask about mini games.
   *[other] Only Mini Programs have `{ $name }`, not mini games.
}
error-too-many-versions = That makes { $count } versions; a chart has room for { $limit }. Leave some out.
error-too-many-features = That makes { $count } APIs; ask about { $limit } at most at a time.
error-nothing-kept = No numbers of { $program } are kept of { $day } or the days around it. They are kept from the first reading on; `/baselib report` makes one now.
    .suggested = No numbers of { $program } are kept of { $day } or the days around it. The nearest ones are of { $suggestion }.
    .terminal = No numbers of { $program } are kept of { $day } or the days around it. They are kept from the first reading on; `baselib report` makes one now.
error-day-to-come = { $day } has not come yet; today is { $today }. Name a day to look back at, such as `{ $today }` or `yesterday`.
error-bad-option = `{ $option }` cannot be used here. Type `{ $usage }`.
error-chart-undrawable = The picture could not be drawn. Try again in a minute; the table beside the chart holds the same numbers.
error-stale-control = That button or choice no longer fits. Type `/baselib` for a new breakdown.

error-settings = The setting `{ $name }` is missing or wrong: { $reason }. Whoever runs Baselib mends it in `.env` and restarts.
    .choices = The setting `{ $name }` is wrong: it must be one of { $choices }. Whoever runs Baselib mends it in `.env` and restarts.
    .file = The settings cannot be read: { $file } { $reason }.
settings-reason-not-utf-8 = is not text in UTF-8. Open it in an editor and save it with that encoding
settings-reason-closed = may not be opened. Whoever runs Baselib gives its own user the right to read it
settings-reason-not-plain = it holds a character that belongs into no token or secret, such as a blank, an ellipsis or a typographic quote; copy it again
settings-reason-not-a-port = it is not the number of a port, from 0 to 65535
settings-reason-missing = it is not set
settings-reason-not-allowed = this value is not allowed
settings-reason-not-a-schedule = it is not a weekday and time such as `mon 09:00`, or not a time zone such as `Asia/Shanghai`
settings-reason-not-a-url = it is not an http or https address
settings-reason-not-a-channel = it is not a channel id such as `C0123456789`; Slack shows it under the channel’s name, About, at the bottom
settings-reason-one-program = this token belongs to one Mini Program, and several are listed; for several, set `WECHAT_TOKEN_URL` instead
settings-reason-not-loopback = only an address on this machine is allowed
settings-reason-not-programs = it is not a list such as `shop=wx1234567890abcdef,news=wx0987654321fedcba`
settings-reason-programs-twice = an appid or an alias stands in it twice
settings-reason-no-url = it is not a database address such as `sqlite:///baselib.db`
settings-reason-not-sqlite-or-postgresql = only `sqlite:///` and `postgresql://` addresses are allowed
settings-reason-no-file = it names no file
settings-reason-other = it cannot be read
error-wechat-refused = { $meaning } { $advice } ({ $evidence })
error-token-service-refused = The service that hands out WeChat tokens refused (HTTP { $status }). Whoever runs Baselib checks `WECHAT_TOKEN_URL` and `WECHAT_TOKEN_BEARER`.
error-slack-refused = Slack refused `{ $method }` ({ $code }). Whoever runs Baselib looks up the code in Slack’s page on that method.
error-channel-unavailable = This channel cannot be posted to ({ $code }). Invite the bot with `/invite @Baselib`, or choose another channel.
error-workspace-unavailable = Slack no longer accepts the app in this workspace ({ $code }). Install it again.
error-storage-unavailable = { $reason ->
    [locked] The database is locked by something else. Try again in a minute; if it persists, whoever runs Baselib looks for a second process on the same file.
    [in-use] Another Baselib is running on this database file; two would post each digest twice and end each other’s tokens. Stop it first, or give this one another `DATABASE_URL`; several at once need PostgreSQL.
    [read-only] The database cannot be written to. Whoever runs Baselib checks the rights of the file and the space on its disk.
    [full] The disk of the database is full, and nothing was changed. Whoever runs Baselib makes room on it; there is no need to stop the bot.
    [newer] The database was made by a newer Baselib than this one. Whoever runs Baselib installs the newer one again.
    [older] The database is older than this Baselib. Whoever runs Baselib runs `baselib db upgrade`.
    [key] Something secret in the database was encrypted with a key that is not in `BASELIB_ENCRYPTION_KEYS`. Whoever runs Baselib puts the earlier key back behind the new one, separated by a comma, and runs `baselib keys rotate` before taking it away; if it is lost, `baselib keys rotate --forget` lets go of what only it opens, and WeChat gives that again.
    [damaged] The database file is damaged, or is none. Whoever runs Baselib stops it, puts the file aside, and brings the newest backup back with `baselib db restore`.
    [no-folder] The database file cannot be opened or made. Whoever runs Baselib checks that the folder in `DATABASE_URL` is there and that Baselib may write into it; a path with three slashes counts from the working directory, one with four from the root.
    [unreachable] The database server does not answer. Whoever runs Baselib checks the host and the port in `DATABASE_URL`, and that the server is running and can be reached from this machine.
    [not-let-in] The database server refuses the connection. Whoever runs Baselib checks the user, the password and the database’s name in `DATABASE_URL` (an `@` in a password is written `%40`), and looks into the server’s log.
    [encoding] The database keeps texts in an encoding that has no Chinese characters. Whoever runs Baselib makes one with `CREATE DATABASE baselib ENCODING 'UTF8' TEMPLATE template0` and names it in `DATABASE_URL`.
   *[broken] The database cannot be used. Whoever runs Baselib checks `DATABASE_URL` and looks into the log.
}

error-wechat-busy = { $meaning } { $advice } ({ $evidence })
error-wechat-limited = { $meaning } { $advice } Baselib asks again from { $until }. ({ $evidence })
error-wechat-unreachable = { $reason ->
    [timeout] { $host } did not answer in time. Try again in a few minutes; if it persists, whoever runs Baselib checks the network.
   *[connection] { $host } cannot be reached. Try again in a few minutes; if it persists, whoever runs Baselib checks the network and the address in the settings.
}
error-wechat-unreadable = { $reason ->
    [not-json] WeChat’s answer is no JSON ({ $detail }). Try again in a few minutes; if it persists, a proxy may stand in between.
    [too-large] WeChat’s answer is too large to be a distribution ({ $detail }). Try again in a few minutes; if it persists, a proxy may stand in between.
    [status] WeChat answered with an HTTP error ({ $detail }). Try again in a few minutes.
   *[shape] WeChat’s answer holds no distribution ({ $detail }). Try again in a few minutes; if it persists, report it to whoever runs Baselib.
}
error-slack-busy = { $retry_after ->
    [one] Slack asks to wait { $retry_after } second; nothing was posted. Try again then.
   *[other] Slack asks to wait { $retry_after } seconds; nothing was posted. Try again then.
}
error-slack-unclear = Slack’s answer got lost, so the message may or may not have arrived. Look into the channel before you send it again.
error-meaning-unproved = What WeChat’s numbers for { $program } mean cannot be told, so no loss is computed. `/baselib report` shows them, why, and what to do.
    .terminal = What WeChat’s numbers for { $program } mean cannot be told, so no loss is computed. `baselib report` shows them, why, and what to do.
error-stalled = A part of Baselib ({ $part }) has stopped doing its work. Restarting it helps; its log says why it stopped.
error-too-busy = Too many people are asking at this moment. Try again in a few seconds.
error-shutting-down = Baselib is being restarted. Try again in a minute.
