### The daily sweep, the lists of programs, and their errors

error-quota-spared = Only { $remain } of { $limit } calls are left today for this program. They are reserved for people’s questions; automatic readings resume at midnight in Beijing.
error-program-list-refused = { $reason ->
    [status] The list of programs cannot be fetched ({ $detail }). Operator: check `WECHAT_PROGRAMS_URL` and `WECHAT_TOKEN_BEARER`.
    [not-json] The list of programs is not JSON ({ $detail }). Operator: check `WECHAT_PROGRAMS_URL`.
    [too-large] The list of programs is too large ({ $detail }). Operator: let the service behind `WECHAT_PROGRAMS_URL` return it in pages.
    [row] The list of programs has an invalid row ({ $detail }), so none of it was used. Operator: correct it in the service behind `WECHAT_PROGRAMS_URL` (docs/wechat.md).
    [host] The list of programs continues on another host ({ $detail }), which is not trusted. Operator: serve all pages behind `WECHAT_PROGRAMS_URL` from one host.
    [empty] The list of programs has become empty, so nothing was changed. Operator: check the service behind `WECHAT_PROGRAMS_URL`.
   *[shape] The list of programs has an unexpected shape ({ $detail }). Operator: correct the service behind `WECHAT_PROGRAMS_URL` (docs/wechat.md).
}

cli-sweep = Read all programs without today's data now, instead of at their scheduled time.

upkeep-step = { $name }: { $done } of { $total }, { $failed } failed
upkeep-failed = { $count } failed
upkeep-no-workspace = There is no workspace yet. Start the bot once with `baselib run` to register its workspace.
upkeep-elsewhere = Another Baselib is already doing this; waiting for it to finish …
upkeep-swept = { $team }: today’s data is there for { $kept } of { $programs }, { $now } read just now.
upkeep-count = { $count } × { $sentence }
upkeep-resting = { $count ->
    [one] 1 program failed a short while ago and is not tried yet.
   *[other] { $count } programs failed a short while ago and are not tried yet.
}
upkeep-gave-up = WeChat cannot be read at all; { $left } programs were not tried.

cli-sync = Update the list of programs from WeChat or from the service behind WECHAT_PROGRAMS_URL.

upkeep-no-list = There is no list to update from: programs come from `WECHAT_PROGRAMS`. Lists come from WeChat (`WECHAT_COMPONENT_APPID`) or your own service (`WECHAT_PROGRAMS_URL`).
upkeep-listing = Listing
upkeep-checking = Checking
upkeep-synced = { $listed } programs listed, { $added } of them new.
upkeep-checked = { $count ->
    [one] 1 program checked: name, account, permission sets.
   *[other] { $count } programs checked: names, accounts, permission sets.
}
upkeep-revoked = { $count ->
    [one] 1 program is no longer authorised or listed.
   *[other] { $count } programs are no longer authorised or listed.
}
upkeep-not-granted = { $count ->
    [one] 1 program lacks permission set 18 and cannot be read.
   *[other] { $count } programs lack permission set 18 and cannot be read.
}
upkeep-stopped = Interrupted; run it again later to continue. { $sentence }
