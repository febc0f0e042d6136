### The daily sweep, the lists of programs, and what can go wrong with them

error-quota-spared = Only { $remain } of { $limit } calls are left today for this program. They are kept for people’s questions; Baselib reads it by itself again tomorrow (at midnight, Chinese time).
error-program-list-refused = { $reason ->
    [status] The list of programs cannot be fetched ({ $detail }). Whoever runs Baselib checks `WECHAT_PROGRAMS_URL` and `WECHAT_TOKEN_BEARER`.
    [not-json] The list of programs is no JSON ({ $detail }). Whoever runs Baselib checks `WECHAT_PROGRAMS_URL`.
    [too-large] The list of programs is too large ({ $detail }). Whoever runs Baselib lets the service behind `WECHAT_PROGRAMS_URL` give it in pages.
    [row] The list of programs has a row that cannot be read ({ $detail }), so none of it was used. Whoever runs the service behind `WECHAT_PROGRAMS_URL` corrects it (docs/wechat.md).
    [host] The list of programs goes on at another host ({ $detail }), which is not trusted. Whoever runs the service behind `WECHAT_PROGRAMS_URL` keeps all pages at one.
    [empty] The list of programs is empty though it was not before, so nothing was changed. Whoever runs Baselib checks the service behind `WECHAT_PROGRAMS_URL`.
   *[shape] The list of programs is not of the shape that Baselib reads ({ $detail }). Whoever runs the service behind `WECHAT_PROGRAMS_URL` corrects it (docs/wechat.md).
}

cli-sweep = Read every program that has no numbers of today yet, now instead of at its turn.

upkeep-step = { $name }: { $done } of { $total }, { $failed } failed
upkeep-failed = { $count } failed
upkeep-no-workspace = There is no workspace yet whose programs could be kept. Start the bot once with `baselib run`: it joins its workspace.
upkeep-elsewhere = Another Baselib is at it at this moment; waiting for it to finish …
upkeep-swept = { $team }: { $kept } of { $programs } programs have today’s numbers, { $now } of them read now.
upkeep-count = { $count } × { $sentence }
upkeep-resting = { $count ->
    [one] 1 program failed a short while ago and is left alone for now.
   *[other] { $count } programs failed a short while ago and are left alone for now.
}
upkeep-gave-up = WeChat cannot be read at all; { $left } programs were not tried.

cli-sync = Bring the list of programs in line with WeChat, or with the service behind WECHAT_PROGRAMS_URL.

upkeep-no-list = There is no list to follow: the programs are those of `WECHAT_PROGRAMS`. Lists come from WeChat (`WECHAT_COMPONENT_APPID`) or from your own service (`WECHAT_PROGRAMS_URL`).
upkeep-listing = Listing
upkeep-checking = Checking
upkeep-synced = { $listed } programs are listed, { $added } of them new.
upkeep-checked = { $count ->
    [one] 1 program was checked by itself: name, account, permission sets.
   *[other] { $count } programs were checked one by one: names, accounts, permission sets.
}
upkeep-revoked = { $count ->
    [one] 1 program is no longer authorised or listed.
   *[other] { $count } programs are no longer authorised or listed.
}
upkeep-not-granted = { $count ->
    [one] 1 program lacks permission set 18, without which it cannot be read.
   *[other] { $count } programs lack permission set 18, without which they cannot be read.
}
upkeep-stopped = It could not go on; run it again later and it continues from there. { $sentence }
