### Errors: what happened, what to do next

error-unexpected = Something went wrong. Try again; if it happens again, ask Baselib’s operator to check the log.
    .traced = Something went wrong. Try again; if it happens again, ask Baselib’s operator to check the log for request ID `{ $request }`.
error-unknown-subcommand = Baselib does not understand “{ $text }”. Try `/baselib { $first }`, `/baselib { $second }` or `/baselib { $third }`.
error-command-first = “{ $name }” is a Mini Program; its name comes later in the command. Type `/baselib { $command }`.
    .terminal = The program’s name, “{ $name }”, comes last. Type `baselib { $command }`.
error-form-needs-command = Slack opens a form only for a command, not for a message. Type `/baselib { $command }`.
error-no-program = { $count ->
    [0] There is no Mini Program yet. `/baselib programs add` gives the link that its admin uses to authorise it; if Baselib is not itself the third-party platform, list programs in `WECHAT_PROGRAMS`, such as `shop=wx1234567890abcdef`.
   *[other] Which Mini Program? There are { $count }, and this channel has no default. `/baselib use <program>` sets one, `/baselib programs` lists them.
}
    .terminal = { $count ->
        [0] There is no Mini Program yet. List yours in `WECHAT_PROGRAMS`, such as `shop=wx1234567890abcdef`; on a third-party platform, its admin authorises it with the link from `/baselib programs add` in Slack.
       *[other] Which Mini Program? There are { $count }. Name one by alias, AppID or start of its name: `{ $example }`.
    }
    .agent = { $count ->
        [0] There is no Mini Program that you may ask about, but perhaps `wechat`, all of WeChat’s users. People add others in Slack with `/baselib programs add`, or start `baselib mcp` with `--shares`.
       *[other] Which Mini Program? There are { $count }. Name one as `program`; find_programs lists them.
    }
error-all-of-wechat-fixed = `wechat` is all of WeChat: it has no alias and no tags, and exists in every channel.
error-all-of-wechat-unset = `wechat` is all of WeChat, which has no minimum that could change. Watch a loss, a coverage or a withdrawal instead.
error-unknown-program = No Mini Program is called “{ $name }”. `/baselib programs` lists them.
    .suggested = No Mini Program is called “{ $name }”. Did you mean “{ $suggestion }”? `/baselib programs` lists them all.
    .terminal = No Mini Program is called “{ $name }”. Type its alias, AppID or the start of its name; in Slack, `/baselib programs` lists them.
    .suggested-terminal = No Mini Program is called “{ $name }”. Did you mean “{ $suggestion }”?
    .listed-terminal = No Mini Program is called “{ $name }”. Known: { $known }.
    .agent = No Mini Program that you may ask about is called “{ $name }”. find_programs lists those that you may.
    .suggested-agent = No Mini Program that you may ask about is called “{ $name }”. Did you mean “{ $suggestion }”? find_programs lists them.
error-ambiguous-program = Several Mini Programs start with “{ $name }”: { $matches }. Type more of the name, or the alias or AppID.
error-bad-version = “{ $text }” is not a base-library version. Type dotted numbers, such as `3.6.4`.
error-bad-users = “{ $text }” is not a number of users. Type a whole number such as `1000`.
error-bad-percent = “{ $text }” is not a share of users. Type a number above 0 and up to 100, such as `99` or `99.5`.
    .suggested = “{ $text }” would be less than one percent. Did you mean { $suggestion }? If not, type `{ $text }%`.
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
error-missing-argument = `{ $subcommand }` needs more. Type `{ $usage }`.
error-missing-version = Raise to which version? For example `{ $example }`.
placeholder = …
    .only = only
    .sort = sort
    .format = format
    .host = host
    .alias = alias
    .api = api
    .apis = apis
    .channel = channel
    .condition = condition
    .date = date
    .day = day
    .days = days
    .file = file
    .folder = folder
    .large = large
    .name = name
    .number = number
    .percent = percent
    .person = person
    .port = port
    .program = program
    .programs = programs
    .reason = reason
    .role = role
    .small = small
    .tag = tag
    .team = team
    .text = text
    .token = token
    .version = version
    .words = words
    .zone = zone
error-no-subscription = This channel has no digest. Set one up with `/baselib digest mon 09:00 Asia/Shanghai` (weekday, time, time zone).
error-unknown-feature = Nothing is called “{ $name }” in WeChat’s documentation up to base library { $newest }. Type the full name, such as `wx.request` or `wx.request.enableChunked`.
    .suggested = Nothing is called “{ $name }” in WeChat’s documentation up to base library { $newest }. Did you mean { $suggestion }?
error-feature-elsewhere = { $platform ->
    [mini-game] `{ $name }` exists only in mini games, not in Mini Programs. Add `--game` to check mini games.
   *[other] `{ $name }` exists only in Mini Programs, not in mini games.
}
error-too-many-versions = You named { $count } versions; a chart has room for { $limit }. Remove some.
error-too-many-features = You named { $count } APIs; { $limit } at a time is the limit.
error-nothing-kept = No data of { $program } is stored for { $day } or the days around it. Storage starts with the first reading; `/baselib report` makes one now.
    .suggested = No data of { $program } is stored for { $day } or the days around it. The nearest day with data is { $suggestion }.
    .terminal = No data of { $program } is stored for { $day } or the days around it. Storage starts with the first reading; `baselib report` makes one now.
    .agent = No data of { $program } is stored for { $day } or the days around it. Storage starts with the first reading; get_breakdown without `on` makes one now.
error-day-to-come = { $day } is in the future; today is { $today }. Name an earlier day, such as `{ $today }` or `yesterday`.
error-no-such-day = { $day } does not exist. Check the month and the day.
error-bad-option = `{ $option }` cannot be used here. Type `{ $usage }`.
error-not-compared = Changes cannot be compared with “{ $text }”. Type at most { $weeks } weeks, such as `7d`, or a day before today.
error-chart-undrawable = The picture could not be drawn. Try again in a minute; the table has the same numbers.
error-stale-control = That button or choice is out of date. Type `/baselib` for a new breakdown.

error-settings = The setting `{ $name }` is missing or wrong: { $reason }. Fix it in `.env` and restart Baselib (operator).
    .choices = The setting `{ $name }` is wrong: it must be one of { $choices }. Fix it in `.env` and restart Baselib (operator).
    .file = The settings cannot be read: { $file } { $reason }.
settings-reason-not-utf-8 = is not UTF-8 text. Save it in that encoding
settings-reason-closed = cannot be opened. Give the user that runs Baselib permission to read it
settings-reason-not-plain = it contains a character that is not allowed in a token or secret, such as a space, an ellipsis or a typographic quote; copy it again
settings-reason-not-a-port = not a port number (0 to 65535)
settings-reason-missing = it is not set
settings-reason-not-allowed = this value is not allowed
settings-reason-not-a-schedule = not a weekday and time such as `mon 09:00`, or not a time zone such as `Asia/Shanghai`
settings-reason-not-a-url = not an http or https address
settings-reason-not-a-channel = not a channel ID such as `C0123456789`; Slack shows it at the bottom of the channel’s About tab
settings-reason-one-program = this token belongs to one Mini Program, but several are listed; for several, set `WECHAT_TOKEN_URL` instead
settings-reason-not-loopback = only an address on this machine is allowed
settings-reason-not-programs = not a list such as `shop=wx1234567890abcdef,news=wx0987654321fedcba`
settings-reason-programs-twice = it contains an AppID or alias twice
settings-reason-no-url = not a database URL such as `sqlite:///baselib.db`
settings-reason-not-sqlite-or-postgresql = only `sqlite:///` and `postgresql://` addresses are allowed
settings-reason-no-file = it names no file
settings-reason-other = it cannot be read
error-wechat-refused = { $meaning } { $advice } ({ $evidence })
error-token-service-refused = The token service refused (HTTP { $status }). Operator: check `WECHAT_TOKEN_URL` and `WECHAT_TOKEN_BEARER`.
error-slack-refused = Slack refused `{ $method }` ({ $code }). Operator: look up the code on Slack’s page for that method.
    .scope = The app lacks the scope `{ $scope }` in Slack, so `{ $method }` was refused. Operator: install the app again from `manifest.yml`.
error-channel-unavailable = Baselib cannot post in this channel ({ $code }). Invite it with `/invite @Baselib`, or choose another channel.
error-workspace-unavailable = Slack no longer accepts the app in this workspace ({ $code }). Install it again.
error-storage-unavailable = { $reason ->
    [locked] Another process has locked the database. Try again in a minute. If it happens again, operator: look for a second process on the same file.
    [in-use] Another Baselib is running on this database file; two would post each digest twice and invalidate each other’s tokens. Stop it first, or give this one another `DATABASE_URL`; several at once need PostgreSQL.
    [read-only] The database is read-only. Operator: check the file’s permissions and the disk space.
    [full] The database’s disk is full. Operator: free some space; the bot can keep running.
    [newer] The database was made by a newer Baselib. Operator: install that version again.
    [older] The database is older than this Baselib. Operator: run `baselib db upgrade`.
    [too-old] The database was made by a Baselib before 1.0.0. Operator: update to 1.0.0 first, then to this version.
    [key] A secret in the database was encrypted with a key that is not in `BASELIB_ENCRYPTION_KEYS`. Operator: add the earlier key after the new one, separated by a comma, and run `baselib keys rotate` before you remove it. If it is lost, `baselib keys rotate --forget` deletes the secrets that only it decrypts; Baselib gets them from WeChat again.
    [damaged] The database file is damaged, or not a database. Operator: stop Baselib, move the file aside, and restore the latest backup with `baselib db restore`.
    [no-folder] The database file cannot be opened or created. Operator: check that the folder in `DATABASE_URL` exists and that Baselib can write to it; three slashes start a relative path, four an absolute one.
    [unreachable] The database server does not respond. Operator: check the host and port in `DATABASE_URL`, and that the server is running and reachable from this machine.
    [no-answer] The database did not answer in time. Try again in a minute. If it happens again, operator: check the network to the database server, and how busy it is.
    [no-tls] The connection to the database server cannot be encrypted as `sslmode` in `DATABASE_URL` requires. Operator: enable TLS in the server, with a certificate that this machine accepts, or change `sslmode`.
    [not-let-in] The database server refuses the connection. Operator: check the user, password and database name in `DATABASE_URL` (write `@` in a password as `%40`), and the server’s log.
    [pooler] The connection pooler in front of the database allows no transactions. Operator: set its `pool_mode` to `transaction` or `session`.
    [encoding] The database’s encoding has no Chinese characters. Operator: create one with `CREATE DATABASE baselib ENCODING 'UTF8' TEMPLATE template0` and name it in `DATABASE_URL`.
   *[broken] The database cannot be used. Operator: check `DATABASE_URL` and the log.
}

error-setting-unsettled = WeChat may have set { $version }, or not yet: the database failed ({ $reason }). Do not set it again: Baselib reads WeChat once the database works, and the card shows what came of it. Operator: check the database’s disk and the log.
error-wechat-busy = { $meaning } { $advice } ({ $evidence })
error-wechat-limited = { $meaning } { $advice } WeChat can be asked again from { $until }. ({ $evidence })
error-wechat-unreachable = { $reason ->
    [timeout] { $host } did not respond in time. Try again in a few minutes. If it happens again, operator: check the network.
    [damaged] { $host } responded, but what arrived is damaged or incomplete. Try again in a few minutes. If it happens again, operator: check for a proxy in between.
   *[connection] { $host } cannot be reached. Try again in a few minutes. If it happens again, operator: check the network and the address in the settings.
}
error-minimum-not-sent = { $host } cannot be reached, so nothing was set. Try again in a few minutes.
error-held-up = Baselib was interrupted before it could ask WeChat, so nothing was set. Press the button again.
error-minimum-unclear = { $reason ->
    [busy] WeChat was busy, so the minimum may or may not be set. Do not set it again: Baselib reads WeChat until it shows.
   *[other] WeChat’s answer was lost, so the minimum may or may not be set. Do not set it again: Baselib reads WeChat until it shows.
}
error-wechat-unreadable = { $reason ->
    [not-json] WeChat’s response is not JSON ({ $detail }). Try again in a few minutes. If it happens again, check for a proxy in between.
    [too-large] WeChat’s response is too large ({ $detail }). Try again in a few minutes. If it happens again, check for a proxy in between.
    [status] WeChat returned an HTTP error ({ $detail }). Try again in a few minutes.
   *[shape] WeChat’s response lacks what WeChat documents ({ $detail }). Try again in a few minutes. If it happens again, report it to Baselib’s operator.
}
error-slack-busy = { $retry_after ->
    [one] Slack limits the rate; nothing was posted. Try again in { $retry_after } second.
   *[other] Slack limits the rate; nothing was posted. Try again in { $retry_after } seconds.
}
error-slack-unclear = Slack’s response was lost, so the message may or may not have arrived. Check the channel before you send it again.
error-slack-unheard = Slack’s response to `{ $method }` was lost or cannot be read; nothing was posted. Try again in a minute. If it happens again, operator: check for a proxy in between.
error-slack-unreachable = Slack cannot be reached; nothing was posted. Try again in a minute. If it happens again, operator: check the network and the proxy.
error-numbers-unusable = { $reason ->
    [no-data] WeChat’s newest list has no usage data.
    [undetermined] The meaning of WeChat’s newest numbers is unclear.
    [single-version] Only one version has users in WeChat’s newest list, so it is probably incomplete.
    [newest-missing] WeChat’s newest list lacks the newest version that recently had users.
    [contradicts] WeChat’s newest numbers have another meaning than the earlier ones.
   *[low-total] The shares in WeChat’s newest list add up to far less than 100%.
}
error-no-usage-data = There is no usage data for { $program } yet, so Baselib cannot compute who is cut off. Ask again once it has users.
error-meaning-unproved = The meaning of the numbers for { $program } is unclear, so Baselib does not compute who is cut off. `/baselib report` shows them and what to do.
    .terminal = The meaning of the numbers for { $program } is unclear, so Baselib does not compute who is cut off. `baselib report` shows them and what to do.
    .agent = The meaning of the numbers for { $program } is unclear, so Baselib does not compute who is cut off. get_breakdown shows them and what to do.
error-stalled = A part of Baselib ({ $part }) is stuck. Restart Baselib; the log says what happened.
error-too-busy = Baselib is overloaded. Try again in a few seconds.
error-shutting-down = Baselib is restarting. Try again in a minute.
error-bad-arguments = `{ $tool }` cannot be called like this: { $wrong } is missing, wrong or unknown. See the tool’s input schema.
error-asker-unknown = Slack did not name the person who asks. Ask again in your conversation with Slackbot.
error-not-installed = Baselib does not serve this workspace. Ask its operator to install it there.
    .suggested = Baselib does not serve this workspace. Install it at { $suggestion }
error-too-many-calls = Your agents may call { $limit ->
        [one] once
       *[other] { $limit } times
    } a minute. Wait a minute, and ask for more at once.
error-too-slow = The answer took too long. Try again in a minute.
error-agents-off = Agents are switched off here (BASELIB_AGENTS=off), so a token would open nothing. Ask the operator of Baselib; `/baselib token list` lists the tokens you have.
error-too-many-tokens = You have { $limit } tokens, which is as many as a person may have. `/baselib token list` lists them, `/baselib token revoke <token>` revokes one.
error-unknown-token = You have no token `{ $token }`. `/baselib token list` lists them.
error-loss-not-acknowledged = { $loss }% of users would be cut off now, which is not the acknowledged percentage. Tell the person, and propose again only if they agree to { $loss }%.
error-unknown-resource = There is no resource { $uri }. Its address is one of the templates, such as baselib://docs/use.
