### 提高最低版本的决策

error-no-proposal = { $because ->
    [all-of-wechat] 微信全体用户没有最低版本可以提高。请指定你的小程序：`/baselib propose 3.8.5 shop`。
    [suspicious] { $program } 的最新数据异常，不能作为决策依据。用 `/baselib report` 查看原因，等有可靠数据后再试。
    [no-data] { $program } 今天暂无用户数据，无法作为决策依据。请明天再试。
    [unclear] { $program } 的最新数据口径待确认，不能作为决策依据。用 `/baselib report` 查看由谁确认。
    [unsettled] 微信对 { $program } 旧版本的统计与之前不同，且之前的数据或现在的统计方式未知，不能作为决策依据。用 `/baselib report` 查看起始日期。
    [old] { $program } 的最新数据已超过 48 小时，不能作为决策依据。用 `/baselib report` 查看原因，读取成功后再试。
    [direct] 私信中没有其他人可以投票。请在频道中提议：`/baselib propose 3.8.5`。
    [guaranteed] { $program } 的最低版本已经不低于该版本。
    [unused] { $program } 还没有用户使用该版本或更高版本，不能提议。用 `/baselib trend` 查看在用的版本。
    [past] 计划日期已过，请选择今天或之后的日期。
   *[open] { $program } 有一项未结束的决策，用 `/baselib decisions` 查看。结束后才能再次提议。
}
error-no-verdict = 这不是扫描结论。请粘贴 `baselib scan <目录> --verdict` 输出的那一行。
error-own-proposal = 这是你的提议，你的批准不计入。由其他编辑者或管理员审批。
error-not-your-proposal = 仅提议人和工作区管理员可以撤回提议。你可以否决。
error-not-your-word = 只有表示已设置的人和工作区管理员可以收回。
error-no-decision = 没有决策 { $number }。发送 `/baselib decisions` 查看列表。
error-no-vote = 你没有批准过，没有可撤回的批准。
error-decision-moved = { $state ->
    [draft] 卡片正在发送，请稍后再试。
    [proposed] 目前正在投票，暂时不能这样做。
    [approved] 已经批准。
    [applying] 已经开始设置，不能再这样做。
   *[other] 该决策已结束，不能再这样做。用 `/baselib decisions` 查看结果。
}
error-setting-off = { $because ->
    [fleet] Baselib 还不能设置其中任何小程序。管理员可逐个允许：`/baselib programs setting shop on`。也可到微信后台设置。
    [setting] 这个 Baselib 只读取微信。运维人员可以用 `BASELIB_MAY_SET_MINIMUM=on` 改变这一点。在此之前，请到微信后台设置 { $program } 的最低版本。
    [merchant] { $program } 的商家只允许 Baselib 读取。请发给商家一个新链接（`/baselib programs add`），商家可以在上面允许更多；或者到微信后台设置。
   *[workspace] Baselib 还不能设置 { $program } 的最低版本。管理员可以用 `/baselib programs setting { $program } on` 允许；或者到微信后台设置。
}
error-outsider-decides = 仅本工作区成员可以提议和审批，共享频道中其他工作区的人不可以。

decision-title = 决策 { $number }：{ $program } 从 { $minimum } 提高到 { $version }
decision-numbered = 决策 { $number }
decision-title-first = 决策 { $number }：{ $program } 设为 { $version }
decision-headline = { $title }。{ $sentence }
decision-proposed-by = 提议人：{ $person }
decision-reason = 理由：{ $reason }
decision-votes-none = 0 / { $needed } 人批准
decision-votes = { $count } / { $needed } 人批准：{ $names }
decision-week-ago = 一周前：{ $loss }。
decision-four-weeks-ago = 四周前：{ $loss }。
decision-safe-on = 预计 { $day } 前后覆盖率达到 99%。
decision-planned = 计划日期：{ $forecast }。
decision-planned-day = 计划于 { $day } 设置，该日期没有预测。
decision-scan = 源码扫描{ $commit ->
    [none] （{ $moment }）
   *[other] `{ $commit }`（{ $moment }）
}：{ $outcome ->
    [passed] 通过
    [failed] 未通过
   *[unjudged] 有无法判断之处
}。{ $run ->
    [none] 运行所需版本未知
   *[other] 运行需要 { $run }
}{ $whole ->
    [none] 。
   *[other] ，全部功能需要 { $whole }。
}由提议人提供，Baselib 未见过源码。
decision-public = 微信全体用户（{ $day }）：{ $loss }。
decision-clients = 最早自带该版本的微信：Android { $android }，iOS { $ios }。
decision-meaning = 数据口径：{ $meaning }。
decision-age = 提议时数据已有 { $age }。
decision-seal = 依据 `{ $seal }`

caution-not-listed = 微信没有为该小程序列出 { $version }：只接受已发布的版本。
caution-uncertain = 受影响占比的不确定范围超过一个百分点。
caution-either-way = 数据的口径待确认：受影响用户占比以区间表示，在每种可能的口径下都成立。
caution-not-proved-today = 当天数据本身不能证明其口径，依据的是设置或更早的数据。
caution-no-history = 没有一周前的可比数据。
caution-roll-back = 微信在最近三天内撤回过版本。
caution-today-only = { $version } 当天可覆盖 99%，一周内还没有达到：单日数据可能有偏差。
caution-uncounted = 受影响的用户数不完全清楚，因此需要更多批准。
caution-break = 微信对旧版本的统计与之前不同，因此影响的用户从之前的数值到现在的统计值不等。建议等数据稳定后再决定。
    .of-all = 微信全体用户，按最近公布的数据：{ $counted }。在两者都已知时，影响的用户从之前的数值到现在的统计值不等。建议等数据稳定后再决定。
caution-public-break = 按微信最近公布的数据，其对全体用户旧版本的统计与之前不同，该小程序的数据没有体现。建议等数据稳定后再决定。
caution-scan-needs-more = 扫描的源码需要 { $needs } 才能运行，{ $version } 不够。
caution-scan-unjudged = 源码中有 { $count } 个名称或文件无法判断，可能需要更高版本。
caution-scan-old = 扫描时间比提议早 48 小时以上，源码可能已有改动。

decision-now-draft = 正在发送。
decision-now-proposed = 投票截止：{ $until }。
decision-now-approved = { $failed ->
    [yes] ⚠️ 已批准，但没有设置：{ $comment }
   *[no] ✅ 已批准：请在 { $days } 天内设置。
}
decision-now-applying = { $asked ->
    [asking] ⏳ { $by } 按下了按钮，正在微信设置 { $wanted }。
    [accepted] ⏳ 已设为 { $wanted }，等待微信显示（最长 24 小时）。
    [unclear] ⚠️ 未收到微信的响应，{ $wanted } 可能已设置，也可能没有。Baselib 会核对，半小时后微信仍未显示才会再次设置。
   *[none] { $who ->
        [system] ⏳ 微信显示 { $wanted }。
       *[person] ⏳ { $by } 表示已设置 { $wanted }。
    }
}
decision-said-set = ⏳ { $by } 表示已设置 { $version }；{ $standing ->
    [still] { $minimum ->
        [none] 微信仍未显示最低版本。最近读取：{ $moment }。
       *[other] 微信仍显示 { $minimum }。最近读取：{ $moment }。
    }
    [unread] { $minimum ->
        [none] 暂时无法读取微信。
       *[other] 此后一直无法读取微信。{ $moment }时显示 { $minimum }。
    }
   *[before] { $minimum ->
        [none] 此后尚未读取微信。
       *[other] 此后尚未读取微信。{ $moment }时显示 { $minimum }。
    }
}
decision-how-checked = 24 小时内 Baselib 会读取微信，直到生效。如果其实还没有设置，请按“还没设置”。
decision-now-verified = { $failed ->
    [yes] ⚠️ 没有退回：{ $comment }
   *[no] { $who ->
        [system] { $higher ->
            [yes] ✅ 已核实：微信显示最低版本为 { $found }，高于决定的 { $wanted }。
           *[no] ✅ 已核实：微信显示最低版本为 { $wanted }。
        }
       *[person] ✅ 由 { $by } 确认：数据是导入的，无法读取微信核实。
    }
}
decision-now-unverified = { $found ->
    [none] ⚠️ 未核实：设置 24 小时后无法读取微信。
   *[other] ⚠️ 未核实：设置 24 小时后，微信当时显示最低版本为 { $found }，不是 { $wanted }。
}
decision-now-failed = ⛔ 微信拒绝，没有设置任何内容：{ $comment }处理后请重新提议。
decision-now-declined = ⛔ { $by } 否决：{ $comment }
decision-now-withdrawn = { $who ->
    [system] ⛔ 卡片无法发送，提议已撤回。
   *[person] ⛔ { $by } 已撤回。
}
decision-now-expired = { $enough ->
    [yes] ⌛ 已过期：批准后 { $days } 天内没有设置。请用最新数据重新提议。
   *[no] ⌛ 已过期：72 小时内批准人数不足。
}
decision-now-stale = ⌛ 已失效：{ $comment }请用最新数据重新提议。
decision-now-rolled-back = ↩️ 已退回：微信重新显示 { $wanted }。

decision-how-hand = 请到微信后台设置 { $version }，再按“我已设置”，Baselib 会核对。
decision-how-now = “立即设置 { $version }”会重新检查，并在微信设置。也可以到微信后台设置，再按“我已设置”。
decision-aside = { $because ->
    [no-data] 今天暂无用户数据。有用户后再试。
    [unclear] 今天的数据口径待确认。用 `/baselib report` 查看原因，等数据正常后再试。
    [suspicious] 今天的数据异常。用 `/baselib report` 查看异常，等数据正常后再试。
    [opted-out] 已不允许 Baselib 设置最低版本。
    [ended] 管理员已结束。
    [open] 有其他未结束的决策。
   *[other] 无法读取或连接微信。
}
difference-minimum = { $before ->
    [none] 原来没有最低版本，现在是 { $now }。
   *[other] { $now ->
        [none] 最低版本原为 { $before }，现在微信没有显示。
       *[other] 最低版本原为 { $before }，现在是 { $now }。
    }
}
difference-loss = 提议时影响 { $before } 的用户，现在是 { $now }。
difference-grant = 商家不再授予权限集 18。
difference-voters = 仍有效的批准：{ $now } / { $before }。

decision-reminder = ⏳ 24 小时后过期。{ $votes }。
decision-reminder-short = 24 小时后过期。
decision-lost = 你的提议有一条消息没有送达。{ $title }。用 `/baselib decisions` 查看状态。

lesson-title = { $version } 成为最低版本 { $days } 天后：
lesson-measured = { $day } 实测低于该版本：{ $after }；此前 { $before }。
lesson-unread = 没有可靠数据可供对比。
lesson-no-forecast = 当天没有预测值。
lesson-held = 预测 { $loss }（{ $range }），相符。
lesson-missed = 预测 { $loss }（{ $range }），不符。
lesson-counted = { $count ->
    [1] { $day } 起微信对旧版本的统计与之前不同，前后数值不可比较。
   *[other] { $day } 起微信对 { $count } 个小程序旧版本的统计与之前不同，前后数值不可比较。
}
lesson-public-counted = 微信全体用户：{ $day } 起统计与之前不同，未作比较。
lesson-public = 微信全体用户：当时 { $before }，现在 { $after }。
lesson-others = 最低版本未变的 { $count } 个小程序，变化中位数：{ $change }。
lesson-beware = 无法打开的用户会离开微信的 30 天统计范围，所以实测占比会自行下降。占比变小不能单独证明用户已升级。

decisions-none = 还没有决策。用 `/baselib propose 3.8.5 shop` 提议提高最低版本。
decisions-title = 最近 { $count } 项决策
decisions-hint = 卡片在各自的频道。“导出”得到 Markdown，可用作 ADR。
decisions-news = 决策
decisions-more = 另有 { $count } 项：`/baselib decisions`。
decision-where = { $channel }，{ $moment }
decision-posted = { $title }：卡片已发到本频道。
decision-posting = { $title }：Slack 接受后卡片会发到本频道。
decision-needs = 还需 { $needed } 人批准（不含你）。
decision-voted = 已保存：{ $count } / { $needed } 人批准。

propose-form-title = 提议最低版本
propose-form-text = 把 { $program } 的最低版本提高到 { $version }。含最新数据的卡片会发到本频道，由其他编辑者或管理员审批。
propose-form-reason = 理由
propose-form-planned = 计划日期
propose-form-planned-hint = 计划设置最低版本的日期。批准的有效期延至该日期后一周；有该日期的预测时，卡片会显示。
propose-form-verdict = 源码扫描
propose-form-verdict-hint = baselib scan --verdict 输出的那一行。
propose-form-hint = 显示在卡片上，可附代码改动的链接。
decline-form-title = 否决
decline-form-reason = 理由
decline-form-hint = 显示在卡片上。一人否决，提议即结束。
decision-withdraw-title = 撤回该提议？
decision-withdraw-text = 提议到此结束，可随时重新提议。
decision-withdraw-yes = 撤回
button-propose = 提议
button-propose-version = 提议 { $version }…
button-approve = 批准
button-decline = 否决…
button-withdraw-vote = 撤回批准
button-withdraw = 撤回提议
button-not-now = 暂不
button-set-now = 立即设置 { $version }
button-roll-back = 退回到 { $minimum }
button-propose-again = 重新提议…
decision-set-title = 在微信设置？
decision-set-text = { $program } 的最低版本将变为 { $version }，{ $loss } 的用户将无法打开小程序。Baselib 会先检查情况是否有变化。
decision-roll-back-title = 退回？
decision-roll-back-text = Baselib 将请求微信把最低版本从 { $version } 降到 { $minimum }，并核对结果：微信文档没有说明能否降低。
decision-roll-back-yes = 退回
button-console = 打开微信后台
button-have-set = 我已设置
button-not-yet = 还没设置
button-check-again = 再次核对
button-export-decision = 导出

export-decision-comment = { $name }：决策 { $number }，含依据和经过。
adr-decided = ## 决策
adr-evidence = ## 依据
adr-history = ## 经过
adr-sealed = 依据的 SHA-256：`{ $seal }`
adr-broken = 依据与其 SHA-256（`{ $seal }`）不符：提议之后被改动过。

access-quorum = 所需批准人数（不含提议人）：影响不超过 1% 时 { $small } 人，超过时 { $large } 人
access-quorum-choice = 不超过 1%：{ $small } 人，超过：{ $large } 人
access-choose-quorum = 选择批准人数…
access-many = 超过 { $many } 个小程序时所需批准人数（无论影响多少）：{ $large } 人
access-many-choice = 超过 { $many } 个小程序
access-choose-many = 选择数量…
access-users = { $users ->
    [0] 所需批准人数与受影响的用户数无关
   *[other] 受影响用户超过 { $users } 人或人数未知时所需批准人数（无论占比多少）：{ $large } 人
}
access-users-choice = { $users ->
    [0] 不按用户数
   *[other] 超过 { $users } 名用户
}
access-choose-users = 选择用户数…
deed-quorum = 决策所需批准人数
deed-decision-proposed = 提议提高最低版本
deed-decision-voted = 对提议投票
deed-decision-changed = 决策变更
deed-opt-in = 设置最低版本
help-propose = 提议把最低版本提高到某个版本：卡片附依据，由其他编辑者或管理员审批；多个小程序时先预览
help-decisions = 本工作区的决策：提议、批准、设置和实测结果
cli-decisions = 提高最低版本的决策：状态、投票和依据，按时间先后。
cli-decisions-team = 只显示该工作区（T…）；省略则显示全部。
cli-decisions-none = 没有决策。
cli-decision-votes = { $count } / { $needed } 人批准
