error-not-allowed = { $needed ->
    [admin] 只有 Baselib 管理员可以这样做：工作区的管理员和所有者，以及由他们指定的人。他们可以用 `/baselib access` 把你设为管理员。
   *[editor] 只有编辑者可以这样做；你可以查看全部内容。工作区管理员可以用 `/baselib access` 把你设为编辑者。
}
error-program-restricted = { $name } 仅限在其他频道使用，本频道不显示它的内容。管理员可以用 `/baselib programs restrict` 修改。
error-bad-access = { $part ->
    [user] 无法确认 { $text } 是谁：请在 `/baselib access` 中选择，或输入成员 ID，例如 U012AB3CD。
    [role] 没有 { $text } 这个角色：可选 viewer（查看者）、editor（编辑者）和 admin（管理员）。
    [default] 不能让所有人都是 { $text }：请选择 viewer 或 editor。
    [here] 私信不是频道，不能用来限定小程序。请在频道里使用，或在 `/baselib programs restrict` 给出的列表中选择频道。
   *[channel] 无法确认 { $text } 是哪个频道：请输入 `here`、频道 ID（例如 C012AB3CD），或在 `/baselib programs restrict` 给出的列表中选择。
}
delivery-reason-restricted = 已跳过：相关小程序已被限定在其他频道使用。
alert-stands-restricted = ⚠️ 暂不提醒：管理员已把这个小程序限定在其他频道
programs-restricted = 仅限部分频道
settings-reason-not-admins = 它不是成员 ID 列表，例如 `U012AB3CD` 或 `T012AB3CD/U012AB3CD`
