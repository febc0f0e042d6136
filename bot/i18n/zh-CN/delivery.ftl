### 简报无法送达时给负责人的通知

notice-paused = { $channel } 的简报已暂停：无法发送到该频道。
notice-why-invite = Baselib 已不在该频道中。请在频道里用 `/invite @Baselib` 邀请，然后点击“重试”。
notice-why-archived = 该频道已归档。请取消归档后点击“重试”，或选择其他频道。
notice-why-scope = 应用缺少权限 `{ $scope }`。请工作区管理员重新安装 Baselib，然后点击“重试”。
notice-why-other = Slack 返回 `{ $code }`。排除原因后，请点击“重试”。
notice-retry = 重试
notice-move = 换一个频道
notice-delete = 删除
notice-unknown = { $day } 发往 { $channel } 的简报可能没有送达。
notice-unknown-why = 未收到 Slack 的响应，Baselib 也无法在该频道的历史中确认消息是否存在。为避免重复，不会自动重发。
notice-send-again = 重新发送
notice-moved = 简报今后发送到 { $channel }，刚刚已发送一次。
notice-resumed = 简报刚刚已发送到 { $channel }，今后照常发送。
notice-deleted = { $channel } 的简报已删除。
error-channel-taken = 该频道已有简报。请选择其他频道。

delivery-reason-no-history = 不确定：未收到 Slack 的响应，也无法查找该频道的历史。
delivery-reason-resolved = 已跳过：问题已经解决。
delivery-reason-no-recipient = 未发送：没有收件人。

delivery-reason-restricted = 已跳过：相关小程序仅限其他频道使用。
delivery-reason-sent = 已发送。
delivery-reason-late = 已补发：到点时 Baselib 没有运行，或正忙于发送其他消息。
delivery-reason-waiting = 正在发送。
delivery-reason-missed = 已跳过：到点时 Baselib 没有运行，恢复时已超过时限。
delivery-reason-ended = 已跳过：简报已关闭。
delivery-reason-paused = 已跳过：简报已暂停。
delivery-reason-workspace-suspended = 未发送：Slack 暂停接受本应用在此工作区的 token，恢复时已超过时限。
delivery-reason-workspace-ended = 未发送：此工作区已卸载本应用，或其 token 已失效。
delivery-reason-no-program = 未发送：没有可报告的小程序。
delivery-reason-wechat = 未发送：无法读取微信数据，也没有已保存的数据。
delivery-reason-slack-busy = 未发送：Slack 持续限流，已超过时限。
delivery-reason-channel-unavailable = 未发送：无法在该频道发消息。
delivery-reason-slack-refused = 未发送：Slack 拒绝了此消息。
delivery-reason-unclear = 不确定：未收到 Slack 的响应。
delivery-reason-interrupted = 不确定：Baselib 在发送过程中停止。
delivery-reason-gave-up = 未发送：多次重试均失败，已超过时限。
delivery-reason-other = 未发送。
delivery-reason-with-code = { $reason }（Slack：{ $code }）
delivery-reason-unchanged = 按设置跳过：与上一次相比没有变化。
