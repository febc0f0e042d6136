### What `baselib doctor` looks at and finds; docs/doctor.md is made of these sentences

cli-doctor = Look at everything that an answer needs: what is wrong, and what to do. Works beside a running bot.
cli-doctor-shape = Print only what WeChat’s answer looks like, without saying whose it is: fit to be pasted into an issue.
doctor-no-shape = WeChat gave no answer whose shape could be shown; `baselib doctor` says why.

doctor-well = { $count ->
    [one] All is well.
   *[other] All is well: { $count } things were looked at.
}
doctor-warned = { $count ->
    [one] Nothing fails; one thing is worth a look: { $checks }.
   *[other] Nothing fails; { $count } things are worth a look: { $checks }.
}
doctor-failing = { $count ->
    [one] One thing fails: { $checks }.
   *[other] { $count } things fail: { $checks }.
}
doctor-line = *{ $status }* · { $check }: { $sentence }
doctor-do = → { $advice } ({ $page })
doctor-see = → { $page }
doctor-because = { $because } comes first.
doctor-broken = this look failed itself ({ $trouble }).
    .advice = Run it again. If that does not help, please report it: it is a fault in Baselib.
doctor-fine = Well: { $checks }.
doctor-more = { $count ->
    [one] One more is left out; `baselib doctor` shows it.
   *[other] { $count } more are left out; `baselib doctor` shows them.
}

doctor-status-ok = ok
doctor-status-warning = warning
doctor-status-failed = failed
doctor-status-skipped = skipped

doctor-check-settings = settings
doctor-check-database = database
doctor-check-running = running
doctor-check-disk = disk
doctor-check-tables = tables
doctor-check-keys = encryption keys
doctor-check-clock = clock
doctor-check-slack-token = Slack token
doctor-check-scopes = Slack scopes
doctor-check-socket-mode = Socket Mode
doctor-check-public-url = public address
doctor-check-signing = signing
doctor-check-slash-command = slash command
doctor-check-wechat = WeChat
doctor-check-ticket = verify ticket
doctor-check-platform-token = platform token
doctor-check-ip-allowlist = IP allowlist
doctor-check-program-token = program token
doctor-check-permission-set = permission set 18
doctor-check-quota = quota
doctor-check-reading = reading
doctor-check-public-numbers = public numbers
doctor-check-font = font
doctor-check-catalogue = API catalogue

doctor-settings-ok = all that is needed is there and can be read.
doctor-settings-wrong = { $error }
doctor-settings-missing = `{ $name }` is not set, and `baselib run` needs it.
    .advice = Fill in its line of `.env`; `.env.example` says where its value is found.
doctor-settings-unused = `{ $name }` is set, and has no effect: `{ $used }` decides.
    .advice = Take one of the two out of `.env`, or set the other one.

doctor-database-ok = { $kind } answers and can be written to.
doctor-database-none = there is no database file yet.
    .advice = Nothing needs to be done: `baselib run` makes one. If there should be one, check the path in `DATABASE_URL`; it counts from the working directory.
doctor-database-old = PostgreSQL { $version } gets no corrections any more.
    .advice = Move to { $oldest } or newer: `baselib db backup`, and `baselib db restore` there.
doctor-database-locked = something else is writing to the database and holds it.
    .advice = Run `baselib doctor` again in a minute. If it stays like this, look for a second program on the same file.
doctor-database-read-only = the database can be read but not written to.
    .advice = Check who owns the file and its folder, and whether they are mounted read-only; with PostgreSQL, whether `DATABASE_URL` names a standby.
doctor-database-unusable = { $error }
doctor-running-yes = a Baselib is running on this database. Where it is the third-party platform itself, its tokens were only looked up.
doctor-running-no = no Baselib is running on this database.
doctor-disk-ok = { $free } MB are free where the database lies.
doctor-disk-server = the database is a server’s, which looks after its own disk.
doctor-disk-low = only { $free } MB are free where the database lies.
    .advice = Make room: when nothing is left, no digest is sent.
doctor-disk-full = the disk is full where the database lies: { $free } MB are free.
    .advice = Make room at once; then start Baselib again.
doctor-disk-open = others than its owner may write to the database file.
    .advice = Run `chmod go-w` on it.
doctor-tables-ok = they are those of this Baselib.
doctor-tables-none = the database has none yet.
    .advice = Nothing needs to be done: `baselib run` makes them.
doctor-tables-missing = the database has none yet.
    .advice = Run `baselib db upgrade`.
doctor-tables-older = they are those of an older Baselib.
    .advice = Nothing needs to be done: `baselib run` brings them up to date. Back them up first: `baselib db backup`.
doctor-tables-behind = they are those of an older Baselib.
    .advice = Run `baselib db backup`, then `baselib db upgrade`.
doctor-tables-newer = they are those of a newer Baselib than this one.
    .advice = Install that one again. An older one cannot read them.
doctor-keys-ok = { $count ->
    [one] one secret is encrypted, and can be opened.
   *[other] { $count } secrets are encrypted, and all of them can be opened.
}
doctor-keys-unused = nothing is encrypted yet.
doctor-keys-wrong = { $count ->
    [one] one secret in the database is opened by no key of `BASELIB_ENCRYPTION_KEYS`.
   *[other] { $count } secrets in the database are opened by no key of `BASELIB_ENCRYPTION_KEYS`.
}
    .advice = Put the earlier key behind the new one, separated by a comma. If it is lost, `baselib keys rotate --forget` lets go of what only it opens.

doctor-clock-ok = it agrees with Slack’s and WeChat’s.
doctor-clock-unknown = neither Slack nor WeChat says what time it is.
    .advice = Mend the network first.
doctor-clock-whose = { $who }’s
doctor-clock-drifting = { $side ->
    [ahead] it is { $span } ahead of { $who }.
   *[behind] it is { $span } behind { $who }.
}
    .advice = Switch time synchronisation on (NTP): from five minutes on, signatures are refused.
doctor-clock-wrong = { $side ->
    [ahead] it is { $span } ahead of { $who }, so Slack’s requests are refused as too old.
   *[behind] it is { $span } behind { $who }, so Slack’s requests are refused.
}
    .advice = Switch time synchronisation on (NTP), and check that the time zone and the hour are right.

doctor-slack-token-ok = it is that of @{ $bot } in the workspace { $workspace }.
doctor-slack-token-nobody = no workspace has installed Baselib yet.
    .advice = Open `/slack/install` at the public address and press Allow.
doctor-slack-token-refused = Slack refuses it ({ $code }).
    .advice = Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into `SLACK_BOT_TOKEN`; if the app was taken out of the workspace, install it again.
doctor-slack-token-unreachable = Slack’s Web API does not answer, or what answers is not Slack.
    .advice = Check the network, `HTTPS_PROXY` and `SLACK_API_URL`, and run this again in a minute.
doctor-scopes-ok = { $count ->
    [one] Slack grants the one that the manifest asks for.
   *[other] Slack grants the { $count } that the manifest asks for.
}
doctor-scopes-unknown = Slack does not say which ones it grants.
    .advice = Something between Baselib and Slack takes headers away; check the proxy.
doctor-scopes-extra = Slack grants more than Baselib uses: { $scopes }.
    .advice = Take them out of the app’s manifest; Baselib needs none of them.
doctor-scopes-missing = Slack does not grant { $scopes }.
    .advice = Paste manifest.yml into the app’s manifest, then install the app again in the workspace. If that changes nothing, the token is another app’s: in `baselib doctor` the line of the Slack token names its bot.
doctor-socket-mode-ok = Slack gives an address to connect to.
doctor-socket-mode-refused = Slack gives no address ({ $code }).
    .advice = Put an app-level token (xapp-…) with the scope connections:write into `SLACK_APP_TOKEN`, and switch Socket Mode on in the app’s settings.
doctor-socket-mode-unreachable = Slack’s Web API does not answer, or what answers is not Slack.
    .advice = Check the network, `HTTPS_PROXY` and `SLACK_API_URL`, and run this again in a minute.
doctor-public-url-ok = Baselib answers there.
doctor-public-url-plain = Baselib answers there, but the address begins with http, and Slack only calls https.
    .advice = Put a reverse proxy with a certificate in front of it and set `BASELIB_PUBLIC_URL` to its https address.
doctor-public-url-not-set = `BASELIB_PUBLIC_URL` is not set, so it cannot be tried whether Slack’s requests arrive.
    .advice = Set it to the address that the app’s manifest has before `/slack/events`.
doctor-public-url-not-running = nothing answers there, and no Baselib is running on this database.
    .advice = Start it with `baselib run`, then run this again.
doctor-public-url-unreachable = nothing answers there, though a Baselib is running.
    .advice = Check its DNS name, certificate and reverse proxy, and that the proxy leads to `HOST` and `PORT`.
doctor-public-url-untrusted = no certificate that can be trusted is shown there, and Slack and WeChat do not call without one.
    .advice = Put one there that is valid today and for that name, from an authority that everybody knows (not self-signed), with its intermediate certificates.
doctor-public-url-redirected = it redirects to another address, and what Slack and WeChat send gets lost on such a way.
    .advice = Set `BASELIB_PUBLIC_URL` to the address that answers by itself, with https and the whole host name, and enter that one at Slack and WeChat, too.
doctor-public-url-elsewhere = what answers there is not Baselib.
    .advice = Check `BASELIB_PUBLIC_URL`, and that the reverse proxy leads `/livez`, `/slack/events` and `/wechat/events` to `HOST` and `PORT`.
doctor-signing-ok = Baselib takes what is signed with `SLACK_SIGNING_SECRET`, and nothing else. Whether it is Slack’s own shows with the first command.
doctor-signing-not-running = nothing answers at `HOST` and `PORT`, so it cannot be tried.
    .advice = Start Baselib with `baselib run`, then run this again.
doctor-signing-refused = the running Baselib refuses what is signed with `SLACK_SIGNING_SECRET`.
    .advice = Start it again if the setting has changed; else check that the proxy hands bodies and headers on unchanged.
doctor-signing-elsewhere = what answers at `/slack/events` is not this Baselib.
    .advice = Check that the reverse proxy leads `/slack/events` to `HOST` and `PORT`, unchanged and for everybody. A Baselib that was started in Socket Mode has no such page: start it again.
doctor-signing-open = what is signed with a made-up secret is taken there.
    .advice = Something else than this Baselib answers `/slack/events`: stop it, anybody could command it.
doctor-slash-command-unasked = Slack cannot be asked whether it knows `/baselib`: type `/baselib help` in a channel.

doctor-wechat-ok = it answers.
doctor-wechat-unreachable = { $error }
    .advice = Check the network, `HTTPS_PROXY` and `WECHAT_API_URL`.
doctor-wechat-unreadable = what answers at `WECHAT_API_URL` is not WeChat. { $error }
    .advice = Check `WECHAT_API_URL`, and what stands between this machine and WeChat.
doctor-ticket-ok = the last one came { $span } ago.
doctor-ticket-late = the last one came { $span } ago, and they come every ten minutes.
    .advice = Check that WeChat reaches `/wechat/events` at the public address, and look into the log for refused pushes.
doctor-ticket-old = the last one came { $span } ago; it was good for twelve hours.
    .advice = Check that WeChat reaches `/wechat/events` at the public address: the authorisation event URL, its token and its key. A running Baselib asks WeChat to push again.
doctor-ticket-never = none has come yet.
    .advice = Start Baselib, set the platform’s authorisation event URL to `/wechat/events` at the public address, and wait ten minutes. WeChat begins once the platform is approved.
doctor-ticket-refused = WeChat refuses the newest one. { $error }
    .advice = Wait ten minutes for the next, and check that `WECHAT_COMPONENT_APPID` is the platform that pushes here.
doctor-platform-token-ok = { $count ->
    [one] WeChat gives one, and one account has authorised the platform.
   *[other] WeChat gives one, and { $count } accounts have authorised the platform.
}
doctor-platform-token-kept = { $count ->
    [one] the one that the running Baselib keeps is good, and one account has authorised the platform. Whether `WECHAT_COMPONENT_SECRET` is right shows when it is next refreshed.
   *[other] the one that the running Baselib keeps is good, and { $count } accounts have authorised the platform. Whether `WECHAT_COMPONENT_SECRET` is right shows when it is next refreshed.
}
doctor-platform-token-not-kept = none is kept that is good, and doctor fetches none beside a running Baselib, nor when it could not keep it.
    .advice = Baselib fetches one when it needs it: ask for a breakdown in Slack, then run this again. If there is none then, its log says why; stop it, and this says why, too.
doctor-platform-token-secret = WeChat gives none: the platform’s AppID and its secret do not belong together (errcode { $code }).
    .advice = Copy AppID and AppSecret from the platform’s page into `WECHAT_COMPONENT_APPID` and `WECHAT_COMPONENT_SECRET`.
doctor-platform-token-failed = WeChat gives none. { $error }
doctor-ip-allowlist-ok = WeChat lets this server’s address through.
doctor-ip-allowlist-refused = { $address ->
    [none] WeChat does not let this server’s address through ({ $code }).
   *[other] WeChat does not let { $address } through ({ $code }).
}
    .advice = Add it to the allowlist: open platform, third-party platform, development material; for an AppSecret, mp.weixin.qq.com, development settings. Add every address that this server may call from.
doctor-program-token-ok = there is one for a program.
doctor-program-token-kept = the one that the running Baselib keeps for a program is good.
doctor-program-token-none = no program has authorised the platform yet.
    .advice = Type `/baselib programs add` in Slack and open the link as the admin of a Mini Program.
doctor-program-token-unlisted = the list at `WECHAT_PROGRAMS_URL` names no program.
    .advice = Ask whoever runs that service, or name programs in `WECHAT_PROGRAMS`.
doctor-program-token-not-kept = none is kept that is good, and doctor fetches none beside a running Baselib, nor when it could not keep it.
    .advice = Baselib fetches one when it needs it: ask for a breakdown in Slack, then run this again.
doctor-program-token-revoked = the program has not authorised the platform, or not any more. { $error }
    .advice = Its admin authorises it again: in Slack, `/baselib programs add` gives the link.
doctor-program-token-dead = WeChat refuses the token that this Baselib was given. { $error }
    .advice = `WECHAT_ACCESS_TOKEN` is good for two hours: put a fresh one there. Of a token service, check that it hands out the newest. Where Baselib is the platform itself, something else fetches tokens with its AppID and secret: let only one do so.
doctor-program-token-kind = WeChat does not open this call to whom the token belongs. { $error }
    .advice = Use an authoriser token of a third-party platform: `WECHAT_COMPONENT_APPID` or `WECHAT_TOKEN_URL`. If it is one, look at open.weixin.qq.com whether the platform itself has permission set 18, fully released.
doctor-program-token-service = the token service refuses. { $error }
    .advice = Check `WECHAT_TOKEN_URL`, `WECHAT_TOKEN_BEARER`, and that the service knows the AppIDs of `WECHAT_PROGRAMS`.
doctor-program-token-unreadable = what answers at `WECHAT_TOKEN_URL` is no token.
    .advice = The service must answer JSON such as `{"{"}"access_token": "…", "expires_in": 7200{"}"}` with HTTP 200. If what it sends is a page, a proxy or a login may stand in between.
doctor-program-token-failed = there is none. { $error }
doctor-permission-set-ok = the program has granted it.
doctor-permission-set-unknown = WeChat does not say whether the program has granted it. { $error }
doctor-permission-set-missing = the program has not granted permission set 18 (development management and data analysis).
    .advice = Its admin authorises the platform again and ticks it (in Slack, `/baselib programs add` gives the link). Only one platform can hold it at a time.
doctor-quota-ok = { $remain } of { $limit } calls are left today for the program.
doctor-quota-low = only { $remain } of { $limit } calls are left today for the program.
    .advice = Find out who else calls on its behalf. From midnight in Beijing on, all of them are there again.
doctor-quota-unknown = WeChat does not say what is left. { $error }
doctor-quota-used = the program’s calls are used up.
    .advice = Wait until midnight in Beijing (or a minute, when it is the limit per minute), and find out who else calls on its behalf.
doctor-reading-ok = WeChat sent { $count } versions, from { $first } to { $last }: { $meaning }, { $scale }. { $reason }
doctor-reading-no-data = WeChat sent no users. { $reason }
    .advice = Wait until people have used the program. If it has users, paste what `baselib doctor --shape` prints into an issue.
doctor-reading-undetermined = WeChat sent numbers, and what they mean cannot be told. { $reason }
    .advice = Compare them with WeChat’s console and set `WECHAT_PERCENTAGE_MEANING`. Please paste what `baselib doctor --shape` prints into an issue.
doctor-reading-failed = there are no numbers. { $error }
    .advice = If WeChat’s answer cannot be read, paste what `baselib doctor --shape` prints into an issue.
doctor-public-numbers-ok = those of { $day } can be read.
doctor-public-numbers-off = they are switched off.
doctor-public-numbers-unreachable = they cannot be read. { $error }
    .advice = Nothing but the comparison with all of WeChat is missing. Let this machine reach mp.weixin.qq.com, or set `WECHAT_PUBLIC_URL=off`.

doctor-font-ok = there is one with Chinese characters ({ $name }).
doctor-font-missing = there is none with Chinese characters: charts show boxes instead.
    .advice = Install one; on Debian and Ubuntu: `apt-get install fonts-noto-cjk`.
doctor-catalogue-ok = { $count } APIs can be looked up.
doctor-catalogue-unreadable = its files cannot be read.
    .advice = Install Baselib again: a part of it is missing or damaged.

error-token-not-kept = The running Baselib keeps no good token of this kind now, and only it may fetch one. Ask for a breakdown in Slack, then try again.
