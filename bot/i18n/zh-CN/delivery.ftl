### What the owner of a digest is told when it cannot be delivered

notice-paused = { $channel } 的摘要已暂停：无法发布到该频道。
notice-why-invite = Baselib 已不在该频道中。请在频道里用 `/invite @Baselib` 邀请它，然后按“重试”。
notice-why-archived = 该频道已归档。请恢复频道后按“重试”，或选择其他频道。
notice-why-scope = 应用缺少权限 `{ $scope }`。请工作区管理员重新安装 Baselib，然后按“重试”。
notice-why-other = Slack 的回答是：`{ $code }`。解决后请按“重试”。
notice-retry = 重试
notice-move = 其他频道
notice-delete = 删除
notice-unknown = { $day } 发往 { $channel } 的摘要可能没有送达。
notice-unknown-why = Slack 的答复丢失了，而 Baselib 无法查看该频道的历史记录来确认消息是否存在。为避免重复发送，它不会自行再发一次。
notice-send-again = 再发一次
notice-moved = 摘要今后发往 { $channel }，刚刚已在那里发送一次。
notice-resumed = 摘要刚刚已发到 { $channel }，今后照常发送。
notice-deleted = { $channel } 不再收到摘要。
error-channel-taken = 那个频道已有自己的摘要。请选择其他频道。

delivery-reason-no-history = 可能已送达，也可能没有：Slack 的答复丢失，且无法查找该频道的历史记录。
delivery-reason-mended = 已跳过：没有需要告知的内容了。
delivery-reason-nobody-to-tell = 未发送：没有可以告知的人。

delivery-reason-restricted = 已跳过：相关小程序已被限定在其他频道使用。
delivery-reason-sent = 已发送。
delivery-reason-late = 已补发：到时间时 Baselib 没有运行，或者还有太多消息要发送。
delivery-reason-waiting = 正在发送。
delivery-reason-missed = 已跳过：当时 Baselib 没有运行，之后已经太晚。
delivery-reason-ended = 已跳过：简报已经关闭。
delivery-reason-paused = 已跳过：简报处于暂停状态。
delivery-reason-workspace-ended = 没有发送：这个工作区不再安装本应用，或它的令牌已失效。
delivery-reason-no-program = 没有发送：没有可以报告的小程序。
delivery-reason-wechat = 没有发送：无法读取微信数据，也没有保存的数据可以显示。
delivery-reason-slack-busy = 没有发送：Slack 要求等待，直到错过时限。
delivery-reason-channel-unavailable = 没有发送：无法在该频道发消息。
delivery-reason-slack-refused = 没有发送：Slack 拒绝了这条消息。
delivery-reason-unclear = 可能已送达，也可能没有：没有收到 Slack 的答复。
delivery-reason-interrupted = 可能已送达，也可能没有：Baselib 在发送途中停止了。
delivery-reason-gave-up = 没有发送：多次重试，直到错过时限。
delivery-reason-other = 没有发送。
delivery-reason-with-code = { $reason }（Slack：{ $code }）
delivery-reason-unchanged = 按设定跳过：与上一次相比没有变化。
