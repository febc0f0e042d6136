### 针对多个小程序的决策

error-nothing-to-raise = { $programs } 个小程序目前都不能提高到 { $version }。用 `/baselib fleet raise { $version }` 查看原因。

decision-title-fleet = 决策 { $number }：将 { $count } 个小程序提高到 { $version }（{ $fleet }）
rollout-loss = 将这 { $count } 个小程序提高到 { $version }，单个小程序最多影响 { $worst } 的用户，中位数 { $median }。
rollout-users = { $count } 个有用户数的小程序 30 天合计约 { $people } 名用户受影响；使用其中两个的人计算两次。
rollout-worst = 影响最大的是 { $program }。
rollout-costly = { $count } 个小程序影响超过 1% 的用户。
rollout-counted = { $because ->
    [no-data] { $count } 个暂无用户数据
    [unclear] { $count } 个数据口径待确认
    [suspicious] { $count } 个数据异常
    [old] { $count } 个在 48 小时内无数据
    [not-granted] { $count } 个未授权或缺少权限集 18
    [imported] { $count } 个数据是导入的
    [guaranteed] { $count } 个最低版本已达到
    [open] { $count } 个已有未结束的决策
    [not-ready] { $count } 个影响超过 1%
   *[other] { $count } 个未允许 Baselib 设置
}
rollout-left-out = { $count } 个小程序未纳入：{ $reasons }。
rollout-opted-out = { $count } 个小程序未允许 Baselib 设置，未纳入。
rollout-opt-in = 管理员可逐个允许 Baselib 设置（`/baselib programs setting shop on`），然后再次提议。
rollout-data-of = 最早的数据：{ $moment }。

rollout-because-no-data = 暂无用户数据
rollout-because-unclear = 数据口径待确认
rollout-because-suspicious = 数据异常
rollout-because-old = 48 小时内无数据
rollout-because-not-granted = 未授权或缺少权限集 18
rollout-because-imported = 数据是导入的
rollout-because-guaranteed = 最低版本已达到
rollout-because-open = 有其他未结束的决策
rollout-because-not-ready = 影响超过 1%
rollout-because-opted-out = 未允许 Baselib 设置
rollout-because-minimum = 最低版本已变
rollout-because-loss = 影响已变大
rollout-because-grant = 商家已收回权限集 18
rollout-because-unreached = 无法读取或连接微信
rollout-because-repeated = 首次未收到响应，已再次设置
rollout-because-ended = 轮到之前已结束

rollout-state-waiting = 未设置
rollout-state-said = 称已设置，待核实
rollout-state-calling = 正在设置
rollout-state-applying = 是否已设置不明
rollout-state-accepted = 微信已接受
rollout-state-verified = 已设置
rollout-state-rolled-back = 已退回
rollout-state-unverified = 微信未显示
rollout-state-refused = 微信拒绝
rollout-state-set-aside = 已搁置
rollout-state-left-out = 未纳入
rollout-state-because = { $state }：{ $because }
rollout-code = 错误码 { $code }
rollout-shows = 微信显示 { $minimum }

rollout-back = 已退回 { $count } / { $all } 个
rollout-kept = 保持不变 { $count } 个
rollout-set = 已设置 { $count } / { $all } 个
rollout-said = { $count } 个称已设置
rollout-calling = 正在设置 { $count } 个
rollout-accepted = 核实中 { $count } 个
rollout-refused = 微信拒绝 { $count } 个
rollout-aside = 搁置 { $count } 个
rollout-unverified = 微信未显示 { $count } 个

rollout-now-approved = ✅ 已批准。请在 { $days } 天内到微信后台设置 { $version }，“小程序列表”列出全部小程序，Baselib 每天读取并统计已设置的数量。{ $counts }。
rollout-now-applying = { $back ->
    [yes] ⏳ 正在退回：{ $counts }。
   *[no] ⏳ 正在设置：{ $counts }。
}
rollout-now-verified = { $back ->
    [yes] ⚠️ 未全部退回：{ $counts }。
   *[no] ✅ 已核实：{ $counts }。
}
rollout-now-rolled-back = ↩️ 已退回：{ $counts }。
rollout-now-unverified = ⚠️ 未在期限内核实：{ $counts }。
rollout-now-failed = ⛔ 没有任何小程序被设置：{ $counts }。
rollout-now-stale = ⌛ 已失效，没有任何小程序被设置：{ $counts }。“小程序列表”中有变化的原因。请用最新数据重新提议。
rollout-run-running = { $until ->
    [none] 第 { $batch } / { $batches } 批进行中。
   *[other] 第 { $batch } / { $batches } 批：{ $until } 开始。
}
rollout-run-paused = 已在第 { $batch } / { $batches } 批暂停。
rollout-run-stopped = { $because ->
    [refused] 已在第 { $batch } / { $batches } 批停止：微信拒绝了其中 2% 以上。“小程序列表”中有原因，管理员可以继续。
    [unverified] 已在第 { $batch } / { $batches } 批停止：微信接受了设置，一天后仍未显示或无法读取。管理员可以继续。
   *[other] 已在第 { $batch } / { $batches } 批停止：微信对所有小程序都拒绝或无响应。用 `baselib doctor` 查看原因，管理员可以继续。
}
rollout-under-way = { $count ->
    [0] 没有正在进行的调用。
   *[other] 还有 { $count } 个调用正在进行，仍可能完成设置；不会再开始新的调用。
}
rollout-run-ended = 管理员已结束；微信已接受的仍会核实。
rollout-start-title = 全部设置？
rollout-start-text = Baselib 将在微信为 { $count } 个小程序设置 { $version }：先一个，再 5%，然后其余。管理员可随时暂停。
rollout-end-title = 彻底结束？
rollout-end-text = 不再设置其余小程序，已设置的保持不变。
rollout-how-now = 或按“全部设置”：Baselib 先设置一个，再 5%，然后其余，每批核实后才开始下一批。
rollout-how-partly = 目前只允许 Baselib 设置其中 { $count } 个，其余将搁置。要设置更多，请管理员先逐个允许：`/baselib programs setting shop on`。
rollout-opt-in-first = Baselib 还不能设置其中任何小程序。管理员用 `/baselib programs setting shop on` 逐个允许后，这里会出现“全部设置”。
rollout-back-title = 将 { $count } 个小程序从 { $version } 退回？
rollout-back-changed = ⚠️ 尚未退回：你查看之后，小程序数量有变化。以下是最新情况。
rollout-back-minimums = 最低版本将恢复为：{ $minimums }。
rollout-back-to = { $minimum }（{ $count } 个）
rollout-back-others = 其余还有 { $count } 个不同的最低版本。
rollout-back-left = { $count } 个小程序保持不变：未设置过、之前没有最低版本、有其他未结束的决策，或未允许 Baselib 设置。
rollout-back-how = 仅你可见。Baselib 会先读取每个小程序，仅当微信仍显示决定的版本时才调低，批次与设置时相同。微信未说明最低版本能否调低。
button-roll-back-many = 退回…
button-roll-back-all = 退回 { $count } 个小程序
button-rollout-start = 全部设置
button-rollout-pause = 暂停
button-rollout-resume = 继续
button-rollout-end = 结束

rollout-caption = 提高到 { $version } 的小程序
rollout-all = 全部（{ $count }）
rollout-still-to-set = 待设置
rollout-to-set = { $loss ->
    [none] 当前 { $minimum }。AppID：{ $appid }
   *[other] 当前 { $minimum }，影响 { $loss }。AppID：{ $appid }
}
rollout-to-set-hint = 设置好一个，就按它旁边的“我已设置”；每日读取会核实。
button-have-set-label = 我已设置 { $program }
rollout-none = 没有小程序。
rollout-place = 第 { $page } / { $pages } 页
rollout-hint = 微信后台不能批量设置：请逐个登录，进入“设置”中的“基本设置”。
button-rollout-programs = 小程序列表
button-count-again = 重新统计
button-propose-ready = 提议提高 { $count } 个小程序…
propose-fleet-text = { $ready ->
    [yes] 在能覆盖至少 99% 用户的小程序中，将最低版本提高到 { $version }：{ $fleet }。
   *[no] 将最低版本提高到 { $version }：{ $fleet }。
}
propose-fleet-private = 仅你可见。发出后，含全部数据的卡片会发到本频道，由其他编辑者或管理员统一审批。
propose-fleet-changed = ⚠️ 尚未发出：你查看之后，小程序数量、最大影响或所需批准人数有变化。以下是最新数据。
propose-fleet-reading = 正在读取这些小程序的数据…
button-post-card = 发出卡片
rollout-lesson = 已设置的 { $count } 个小程序中低于该版本的用户占比（中位数）：此前 { $before }，现在 { $after }。
rollout-lesson-grown = { $count } 个小程序的占比高于此前。
csv-batch = 批次
csv-said-by = 表示已设置的人
csv-since = 进入该状态的时间（UTC）
rollout-csv-comment = { $name }：决策 { $number } 的各个小程序。
cli-decisions-number = 只显示该编号的决策。
cli-decisions-csv = 以 CSV 输出该决策的各个小程序，需指定编号。
cli-decisions-which = 请指定一项针对多个小程序的决策：编号，多个工作区有相同编号时再加 --team。
