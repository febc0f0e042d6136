### 工作流构建器的步骤

error-unknown-step = Baselib 不认识步骤 `{ $name }`。请升级 Baselib，或从工作流中删除该步骤。
error-too-many-runs = 这个工作区已有 { $count } 个步骤在等待 Baselib。请结束不再需要的工作流，然后重新运行。
error-not-safe-in-time = { $days } 天内 { $version } 对 { $program } 仍未达到安全线，该步骤已停止等待。用 `/baselib raise { $version }` 查看预测；如需继续等待，请重新运行工作流。
error-program-vanished = 工作流无法再使用 { $program }：授权已结束，或管理员将它限定在了部分频道。用 `/baselib programs` 查看可用的小程序，并在步骤中另选一个。
error-no-proposer = 这个工作流不是由人启动的，Baselib 不知道提议人是谁。请在步骤中选择提议人，或手动启动工作流。

step-sentence = { $program }：{ $sentence }
step-safe = { $version } 现在可以安全设为最低版本（{ $day }）：会影响 { $loss } 的用户。
step-no-forecast = 暂无预测
step-reason = 由工作流提议。
step-proposed = { $posted ->
    [yes] { $title }：卡片已发到频道。还需 { $needed } 人批准（不含提议人）。
   *[no] { $title }：卡片正在发往频道。还需 { $needed } 人批准（不含提议人）。
}
