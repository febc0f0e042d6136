### Breaks: WeChat counts old versions differently than before

break-counted-higher = Since { $since } WeChat counts old versions about { $factor } times as high
break-counted-lower = Since { $since } WeChat counts old versions at only about { $factor } of their share
break-counted-now = { $known ->
    [no] How WeChat counts old versions is not known; by the numbers alone: { $sentence }
   *[yes] By WeChat’s new count: { $sentence }
}
break-not-known = How WeChat counts old versions is not known
break-costs = { $before } before, { $now } since
break-before = Before { $since }, { $version } kept { $target } (cut off: { $costs }).
break-awaited = By WeChat’s count before, it probably keeps { $target } already; whether it is safe depends on how WeChat counts from now on.
break-lasts = { $counted }; it has lasted eight weeks, so Baselib takes it as the new level.
break-unknown = { $counted }, as its last public numbers show. Those are weeks older than the numbers here, so how it has counted since is not known, and Baselib calls no minimum safe. Lower none because of it.
break-of-all = All of WeChat: { $sentence }
break-marked = { $day }*
break-mark = * counted differently by WeChat
break-over = { $direction ->
    [higher] From { $since } to { $until } WeChat counted old versions about { $factor } times as high: these days are not compared.
   *[lower] From { $since } to { $until } WeChat counted old versions at only about { $factor } of their share: these days are not compared.
}
break-turned-began = WeChat has counted old versions differently since { $since }
break-turned-over = WeChat has counted old versions as before again since { $since }
break-turned-lasts = WeChat’s count of old versions since { $since } is the new level
break-ended = WeChat has counted old versions as before again since { $since }.
