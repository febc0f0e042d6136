### Use, help, waiting

help-title = Baselib commands
help-intro = Who do we lose if we raise the minimum base library, and is that moving?
help-first-report = *Report* · `/baselib`: who is on which version, and what to raise to
help-first-what-if = *What if …* · `/baselib 3.6.4`: who a minimum would cut off, and when it is safe
help-first-can = *Can I use …* · `/baselib wx.login`: who has an API
help-first-trend = *Trend* · `/baselib trend`: how it moved over twenty weeks
help-first-digest = *Weekly digest* · `/baselib digest`: what changed, every Monday in this channel
button-help-report = Report
button-help-what-if = What if …
button-help-can = Can I use …
button-help-trend = Trend
button-help-digest = Weekly digest
button-help-all = All commands
help-try = Try `/baselib 3.6.4`, or ask: `/baselib when is 3.6.4 safe`
read-as = Read as `{ $command }`
read-as-without = Read as `{ $command }`, without “{ $left }”
help-programs-named = Name a program by its alias, its AppID or the start of its nickname. Leave it out for this channel’s default, or if there is only one.
help-report = users by version: coverage, and what each minimum would cost
help-raise = what raising the minimum to a version costs, now and before, and when it becomes safe
help-cover = the highest minimum that keeps this percentage of users
help-digest = this channel’s digest: show it, `edit` it in a form or set it (`mon,thu 09:00`, `first mon 09:00 Asia/Shanghai`; `fleet` or a `#tag` before the days for an overview of many programs), `test` it, send one `now`, `pause` it, read its `history`, or turn it `off`
help-alert = one message when a condition is met: opens a form, or type it: `safe minimum rises`, `loss <= 1% at 3.6.4`, `coverage 3.6.4 >= 99%`, `minimum changed`, `withdrawal`, `needs attention`
help-alerts = this channel’s alerts; mute or delete them
help-help = this list

help-access = roles and permissions in this workspace (admins only)
help-audit = who changed what (admins only)
help-can = can we use this API: the version it needs, who has it, who would be cut off: `wx.getPrivacySetting request.enableChunked`; without an API, a search form; `--game` for mini games
help-fleet = overview of all Mini Programs, problems first: those that can be raised (`ready`), those that cannot be read (`blocked`), by tag (`tags`), what a new minimum costs each, export CSV
help-programs = list the Mini Programs; with a word, those with it in their name, AppID or tags. `add` gives the link to authorise another one, `alias` sets a short name, `tag` groups it, `setting` lets Baselib set its minimum
help-use = set this channel’s default program
help-trend = users cut off over up to twenty weeks as a chart: for the versions you name (five at most), or for those that matter
