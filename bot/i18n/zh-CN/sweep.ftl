### 每日读取、小程序列表，以及其中可能出现的问题

error-quota-spared = 这个小程序今天的 { $limit } 次调用只剩 { $remain } 次，留给大家提问时使用；Baselib 明天（中国时间零点起）再自动读取。
error-program-list-refused = { $reason ->
    [status] 无法获取小程序列表（{ $detail }）。请 Baselib 的运维人员检查 `WECHAT_PROGRAMS_URL` 和 `WECHAT_TOKEN_BEARER`。
    [not-json] 小程序列表不是 JSON（{ $detail }）。请 Baselib 的运维人员检查 `WECHAT_PROGRAMS_URL`。
    [too-large] 小程序列表太大（{ $detail }）。请 Baselib 的运维人员让 `WECHAT_PROGRAMS_URL` 的服务分页返回。
    [row] 小程序列表中有一行无法读取（{ $detail }），因此整份列表未被采用。请 `WECHAT_PROGRAMS_URL` 服务的运维人员更正（docs/wechat.md）。
    [host] 小程序列表的下一页在另一台主机上（{ $detail }），不被信任。请 `WECHAT_PROGRAMS_URL` 服务的运维人员把所有页放在同一主机上。
    [empty] 小程序列表变成空的了，因此没有做任何改动。请 Baselib 的运维人员检查 `WECHAT_PROGRAMS_URL` 的服务。
   *[shape] 小程序列表的格式不是 Baselib 能读取的（{ $detail }）。请 `WECHAT_PROGRAMS_URL` 服务的运维人员更正（docs/wechat.md）。
}

cli-sweep = 立即读取今天还没有数据的所有小程序，而不是等到各自的时间。

upkeep-step = { $name }：{ $done }/{ $total }，{ $failed } 个失败
upkeep-failed = { $count } 个失败
upkeep-no-workspace = 还没有可以保存小程序的工作区。请先运行一次 `baselib run`，让机器人加入工作区。
upkeep-elsewhere = 另一个 Baselib 正在进行，等待它完成……
upkeep-swept = { $team }：{ $programs } 个小程序中有 { $kept } 个已有今天的数据，其中 { $now } 个是刚刚读取的。
upkeep-count = { $count } × { $sentence }
upkeep-resting = { $count } 个小程序不久前读取失败，暂时不再读取。
upkeep-gave-up = 完全无法从微信读取；{ $left } 个小程序没有尝试。

cli-sync = 让小程序列表与微信一致，或与 WECHAT_PROGRAMS_URL 的服务一致。

upkeep-no-list = 没有可以同步的列表：小程序来自 `WECHAT_PROGRAMS`。列表可以来自微信（`WECHAT_COMPONENT_APPID`）或你自己的服务（`WECHAT_PROGRAMS_URL`）。
upkeep-listing = 获取列表
upkeep-checking = 逐个检查
upkeep-synced = 列表中有 { $listed } 个小程序，其中 { $added } 个是新的。
upkeep-checked = 逐个检查了 { $count } 个小程序的名称、帐号状态和权限集。
upkeep-revoked = { $count } 个小程序不再授权，或不在列表中了。
upkeep-not-granted = { $count } 个小程序缺少 18 号权限集，因此无法读取。
upkeep-stopped = 无法继续；请稍后再运行一次，会从中断处接着进行。{ $sentence }
