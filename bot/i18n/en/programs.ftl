### The programs: listed, searched, picked, labelled

programs-title = { $count ->
    [one] { $count } Mini Program
   *[other] { $count } Mini Programs
}
programs-text = { $count ->
    [one] { $count } Mini Program: { $names }.
   *[other] { $count } Mini Programs: { $names }.
}
programs-found = { $count ->
    [one] { $count } Mini Program with “{ $text }”
   *[other] { $count } Mini Programs with “{ $text }”
}
programs-found-text = { $count ->
    [one] { $count } Mini Program has “{ $text }” in its name, AppID or tags: { $names }.
   *[other] { $count } Mini Programs have “{ $text }” in their name, AppID or tags: { $names }.
}
programs-nothing = No Mini Program has “{ $text }” in its name, AppID or tags.
programs-nothing-like = No Mini Program has “{ $text }” in its name, AppID or tags. Did you mean “{ $suggestion }”?
programs-channel = ← this channel’s default
programs-revoked = not authorised
programs-not-granted = permission set 18 is missing
programs-place = { $first } to { $last } of { $count }
programs-previous = Previous
programs-next = Next
programs-all = Show all
programs-search = Search
programs-search-placeholder = Name, AppID or tag, then Enter
programs-choose = `/baselib use <program>` sets this channel’s default.
programs-label = `/baselib programs alias <program> <alias>` sets a short name, `/baselib programs tag <program> <tag>` adds a tag.

program-alias-set = { $program } now has the alias { $alias }.
program-alias-removed = The alias of { $appid } set in Slack is removed; its name is now { $program }.
program-tags = Tags of { $program }: { $tags }. `/baselib programs <tag>` lists all programs with a tag.
program-no-tags = { $program } now has no tags.

pick-placeholder = Name, AppID or tag
pick-another = Another Mini Program
pick-answers = Choose one to get the answer:
pick-again = Type the command again with the right name: the words after it are too long to be kept here.
use-which = Default Mini Program for this channel
use-effect = It applies to everyone in this channel. Editors can change it.

used = { $program } is now this channel’s default. Type `/baselib` to see its breakdown.

### Whether Baselib may set a program's minimum

setting-title = Setting the minimum
setting-on = ✅ Baselib may set the minimum of { $program } at WeChat, once it is proposed and approved.
setting-off = Baselib does not set the minimum of { $program }: it only reads WeChat.
setting-calling = One call is under way and may still set it; no other begins.
setting-ask = May Baselib set the minimum of { $program } at WeChat, once it is proposed and approved?
setting-merchant-unasked = The merchant has agreed to reading only.
setting-merchant-agreed = The merchant has allowed this on Baselib’s page.
setting-merchant-declined = The merchant allows reading only. `/baselib programs add` makes a link on which they can allow more.
setting-sure-unasked = When its merchant authorised Baselib, the page promised only to read. Turn it on only if the merchant has agreed since.
setting-sure-agreed = Approved minimums can then be set at WeChat with a button on their card.
setting-sure-declined = It cannot be turned on before the merchant allows it.
setting-turn-on = Turn on
setting-turn-off = Turn off
setting-keep = Save
setting-may = Baselib may set it, once it is approved
setting-may-not = Baselib only reads
setting-means = Baselib sets nothing by itself: a minimum is proposed, others approve it, and an editor or admin presses “Set now”. Each step is in the audit log.
home-setting = Setting the minimum: for which Mini Programs Baselib may do it.
home-setting-pick = Choose a program
