### Everything that Baselib says, in English. The same keys and variables stand in zh-CN.ftl.

## Numbers, times, lists

bounds = { $low } to { $high }
points = { $number } pp
moment = { $weekday } { $day }, { $time } ({ $zone })
span-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
span-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
list-comma = {", "}
list-last = { $items } and { $last }
and-more = { $items } and { $count } more
named = { $program }: { $sentence }
sentences = { $first } { $second }

## The breakdown

headline-minimum = The minimum base library is { $minimum }: { $loss } of users are below it and cannot open the program until they update WeChat.
headline-minimum-only = The minimum base library is { $minimum }.
headline-no-minimum = WeChat names no minimum base library for this program.
headline-safe = The highest minimum that keeps { $target } of users is { $version }.
headline-safe-same = It is also the highest minimum that keeps { $target } of users.
headline-safe-none = No version listed is sure to keep { $target } of users.
headline-no-data = WeChat has no usage data for this program.
headline-undetermined = What WeChat’s numbers mean cannot be told, so no loss is computed.
undetermined-advice = If you know what they mean, set `WECHAT_PERCENTAGE_MEANING` to `share`, `below` or `at_or_below` (and, if need be, `WECHAT_PERCENTAGE_SCALE` to `percent` or `fraction`) and restart Baselib. The distribution in WeChat’s console, where the minimum is set, helps to find out.
undetermined-advice-pinned = Set it to `auto`, or to the meaning that fits, and restart Baselib.
no-data-advice = A new program, or one with few users, may have no numbers yet. Try again tomorrow.

column-version = Version
column-share = Share
column-coverage = Coverage
column-loss = Loss if raised here
column-number = WeChat’s number
table-caption = Users of { $program } per base-library version, { $day }
table-caption-raw = WeChat’s own numbers for { $program }, { $day }
cell-minimum = { $version } (minimum now)
cell-older = { $count ->
    [one] { $version } and older ({ $count } version)
   *[other] { $version } and older ({ $count } versions)
}
cell-older-minimum = { $count ->
    [one] { $version } and older ({ $count } version; minimum now: { $minimum })
   *[other] { $version } and older ({ $count } versions; minimum now: { $minimum })
}
legend = Coverage: users on that version or newer. Loss: users below it, who could no longer open the program.
versions-without-users = { $count ->
    [one] One version without users is left out.
   *[other] { $count } versions without users are left out.
}
rows-left-out = { $count ->
    [one] One more row is left out.
   *[other] { $count } more rows are left out.
}

data-of = Data of { $moment }, from WeChat (getSupportVersion).
evidence = The numbers are read as { $meaning }, { $scale }. { $reason }
meaning-share = the share of users on each version
meaning-below = the share of users below each version
meaning-at_or_below = the share of users on each version or below
scale-percent = in percent
scale-fraction = as fractions of 1
reason-adds-up = They add up to { $total }.
reason-never-falls = They never fall from the oldest to the newest version and add up to { $total }, so they must be cumulative.
reason-pinned = The setting `WECHAT_PERCENTAGE_MEANING` says so.
reason-remembered = These numbers alone would not prove it, but earlier ones of this program did.
reason-all-zero = Every number that it sends is zero.
reason-empty = The list that it sends is empty.
reason-ambiguous = The numbers can be read in more than one way.
reason-fits-nothing = The numbers add up to { $total }, which fits neither shares nor cumulative values.
reason-pin-contradicted = The setting `WECHAT_PERCENTAGE_MEANING` says how to read them, but these numbers cannot mean that.

other-labels = Listed without a version, counted in the total and never in coverage: { $labels }.
other-labels-uncounted = Listed without a version, and so not counted: { $labels }.
other-label = { $label } ({ $share })
label-empty = (no name)
unreported = { $share } of users are missing from WeChat’s list; they may be on any version, so coverage and loss are given as ranges.
newer-than-listed = { $share } of users are on versions newer than { $version }, which WeChat does not list.
older-than-listed = { $share } of users are on versions older than { $version }, which WeChat does not list.

suspicion-single-version = Only one version has users. Such a list is usually cut short, unless the program has very few users: look again tomorrow before you raise anything.
suspicion-low-total = The shares add up to only { $total }: WeChat left many users out.
suspicion-newest-missing = The newest version of the reading before is missing from the list, though it had users.
suspicion-roll-back = Coverage of the newest version fell by more than 3 points within three days. WeChat may have rolled it back.
suspicion-contradicts = Earlier numbers of this program had to be read as { $meaning }. Compare with WeChat’s console before you decide anything.

stale-of = WeChat could not be read now. These are the newest numbers kept, of { $moment }.
stale = WeChat could not be read now. These are the newest numbers kept, { $age } old.
overcounted = The shares add up to { $total }, which is more than everybody, so coverage and loss are given as ranges.
shared-by = Shared by { $user }
shared = Shared to this channel.

button-refresh = Refresh
button-share = Share to channel
button-all = All versions
button-open = Open full breakdown
button-open-label = Open full breakdown of { $program }
button-digest-here = Weekly digest here
button-send-now = Send now
button-change = Change
button-off = Off
what-if = What if the minimum were …
what-if-loss = loses { $loss }

## Raise and cover

raise = With { $version } as the minimum, { $loss } of users could no longer open the program: they are below { $version }.
raise-guaranteed = The minimum is already { $minimum }, so everybody who opens the program has { $version } or newer. { $loss } of users are below { $version }.
raise-included = That includes the { $loss } below the present minimum, { $minimum }.
raise-week-ago = A week ago it was { $loss } ({ $change } since).
raise-four-weeks-ago = Four weeks ago it was { $loss } ({ $change } since).
raise-nothing-kept = No numbers to compare with are kept from a week or four weeks ago, so how it moves is not known yet.
raise-lower = One step lower, { $version }: { $loss }.
raise-higher = One step higher, { $version }: { $loss }.
raise-lowest = No lower version is listed.
raise-highest = No higher version is listed.
raise-not-listed = WeChat does not list { $version } for this program. Check the number: WeChat refuses a minimum that was never released.

cover = The highest minimum that keeps { $target } of users is { $version }: { $coverage } are on it or newer.
cover-none = No version listed is sure to keep { $target } of users.
cover-higher = The next one up, { $version }, would keep { $coverage }.
cover-highest = It is the newest version listed.
cover-present = The minimum now is { $minimum }.

## Programs, use, help, waiting

programs-title = { $count ->
    [one] { $count } Mini Program
   *[other] { $count } Mini Programs
}
programs-text = { $count ->
    [one] { $count } Mini Program can be asked for: { $names }.
   *[other] { $count } Mini Programs can be asked for: { $names }.
}
programs-channel = ← this channel’s
programs-more = { $count ->
    [one] … and { $count } more. It answers to its alias, its appid or the start of its nickname.
   *[other] … and { $count } more. Each answers to its alias, its appid or the start of its nickname.
}
programs-none = No Mini Program is configured. Whoever runs Baselib lists them in `WECHAT_PROGRAMS`, such as `shop=wx1234567890abcdef`.
programs-choose = `/baselib use <program>` sets the one that this channel means.

used = This channel now means { $program } whenever it names no program. Type `/baselib` to see its users.

help-title = What Baselib can tell you
help-intro = Who do we lose if we raise the minimum base library, and is that moving?
help-programs-named = A program is named by its alias, its appid or the start of its nickname. Without one, this channel’s program is meant, or the only one.
help-report = the users per version: coverage, and what each minimum would cost
help-raise = what raising the minimum to a version would cost, now and before
help-cover = the highest minimum that keeps so many users
help-programs = every Mini Program that can be asked for
help-use = set the program that this channel means
help-digest = this channel’s weekly digest: show it, set it (`mon 09:00 Asia/Shanghai`), send one `now`, or turn it `off`
help-help = this list

fetching = Asking WeChat. The answer will replace this line.

## The weekly digest: the order

subscription-title = Weekly digest
subscription-schedule = Every { $weekday } at { $time } ({ $zone })
subscription-programs = About: { $programs }
subscription-programs-default = About this channel’s program, or all of them when it has none
subscription-language = Language: { $language }
subscription-next = Next: { $local }, in { $span }. That is { $utc }.
subscription-last = Last: { $moment }. { $outcome }
subscription-last-none = Nothing has been sent yet.
subscription-paused = The weekly digest is paused, because this channel cannot be posted to ({ $code }). Invite the bot with `/invite @Baselib`, then press Change and save.
subscription-show = This channel gets the weekly digest every { $weekday } at { $time } ({ $zone }). Next: { $local }.
subscription-set = This channel now gets the weekly digest every { $weekday } at { $time } ({ $zone }). First one: { $local }, which is { $utc }.
subscription-sent = The digest was sent to this channel. The schedule stays as it is.
subscription-ended = This channel gets no weekly digest any more. `/baselib digest { $schedule }` brings it back.
off-title = End the weekly digest?
off-text = This channel will get no more digests. You can set it up again at any time.
off-yes = End it
off-no = Keep it
language-en = English
language-zh-CN = 简体中文

delivery-reason-sent = It was sent.
delivery-reason-late = It was sent late, because Baselib was not running when it was due.
delivery-reason-waiting = It is being sent.
delivery-reason-missed = It was skipped: nobody was there to send it, and then it was too late.
delivery-reason-ended = It was skipped: the digest had been ended.
delivery-reason-paused = It was skipped: the digest was paused.
delivery-reason-workspace-ended = It was not sent: the app is no longer installed in this workspace, or its token has ended.
delivery-reason-no-program = It was not sent: there was no Mini Program to report on.
delivery-reason-wechat = It was not sent: WeChat could not be read, and nothing was kept to show.
delivery-reason-slack-busy = It was not sent: Slack asked to wait until it was too late.
delivery-reason-channel-unavailable = It was not sent: this channel cannot be posted to.
delivery-reason-slack-refused = It was not sent: Slack refused it.
delivery-reason-unclear = It may or may not have arrived: Slack’s answer got lost.
delivery-reason-interrupted = It may or may not have arrived: Baselib was stopped in the middle of posting.
delivery-reason-gave-up = It was not sent: it was tried again and again until it was too late.
delivery-reason-other = It was not sent.
delivery-reason-with-code = { $reason } (Slack: { $code })

schedule-title = Weekly digest
schedule-save = Save
schedule-cancel = Cancel
schedule-weekday = Weekday
schedule-time = Time
schedule-zone = Time zone
schedule-zone-hint = Such as Asia/Shanghai or Europe/Berlin
schedule-language = Language

## The weekly digest: the message

digest-title = Base library digest, { $day }
digest-title-undated = Base library digest
digest-text = { $count ->
    [0] Base library digest. { $first }
    [one] Base library digest. { $first } And { $count } more program.
   *[other] Base library digest. { $first } And { $count } more programs.
}
digest-empty = There is no Mini Program to report on.
digest-late = Late: this was due { $moment }.
digest-minimum-raised = The minimum went up from { $before } to { $now } in the last week.
digest-minimum-lowered = The minimum went down from { $before } to { $now } in the last week.
digest-safe-moved-up = That is up from { $before } a week ago.
digest-safe-moved-down = That is down from { $before } a week ago.
digest-safe-unmoved = That is the same as a week ago.
digest-coverage-intro = Users on these versions or newer:
digest-movement = { $version }: { $coverage } (a week: { $week }, four weeks: { $four })
digest-movement-now = { $version }: { $coverage }
digest-unknown-change = not known
digest-new = New: { $versions }
digest-gone = No longer listed: { $versions }
digest-compact = { $program }: minimum { $minimum }, { $loss } of users below it; the highest that keeps { $target }: { $safe }.
digest-compact-no-safe = { $program }: minimum { $minimum }, { $loss } of users below it; no version listed is sure to keep { $target }.
digest-compact-no-minimum = { $program }: no minimum named; the highest that keeps { $target }: { $safe }.
digest-compact-nothing = { $program }: no minimum named; no version listed is sure to keep { $target }.
digest-programs-left-out = { $count ->
    [one] { $count } more program does not fit in here. Type `/baselib report <program>` for it.
   *[other] { $count } more programs do not fit in here. Type `/baselib report <program>` for any of them.
}
column-week = Since last week
column-four-weeks = Since four weeks ago
digest-table-caption = Users of { $program } on these versions or newer, { $day }
chart-title = Coverage over time
chart-title-program = Coverage over time: { $program }
chart-x = Week
chart-y = % of users

## Errors: what happened, and what to do next

error-unexpected = Something went wrong that should not have. Try again; if it persists, ask whoever runs Baselib to look into its log.
error-unknown-subcommand = There is no subcommand “{ $word }”. Type `/baselib help` to see them all.
    .suggested = There is no subcommand “{ $word }”. Did you mean `/baselib { $suggestion }`?
error-no-program = { $count ->
    [0] No Mini Program is configured. Whoever runs Baselib lists them in `WECHAT_PROGRAMS`, such as `shop=wx1234567890abcdef`.
   *[other] There are { $count } Mini Programs and this channel has none of its own. Name one, or choose one with `/baselib use <program>`; `/baselib programs` lists them.
}
error-unknown-program = No Mini Program is called “{ $name }”. `/baselib programs` lists them.
    .suggested = No Mini Program is called “{ $name }”. Did you mean “{ $suggestion }”? `/baselib programs` lists them all.
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
error-no-subscription = This channel has no weekly digest. Type `/baselib digest mon 09:00 Asia/Shanghai`, with the weekday, time and zone you like, to start one.
error-stale-control = That button or choice no longer fits. Type `/baselib` for a new breakdown.

error-settings = The setting `{ $name }` is missing or wrong: { $reason }. Whoever runs Baselib mends it in `.env` and restarts.
settings-reason-missing = it is not set
settings-reason-not-allowed = this value is not allowed
settings-reason-not-a-schedule = it is not a weekday and time such as `mon 09:00`, or not a time zone such as `Asia/Shanghai`
settings-reason-not-a-url = it is not an http or https address
settings-reason-not-loopback = only an address on this machine is allowed
settings-reason-not-programs = it is not a list such as `shop=wx1234567890abcdef,news=wx0987654321fedcba`
settings-reason-programs-twice = an appid stands in it twice
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
    [in-use] Another Baselib is running on this database file; two would post each digest twice. Stop it, or give this one another `DATABASE_URL`; several at once need PostgreSQL.
    [read-only] The database cannot be written to. Whoever runs Baselib checks the rights of the file and the space on its disk.
    [newer] The database was made by a newer Baselib than this one. Whoever runs Baselib installs the newer one again.
    [older] The database is older than this Baselib. Whoever runs Baselib runs `baselib db upgrade`.
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
error-nothing-kept = No numbers of { $program } are kept yet. Type `/baselib report` to read them from WeChat.
error-meaning-unproved = What WeChat’s numbers for { $program } mean cannot be told, so no loss is computed. `/baselib report` shows them, why, and what to do.
error-too-busy = Too many people are asking at this moment. Try again in a few seconds.
error-shutting-down = Baselib is being restarted. Try again in a minute.

## WeChat's error codes

wechat-evidence = errcode { $code }, rid { $rid }
wechat-evidence-errmsg = errcode { $code }, { $errmsg }, rid { $rid }
wechat-no-rid = none
wechat-minus-1 = WeChat is busy.
    .advice = Try again in a few minutes.
wechat-40001 = WeChat says that the access token is wrong or no longer the newest one.
    .advice = Something else may fetch tokens for the same account and so end ours: let one service hand them out. For AppSecret calls, check the secret.
wechat-40013 = WeChat does not know this appid.
    .advice = Correct it in `WECHAT_PROGRAMS`.
wechat-40014 = WeChat says that the access token is not valid.
    .advice = Check where the token comes from; a token that was copied by hand may be cut off or ended.
wechat-40091 = WeChat says that the third-party platform’s verify ticket is not valid.
    .advice = The next ticket mends it; WeChat pushes one every ten minutes.
wechat-40094 = WeChat says that the third-party platform’s credential is not valid.
    .advice = Check `WECHAT_COMPONENT_APPID` and `WECHAT_COMPONENT_SECRET`.
wechat-40097 = WeChat says that an argument is wrong.
    .advice = This is a fault in Baselib: please report it with the rid.
wechat-40125 = WeChat says that the AppSecret is wrong.
    .advice = Copy it again from the console; it changes whenever somebody resets it.
wechat-40164 = WeChat does not accept calls from this server’s IP address.
    .advice = Add the address to the Mini Program’s IP allowlist in the console.
wechat-40170 = WeChat says that a list holds too many entries.
    .advice = This is a fault in Baselib: please report it with the rid.
wechat-40243 = The AppSecret is frozen.
    .advice = Unfreeze it in the console.
wechat-41001 = WeChat got no access token.
    .advice = Check where the token comes from; if it is set, report it as a fault in Baselib.
wechat-41002 = WeChat got no appid.
    .advice = Check `WECHAT_PROGRAMS`; if it is set, report it as a fault in Baselib.
wechat-41004 = WeChat got no secret.
    .advice = Check the secret in the settings; if it is set, report it as a fault in Baselib.
wechat-41018 = WeChat got no component_appid.
    .advice = Check `WECHAT_COMPONENT_APPID`; if it is set, report it as a fault in Baselib.
wechat-41021 = WeChat got no component access token.
    .advice = Check the `WECHAT_COMPONENT_` settings; if they are set, report it as a fault in Baselib.
wechat-42001 = The access token has expired.
    .advice = Check where the token comes from: a fresh one was asked for and had expired too.
wechat-42002 = The refresh token has expired.
    .advice = The program’s administrator authorises the platform again.
wechat-42006 = The component access token has expired.
    .advice = Try again in a minute; if it persists, check that WeChat’s ticket pushes arrive.
wechat-42007 = The program’s owner changed a password, which ended the authorisation.
    .advice = The program’s administrator authorises the platform again.
wechat-43001 = WeChat wants a GET request here.
    .advice = Check `WECHAT_API_URL`; if it is right, report it as a fault in Baselib.
wechat-43002 = WeChat wants a POST request here.
    .advice = Check `WECHAT_API_URL`: a proxy that redirects turns POST into GET.
wechat-43003 = WeChat wants HTTPS here.
    .advice = Let `WECHAT_API_URL` begin with `https://`.
wechat-44002 = WeChat got an empty request.
    .advice = A proxy may drop the body; if there is none, report it as a fault in Baselib.
wechat-45009 = The program’s daily quota for this call is used up.
    .advice = It comes back at midnight, Chinese time; until then the newest kept numbers are shown.
wechat-45011 = WeChat is being asked too often within a minute.
    .advice = Wait a minute.
wechat-45035 = WeChat does not accept calls from this server’s IP address.
    .advice = Add the address to the account’s IP allowlist in the console.
wechat-47001 = WeChat cannot read the request as JSON.
    .advice = A proxy may change the body; if there is none, report it as a fault in Baselib.
wechat-48001 = WeChat does not open this call to this account or to this kind of token.
    .advice = getSupportVersion needs the token that a third-party platform holds for the program, with permission set 18.
wechat-48004 = WeChat has banned this call for the account.
    .advice = The owner looks up the reason in the console.
wechat-48006 = The account’s allowance for clearing quotas is spent.
    .advice = Wait until next month.
wechat-48017 = This way into WeChat’s API from Hong Kong was closed.
    .advice = Call api.weixin.qq.com by its name and not by an IP address.
wechat-50001 = The program has not authorised this call.
    .advice = The program’s administrator authorises the platform again.
wechat-50002 = The program’s account is limited, frozen or closed.
    .advice = Ask its owner.
wechat-61003 = The program is not authorised to this third-party platform.
    .advice = The program’s administrator authorises the platform again.
wechat-61004 = The third-party platform is not registered for this server’s IP address.
    .advice = Add the address that WeChat names to the platform’s IP allowlist (open platform, development material).
wechat-61005 = The third-party platform’s verify ticket has expired.
    .advice = Check that WeChat’s pushes arrive; otherwise start them again (api_start_push_ticket) and wait ten minutes.
wechat-61006 = The third-party platform’s verify ticket is not valid.
    .advice = Check that WeChat’s pushes arrive; otherwise start them again (api_start_push_ticket) and wait ten minutes.
wechat-61007 = The program has not granted permission set 18 (development management and data analysis).
    .advice = The program’s administrator authorises the platform again and ticks permission set 18.
wechat-61009 = The authorisation code is not valid.
    .advice = Start the authorisation again.
wechat-61010 = The authorisation code has expired.
    .advice = Start the authorisation again.
wechat-61011 = WeChat says that the third-party platform is not valid.
    .advice = Check `WECHAT_COMPONENT_APPID`.
wechat-61014 = WeChat wants a third-party platform’s token here.
    .advice = Check where the token comes from; Baselib got the wrong kind.
wechat-61015 = WeChat wants a program’s token here.
    .advice = Check where the token comes from; Baselib got the wrong kind.
wechat-61016 = A permission of the third-party platform waits for confirmation.
    .advice = The program’s owner confirms it in the console.
wechat-61017 = The program has not confirmed a permission of the third-party platform.
    .advice = The program’s owner confirms it in the console.
wechat-61023 = The refresh token is not valid.
    .advice = The program’s administrator authorises the platform again.
wechat-61024 = WeChat wants a component access token here.
    .advice = Check where the token comes from; Baselib got the wrong kind.
wechat-76001 = WeChat does not know this rid.
    .advice = It can be looked up for seven days, with a token of the same account.
wechat-76003 = WeChat refuses to look up this rid or quota.
    .advice = Look it up with a token of the account that made the call.
wechat-76021 = WeChat does not know the call whose quota was asked for.
    .advice = This is a fault in Baselib: please report it with the rid.
wechat-76022 = The account may not look up the quota of this call.
    .advice = Nothing needs to be done; the quota is not shown.
wechat-85015 = WeChat knows no such base-library version.
    .advice = Choose a released version from the breakdown.
wechat-86000 = WeChat opens this call only to third-party platforms.
    .advice = The Mini Program’s own token is not enough: use a third-party platform’s (`WECHAT_TOKEN_URL` or the `WECHAT_COMPONENT_` settings).
wechat-89014 = WeChat does not accept this base-library version as a minimum.
    .advice = Choose a released version from the breakdown.
wechat-other = WeChat refused.
    .advice = Look up the code, or the rid, in WeChat’s documentation.
### The command line and start-up.

cli = Who is cut off if a WeChat Mini Program raises its minimum base library? Ask here, or in Slack.
cli-program = Alias, appid or the start of the nickname; may be left out when there is only one program.
cli-json = Print JSON instead of text.
cli-run = Run the bot: answer Slack and send the digests.
cli-report = Show a program's users per base-library version.
cli-raise = Show what raising the minimum to a version would cost.
cli-cover = Show the highest minimum that keeps this percentage of the users.
cli-db = Look after the database.
cli-db-upgrade = Bring the database's tables up to date.
cli-db-upgraded = The database is up to date.
cli-demo = Try the bot without a Slack or WeChat account: everything runs on this machine.
cli-demo-port = Where the page is served; the bot and WeChat take the ports beside it.
cli-demo-socket-mode = Connect the bot over Socket Mode instead of HTTP.
cli-demo-ready =
    The sandbox is ready: open { $url } in a browser and type /baselib
    Press Ctrl-C to end it. Nothing is kept.
cli-demo-failed = The demo has ended: { $why }. Run it again; if that does not help, look at the lines above.

settings-missing = Baselib cannot start: some settings are missing. Fill in these lines of { $file } (copy .env.example if there is none):
settings-where-slack-bot-token = api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)
settings-where-slack-signing-secret = api.slack.com/apps → your app → Basic Information → Signing Secret; or set SLACK_APP_TOKEN for Socket Mode
settings-where-wechat-programs = your Mini Programs as alias=appid,alias2=appid2; the appid is in mp.weixin.qq.com → Development → Development settings
settings-where-wechat-access-token = an authorizer_access_token to try it out; for good, set WECHAT_TOKEN_URL (your own token service) or WECHAT_APP_SECRET instead
