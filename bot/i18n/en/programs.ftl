### The programs: listed, searched, picked, labelled

programs-title = { $count ->
    [one] { $count } Mini Program
   *[other] { $count } Mini Programs
}
programs-text = { $count ->
    [one] { $count } Mini Program can be asked for: { $names }.
   *[other] { $count } Mini Programs can be asked for: { $names }.
}
programs-found = { $count ->
    [one] { $count } Mini Program with “{ $text }”
   *[other] { $count } Mini Programs with “{ $text }”
}
programs-found-text = { $count ->
    [one] { $count } Mini Program has “{ $text }” in its name, appid or tags: { $names }.
   *[other] { $count } Mini Programs have “{ $text }” in their name, appid or tags: { $names }.
}
programs-nothing = No Mini Program has “{ $text }” in its name, appid or tags.
programs-nothing-like = No Mini Program has “{ $text }” in its name, appid or tags. Did you mean “{ $suggestion }”?
programs-channel = ← this channel’s
programs-revoked = not authorised
programs-not-granted = permission set 18 is missing
programs-place = { $first } to { $last } of { $count }
programs-previous = Previous
programs-next = Next
programs-all = Show all
programs-search = Search
programs-search-placeholder = Name, appid or tag, then Enter
programs-choose = `/baselib use <program>` sets the one that this channel means.
programs-label = `/baselib programs alias <program> <alias>` gives one a short name, `/baselib programs tag <program> <tag>` a tag.

program-alias-set = { $program } answers to { $alias } now.
program-alias-removed = { $appid } has lost the alias that was given to it in Slack, and is called { $program } now.
program-tags = { $program } has these tags now: { $tags }. `/baselib programs <tag>` lists all that share one.
program-no-tags = { $program } has no tags now.

pick-placeholder = Name, appid or tag
pick-another = Another Mini Program
pick-answers = Pick the one you mean, and you get the answer:
use-which = Which Mini Program does this channel mean when it names none?
use-effect = Pick one; anyone here can change that later.

used = This channel now means { $program } whenever it names no program. Type `/baselib` to see its users.
