error-not-allowed = { $needed ->
    [admin] 只有 Baselib 管理员可以这样做：工作区的管理员和所有者，以及由他们指定的人。他们可以用 `/baselib access` 把你设为管理员。
   *[editor] 只有编辑者可以这样做；你可以查看全部内容。工作区管理员可以用 `/baselib access` 把你设为编辑者。
}
error-not-a-member = Baselib 只回答安装它的工作区的成员，不回答共享频道里其他工作区的人。该工作区的管理员可以用 `/baselib access` 为你设定角色。
error-program-restricted = { $name } 仅限在其他频道使用，本频道不显示它的内容。管理员可以用 `/baselib programs restrict` 修改。
error-bad-access = { $part ->
    [user] 无法确认 { $text } 是谁：请在 `/baselib access` 中选择，或输入成员 ID，例如 U012AB3CD。
    [role] 没有 { $text } 这个角色：可选 viewer（查看者）、editor（编辑者）和 admin（管理员）。
    [default] 不能让所有人都是 { $text }：请选择 viewer 或 editor。
    [here] 私信不是频道，不能用来限定小程序。请在频道里使用，或在 `/baselib programs restrict` 给出的列表中选择频道。
   *[channel] 无法确认 { $text } 是哪个频道：请输入 `here`、频道 ID（例如 C012AB3CD），或在 `/baselib programs restrict` 给出的列表中选择。
}
alert-stands-restricted = ⚠️ 暂不提醒：管理员已把这个小程序限定在其他频道
programs-restricted = 仅限部分频道
settings-reason-not-admins = 它不是成员 ID 列表，例如 `U012AB3CD` 或 `T012AB3CD/U012AB3CD`

role-viewer = 查看者
role-editor = 编辑者
role-admin = 管理员
access-title = 权限
access-text = { $count ->
    [0] 所有人：{ $role }。没有人有单独的角色。
   *[other] 所有人：{ $role }。{ $count } 人有单独的角色。
}
access-default = 没有单独角色的人：{ $role }
access-grant = { $person }：{ $role }，由 { $by } 授予
access-more = 以及另外 { $count } 项
access-person = 把 { $person } 设为什么角色？
access-choose-person = 为某人设定角色…
access-choose-role = 选择角色
access-revoke = 收回
access-restriction = 🔒 { $program } 仅限于 { $channels }
access-unrestricted = 所有频道都可以查询所有小程序。要限定某个小程序，请用 `/baselib programs restrict <小程序>`。
access-unrestrict = 取消限定
access-admins = Slack 工作区的管理员和所有者始终是管理员。访客是查看者，除非授予其他角色。
access-roles = 查看者可以查看数据。编辑者还可以分享数据、设置简报和提醒、为小程序命名和授权。管理员还可以设定权限，并查看 `/baselib audit`。
restriction-some = { $program } 仅限于 { $channels }。
restriction-none = 所有频道都可以查询 { $program }。请选择要限定的频道。
restriction-text = { $count ->
    [0] 所有频道都可以查询 { $program }。
   *[other] { $program } 仅限于 { $count } 个频道。
}
restriction-means = 在其他频道里查不到、不提示也不列出它，简报和提醒也不包含它。管理员在任何地方都能看到。
restriction-choose = 添加频道…
audit-title = 最近 { $count } 次变更
audit-nothing = 还没有任何变更。
audit-csv = 全部导出为 CSV
audit-kept = 变更记录保留 { $count } 天。
audit-system = Baselib 自身
deed-role-granted = 授予角色
deed-role-revoked = 收回角色
deed-default-role = 默认角色
deed-program-restricted = 限定小程序
deed-program-unrestricted = 取消限定
deed-digest-ordered = 设置简报
deed-digest-changed = 修改简报
deed-digest-ended = 停止简报
deed-alert-set = 设定提醒
deed-alert-changed = 修改提醒
deed-alert-ended = 删除提醒
deed-channel-program = 频道的小程序
deed-labels = 别名和标签
deed-authorisation-started = 发出授权链接
deed-authorised = 小程序已授权
deed-authorisation-ended = 授权已终止
deed-installed = 安装应用
deed-uninstalled = 卸载应用
cli-audit = 打印变更记录，最早的在前
cli-audit-since = 从这一天（UTC，例如 2026-10-01）开始；省略则为全部保留的记录
cli-audit-team = 只看这个工作区（T…）；省略则为全部
cli-audit-format = csv 或 json
access-role = 角色
access-give = 授予
