### The checks of `baselib doctor` and their findings; docs/doctor.md has a section for each check

cli-doctor = Check settings, database, Slack and WeChat, and say how to fix what fails. Safe beside a running bot.
cli-doctor-shape = Print only the shape of WeChat’s response, without identifying data, to paste into an issue.
cli-doctor-blocks = Ask Slack’s own validator about every message on record instead; nothing is posted (in a clone).
doctor-blocks-none = There are no messages on record here: they come with a clone of Baselib.
doctor-blocks-done = Slack refuses { $refused } of { $count } messages.
doctor-no-shape = There is no response from WeChat to show; run `baselib doctor` to see why.

doctor-well = { $count ->
    [one] The check passed.
   *[other] All { $count } checks passed.
}
doctor-warned = { $count ->
    [one] No check failed; 1 warning: { $checks }.
   *[other] No check failed; { $count } warnings: { $checks }.
}
doctor-failing = { $count ->
    [one] 1 check failed: { $checks }.
   *[other] { $count } checks failed: { $checks }.
}
doctor-line = *{ $status }* · { $check }: { $sentence }
doctor-do = → { $advice } ({ $page })
doctor-see = → { $page }
doctor-because = fix { $because } first.
doctor-broken = the check itself failed ({ $trouble }).
    .advice = Run it again. If it fails again, please report it as a bug in Baselib.
doctor-fine = Passed: { $checks }.
doctor-more = { $count ->
    [one] One more is not shown; run `baselib doctor` to see it.
   *[other] { $count } more are not shown; run `baselib doctor` to see them.
}

doctor-status-ok = ok
doctor-status-warning = warning
doctor-status-failed = failed
doctor-status-skipped = skipped

doctor-check-settings = settings
doctor-check-database = database
doctor-check-running = running bot
doctor-check-disk = disk
doctor-check-tables = tables
doctor-check-keys = encryption keys
doctor-check-workspaces = workspaces
doctor-check-clock = clock
doctor-check-slack-token = Slack token
doctor-check-scopes = Slack scopes
doctor-check-socket-mode = Socket Mode
doctor-check-public-url = public URL
doctor-check-signing = signing
doctor-check-slash-command = slash command
doctor-check-wechat = WeChat
doctor-check-ticket = verify ticket
doctor-check-platform-token = platform token
doctor-check-ip-allowlist = IP allowlist
doctor-check-program-token = program token
doctor-check-permission-set = permission set 18
doctor-check-quota = quota
doctor-check-reading = distribution
doctor-check-users = users
doctor-check-public-numbers = public numbers
doctor-check-font = font
doctor-check-catalogue = API catalogue

doctor-settings-ok = all required settings are present and valid.
doctor-settings-wrong = { $error }
doctor-settings-missing = `{ $name }` is not set, and `baselib run` needs it.
    .advice = Set it in `.env`; `.env.example` says where to find its value.
doctor-settings-may-set = `BASELIB_MAY_SET_MINIMUM` is on: approved minimums can be set at WeChat, for programs that an admin has opted in.
doctor-settings-unused = `{ $name }` has no effect because `{ $used }` takes precedence.
    .advice = Remove one of the two from `.env`.

doctor-database-ok = { $kind } responds and is writable.
doctor-database-none = there is no database file yet.
    .advice = Nothing to do: `baselib run` creates one. If you expected one, check the path in `DATABASE_URL`; it is relative to the working directory.
doctor-database-old = PostgreSQL { $version } is no longer supported by its makers.
    .advice = Move to { $oldest } or newer: run `baselib db backup`, then `baselib db restore` there.
doctor-database-locked = another process is writing to the database and holds its lock.
    .advice = Run `baselib doctor` again in a minute. If the lock stays, look for a second process on the same file.
doctor-database-read-only = the database is read-only.
    .advice = Check the owner of the file and its folder, and whether they are mounted read-only; with PostgreSQL, whether `DATABASE_URL` names a standby.
doctor-database-unusable = { $error }
doctor-running-yes = Baselib is running on this database. If it is the third-party platform, doctor only reads its stored tokens.
doctor-running-no = no Baselib is running on this database.
doctor-disk-ok = { $free } MB are free on the database’s disk.
doctor-disk-server = the database is on a server, whose disk is not checked here.
doctor-disk-low = only { $free } MB are free on the database’s disk.
    .advice = Free some space: with a full disk, no digest is sent.
doctor-disk-full = the database’s disk is full: { $free } MB are free.
    .advice = Free some space now, then restart Baselib.
doctor-disk-open = other users can write to the database file or its folder.
    .advice = Run `chmod go-w` on both.
doctor-tables-ok = up to date.
doctor-tables-older = missing, or created by an older Baselib.
    .advice = Nothing to do: `baselib run` creates or upgrades them. Back up older ones first: `baselib db backup`.
doctor-tables-behind = missing, or created by an older Baselib.
    .advice = Back up older ones with `baselib db backup`, then run `baselib db upgrade`.
doctor-tables-newer = created by a newer Baselib.
    .advice = Install that version again; an older one cannot read them.
doctor-tables-too-old = created by a Baselib before 1.0.0.
    .advice = Update to 1.0.0 first, then to this version.
doctor-keys-ok = { $count ->
    [0] nothing is encrypted yet.
    [one] 1 secret is encrypted and can be decrypted.
   *[other] { $count } secrets are encrypted, and all can be decrypted.
}
doctor-keys-wrong = { $count ->
    [one] no key in `BASELIB_ENCRYPTION_KEYS` decrypts 1 secret in the database.
   *[other] no key in `BASELIB_ENCRYPTION_KEYS` decrypts { $count } secrets in the database.
}
    .advice = Add the earlier key after the new one, separated by a comma. If it is lost, `baselib keys rotate --forget` deletes the secrets that only it decrypts.
doctor-workspaces-ok = Slack suspends none that is installed.
doctor-workspaces-suspended = { $count ->
    [one] Slack does not accept the token of 1 workspace for now ({ $codes }).
   *[other] Slack does not accept the tokens of { $count } workspaces for now ({ $codes }).
}
    .advice = Nothing is lost: Baselib keeps asking, and sends what was due within a day. If it lasts, check in Slack that the app is still installed and that the workspace was not migrated or deactivated.
doctor-workspaces-left-out = { $count ->
    [one] 1 workspace has the bot in Slack, but gets no digests and alerts: { $teams }.
   *[other] { $count } workspaces have the bot in Slack, but get no digests and alerts: { $teams }.
}
    .advice = Slack’s news about them was lost. A running Baselib notices within the hour, and at once when you type `/baselib` there.

doctor-clock-ok = in sync with Slack and WeChat.
doctor-clock-unknown = neither Slack nor WeChat returned the time.
    .advice = Fix the network first.
doctor-clock-whose = { $who }’s
doctor-clock-drifting = { $side ->
    [ahead] { $span } ahead of { $who }.
   *[behind] { $span } behind { $who }.
}
    .advice = Turn on time synchronisation (NTP). From five minutes on, signatures are refused.
doctor-clock-wrong = { $side ->
    [ahead] { $span } ahead of { $who }, so Slack’s requests are refused as too old.
   *[behind] { $span } behind { $who }, so Slack’s requests are refused.
}
    .advice = Turn on time synchronisation (NTP), and check the time zone and the hour.

doctor-slack-token-ok = belongs to @{ $bot } in the workspace { $workspace }.
doctor-slack-token-not-installed = no workspace has installed Baselib yet.
    .advice = Open `/slack/install` at the public URL and press Allow.
doctor-slack-token-refused = Slack rejects it ({ $code }).
    .advice = Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into `SLACK_BOT_TOKEN`. If the app was removed from the workspace, install it again.
doctor-slack-token-unreachable = Slack’s Web API does not respond, or something else responds in its place.
    .advice = Check the network, `HTTPS_PROXY` and `SLACK_API_URL`, and run this again in a minute.
doctor-scopes-ok = { $count ->
    [one] Slack grants the one scope that the manifest requests.
   *[other] Slack grants all { $count } scopes that the manifest requests.
}
doctor-scopes-unknown = Slack’s response does not list the granted scopes.
    .advice = Check the proxy: something between Baselib and Slack removes headers.
doctor-scopes-extra = Slack grants scopes that Baselib does not use: { $scopes }.
    .advice = Remove them from the app’s manifest.
doctor-scopes-missing = Slack does not grant { $scopes }.
    .advice = Paste manifest.yml into the app’s manifest, then reinstall the app. If that does not help, the token belongs to another app: see the bot’s name in the line “Slack token” of `baselib doctor`.
doctor-socket-mode-ok = Slack returns a connection URL.
doctor-socket-mode-refused = Slack returns no connection URL ({ $code }).
    .advice = Set `SLACK_APP_TOKEN` to an app-level token (xapp-…) with the scope connections:write, and turn on Socket Mode in the app’s settings.
doctor-public-url-ok = Baselib responds there.
doctor-public-url-plain = Baselib responds there over http, but Slack calls only https.
    .advice = Put a reverse proxy with a certificate in front of it, and set `BASELIB_PUBLIC_URL` to its https address.
doctor-public-url-not-set = `BASELIB_PUBLIC_URL` is not set, so whether Slack’s requests arrive cannot be tested.
    .advice = Set it to the address that precedes `/slack/events` in the app’s manifest.
doctor-public-url-not-running = nothing responds there, and no Baselib is running on this database.
    .advice = Start it with `baselib run`, then run this again.
doctor-public-url-unreachable = nothing responds there, although Baselib is running.
    .advice = Check the DNS name, the certificate and the reverse proxy, and that the proxy forwards to `HOST` and `PORT`.
doctor-public-url-untrusted = the certificate there is not trusted, so Slack and WeChat do not call.
    .advice = Install a certificate that is valid today and for that name, from a public authority (not self-signed), with its intermediate certificates.
doctor-public-url-redirected = it redirects to another address, and requests from Slack and WeChat are lost on the way.
    .advice = Set `BASELIB_PUBLIC_URL` to the final address, with https and the full host name, and enter the same address at Slack and WeChat.
doctor-public-url-elsewhere = the server at `{ $path }` there is not this Baselib.
    .advice = Check `BASELIB_PUBLIC_URL`, and that the reverse proxy forwards `/livez`, `/slack/events` and `/wechat/events` to `HOST` and `PORT`, unchanged and without a login. In Socket Mode Baselib has no `/slack/events`: restart it in HTTP mode.
doctor-signing-ok = Baselib accepts requests signed with `SLACK_SIGNING_SECRET` and rejects others. Whether it is Slack’s secret shows with the first command.
doctor-signing-not-running = nothing responds at `HOST` and `PORT`, so this cannot be tested.
    .advice = Start Baselib with `baselib run`, then run this again.
doctor-signing-refused = the running Baselib rejects requests signed with `SLACK_SIGNING_SECRET`.
    .advice = If the setting has changed, restart Baselib. Otherwise check that the proxy passes bodies and headers on unchanged.
doctor-signing-open = the server accepts requests signed with a made-up secret.
    .advice = Another program answers at `/slack/events`. Stop it: anyone could give it commands.
doctor-slash-command-unasked = Slack has no API to check `/baselib`: type `/baselib help` in a channel.

doctor-wechat-ok = responds.
doctor-wechat-unreachable = { $error }
    .advice = Check the network, `HTTPS_PROXY` and `WECHAT_API_URL`, and any proxy between this machine and WeChat.
doctor-ticket-ok = the last one arrived { $span } ago.
doctor-ticket-late = the last one arrived { $span } ago; they come every ten minutes.
    .advice = Check that WeChat reaches `/wechat/events` at the public URL, and look for rejected pushes in the log.
doctor-ticket-old = the last one arrived { $span } ago and has expired (twelve hours).
    .advice = Check that WeChat reaches `/wechat/events` at the public URL: the authorisation event URL, its token and its key. A running Baselib asks WeChat to push again.
doctor-ticket-never = none has arrived yet.
    .advice = Start Baselib, set the platform’s authorisation event URL to `/wechat/events` at the public URL, and wait ten minutes. WeChat starts once the platform is approved.
doctor-ticket-refused = WeChat rejects the latest one. { $error }
    .advice = Wait ten minutes for the next one, and check that `WECHAT_COMPONENT_APPID` is the platform whose pushes arrive here.
doctor-platform-token-ok = { $count ->
    [one] WeChat issues one, and one account has authorised the platform.
   *[other] WeChat issues one, and { $count } accounts have authorised the platform.
}
doctor-platform-token-kept = { $count ->
    [one] the running Baselib’s token is valid, and one account has authorised the platform. Whether `WECHAT_COMPONENT_SECRET` is right shows at the next refresh.
   *[other] the running Baselib’s token is valid, and { $count } accounts have authorised the platform. Whether `WECHAT_COMPONENT_SECRET` is right shows at the next refresh.
}
doctor-platform-token-not-kept = no valid token is stored. Doctor does not fetch one while Baselib is running, or when it could not store it.
    .advice = Ask for a breakdown in Slack, which makes Baselib fetch one, then run this again. If there is still none, see Baselib’s log, or stop Baselib and run this again.
doctor-platform-token-secret = WeChat issues none: the platform’s AppID and secret do not match (errcode { $code }).
    .advice = Copy AppID and AppSecret from the platform’s page into `WECHAT_COMPONENT_APPID` and `WECHAT_COMPONENT_SECRET`.
doctor-platform-token-failed = WeChat issues none. { $error }
doctor-ip-allowlist-ok = WeChat accepts this server’s address.
doctor-ip-allowlist-refused = { $address ->
    [none] WeChat does not accept this server’s address ({ $code }).
   *[other] WeChat does not accept { $address } ({ $code }).
}
    .advice = Add it to the allowlist: open platform → third-party platform → development material; for an AppSecret, mp.weixin.qq.com → development settings. Add every address that this server calls from.
doctor-program-token-ok = a program’s token is available.
doctor-program-token-none = no program has authorised the platform yet.
    .advice = Type `/baselib programs add` in Slack and open the link as the admin of a Mini Program.
doctor-program-token-unlisted = the list at `WECHAT_PROGRAMS_URL` is empty.
    .advice = Ask that service’s operator, or list programs in `WECHAT_PROGRAMS`.
doctor-program-token-not-connected = WeChat is not connected: only `wechat` (all of WeChat) and imported programs answer.
    .advice = Nothing to do to try Baselib. To read a program’s own numbers, press *Connect WeChat* on the Home tab; or import them.
doctor-program-token-not-kept = no valid token is stored. Doctor does not fetch one while Baselib is running, or when it could not store it.
    .advice = Ask for a breakdown in Slack, which makes Baselib fetch one, then run this again.
doctor-program-token-revoked = the program does not authorise the platform, or no longer does. { $error }
    .advice = Its admin must authorise it again: in Slack, `/baselib programs add` gives the link.
doctor-program-token-dead = WeChat rejects the configured token. { $error }
    .advice = `WECHAT_ACCESS_TOKEN` lasts two hours: set a fresh one. With a token service, check that it returns the newest token. If Baselib is the platform, another program fetches tokens with its AppID and secret: stop that one.
doctor-program-token-kind = WeChat does not open this call to the token’s owner. { $error }
    .advice = Use an authorizer token of a third-party platform: `WECHAT_COMPONENT_APPID` or `WECHAT_TOKEN_URL`. If it is one, check at open.weixin.qq.com that the platform itself has permission set 18, fully released.
doctor-program-token-service = the token service refuses. { $error }
    .advice = Check `WECHAT_TOKEN_URL` and `WECHAT_TOKEN_BEARER`, and that the service knows the AppIDs in `WECHAT_PROGRAMS`.
doctor-program-token-unreadable = the response of `WECHAT_TOKEN_URL` contains no token.
    .advice = The service must return JSON such as `{"{"}"access_token": "…", "expires_in": 7200{"}"}` with HTTP 200. If it returns a web page, check for a proxy or login page in between.
doctor-program-token-failed = none is available. { $error }
doctor-permission-set-ok = granted by the program.
doctor-permission-set-unknown = WeChat did not return whether it is granted. { $error }
doctor-permission-set-missing = the program has not granted permission set 18 (development management and data analysis).
    .advice = Its admin authorises the platform again and ticks it (in Slack, `/baselib programs add` gives the link). Only one platform at a time can hold it.
doctor-quota-ok = { $remain } of { $limit } calls are left today for the program.
doctor-quota-low = only { $remain } of { $limit } calls are left today for the program.
    .advice = Find out who else calls for this program. The quota resets at midnight in Beijing.
doctor-quota-unknown = WeChat did not return the remaining quota. { $error }
doctor-quota-used = the program’s quota is used up.
    .advice = Wait until midnight in Beijing (or a minute, for the per-minute limit), and find out who else calls for this program.
doctor-reading-ok = WeChat sent { $count } versions, from { $first } to { $last }: { $meaning } ({ $scale }). { $reason }
doctor-reading-no-data = WeChat has no usage data. { $reason }
    .advice = Wait until people have used the program. If it has users, paste the output of `baselib doctor --shape` into an issue.
doctor-reading-undetermined = the meaning of WeChat’s numbers is unclear. { $reason }
    .advice = Compare them with WeChat’s console and set `WECHAT_PERCENTAGE_MEANING`. Please paste the output of `baselib doctor --shape` into an issue.
doctor-reading-failed = there is no data. { $error }
    .advice = If WeChat’s response cannot be read, paste the output of `baselib doctor --shape` into an issue.
doctor-users-ok = users of 30 days are known until { $day }, for { $count ->
    [one] { $count } program.
   *[other] { $count } programs.
}
doctor-users-off = not counted.
doctor-users-not-yet = not counted yet: that begins after noon in China.
doctor-users-absent = { $absent ->
    [one] { $absent } program has no number of users
   *[other] { $absent } programs have no number of users
} for the 30 days until { $day } ({ $reasons }); { $count } have one.
    .advice = Nothing is wrong if you can do without. A refusal needs permission set 18; empty is a new program, or one with few users.
doctor-public-numbers-ok = the data for { $day } can be read.
doctor-public-numbers-off = turned off.
doctor-public-numbers-unreachable = cannot be read. { $error }
    .advice = Only the comparison with all of WeChat is missing. Let this machine reach mp.weixin.qq.com, or set `WECHAT_PUBLIC_URL=off`.

doctor-font-ok = { $name } has Chinese characters.
doctor-font-missing = no font has Chinese characters, so charts as pictures are in English, with the alias or AppID as title.
    .advice = Install one; on Debian and Ubuntu: `apt-get install fonts-noto-cjk`.
doctor-catalogue-ok = { $count } APIs can be looked up.
doctor-catalogue-unreadable = its files cannot be read.
    .advice = Reinstall Baselib: a part of it is missing or damaged.

error-token-not-kept = No valid token is stored, and only the running Baselib may fetch one. Ask for a breakdown in Slack, then try again.
