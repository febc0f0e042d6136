### 每日读取、小程序列表，以及其中可能出现的问题

error-quota-spared = 此小程序今天的 { $limit } 次调用只剩 { $remain } 次，预留给人工查询；自动读取于北京时间零点恢复。
error-program-list-refused = { $reason ->
    [status] 无法获取小程序列表（{ $detail }）。请 Baselib 运维人员检查 `WECHAT_PROGRAMS_URL` 和 `WECHAT_TOKEN_BEARER`。
    [not-json] 小程序列表不是 JSON（{ $detail }）。请 Baselib 运维人员检查 `WECHAT_PROGRAMS_URL`。
    [too-large] 小程序列表过大（{ $detail }）。请 Baselib 运维人员让 `WECHAT_PROGRAMS_URL` 的服务分页返回。
    [row] 小程序列表中有无效的行（{ $detail }），因此整份列表未被采用。请 Baselib 运维人员在 `WECHAT_PROGRAMS_URL` 的服务中更正（docs/wechat.md）。
    [host] 小程序列表的下一页在另一台主机上（{ $detail }），不受信任。请 Baselib 运维人员让 `WECHAT_PROGRAMS_URL` 的各页位于同一主机。
    [empty] 小程序列表变为空，因此未做任何更改。请 Baselib 运维人员检查 `WECHAT_PROGRAMS_URL` 的服务。
   *[shape] 小程序列表的格式不正确（{ $detail }）。请 Baselib 运维人员更正 `WECHAT_PROGRAMS_URL` 的服务（docs/wechat.md）。
}

cli-sweep = 立即读取今天还没有数据的全部小程序，不等各自的计划时间。

upkeep-step = { $name }：{ $done }/{ $total }，{ $failed } 个失败
upkeep-failed = { $count } 个失败
upkeep-no-workspace = 还没有工作区。请先运行一次 `baselib run`，登记机器人所在的工作区。
upkeep-elsewhere = 另一个 Baselib 正在执行，等待它完成…
upkeep-swept = { $team }：{ $programs } 个小程序中有 { $kept } 个已有今天的数据，其中 { $now } 个是刚刚读取的。
upkeep-count = { $count } × { $sentence }
upkeep-resting = { $count } 个小程序不久前读取失败，暂不重试。
upkeep-gave-up = 完全无法读取微信数据，{ $left } 个小程序未尝试。

cli-sync = 从微信或 WECHAT_PROGRAMS_URL 的服务更新小程序列表。

upkeep-no-list = 没有可同步的列表：小程序来自 `WECHAT_PROGRAMS`。列表可以来自微信（`WECHAT_COMPONENT_APPID`）或你自己的服务（`WECHAT_PROGRAMS_URL`）。
upkeep-listing = 获取列表
upkeep-checking = 逐个检查
upkeep-synced = 列表共 { $listed } 个小程序，其中新增 { $added } 个。
upkeep-checked = 已检查 { $count } 个小程序的名称、账号和权限集。
upkeep-revoked = { $count } 个小程序已取消授权，或不再列出。
upkeep-not-granted = { $count } 个小程序缺少权限集 18，无法读取。
upkeep-stopped = 已中断；稍后再运行即可从中断处继续。{ $sentence }
