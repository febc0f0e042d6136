### Use, help, waiting

used = This channel now means { $program } whenever it names no program. Type `/baselib` to see its users.

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

fetching = Asking WeChat. The answer is on its way.
