### Use, help, waiting

help-title = What Baselib can tell you
help-intro = Who do we lose if we raise the minimum base library, and is that moving?
help-programs-named = A program is named by its alias, its appid or the start of its nickname. Without one, this channel’s program is meant, or the only one.
help-report = the users per version: coverage, and what each minimum would cost
help-raise = what raising the minimum to a version would cost, now and before, and when it will be safe
help-cover = the highest minimum that keeps so many users
help-digest = this channel’s digest: show it, `edit` it in a form or set it (`mon,thu 09:00`, `first mon 09:00 Asia/Shanghai`; `fleet` or a `#tag` before the days for many programs at a glance), `test` it, send one `now`, `pause` it, read its `history`, or turn it `off`
help-alert = be told once when something comes true: `loss > 1% at 3.0.0`, `coverage 3.8.0 >= 99%`, `minimum changed`, `rollback`
help-alerts = this channel’s alerts, with buttons to mute or delete them
help-help = this list

help-access = who may what in this workspace; for admins
help-audit = who changed what; for admins
help-can = what APIs need, which users have it and who would be lost: `wx.getPrivacySetting request.enableChunked`; without a word a form with a search; `--game` for mini games
help-fleet = all Mini Programs at a glance: what matters first, another order, or what a new minimum costs each; as CSV, too
help-programs = the Mini Programs that can be asked for; with a word, those whose name, appid or tag holds it. `add` gives the link that authorises another one, `alias` gives one a short name, `tag` sorts it under words
help-use = set the program that this channel means
help-trend = how coverage moved over up to twenty weeks, as a chart: of the versions named, six at most, or of those that matter
