### 授权小程序：Slack 中的链接，以及授权结果

authorise-text = 这是授权链接，小程序管理员打开后即可让 Baselib 读取该小程序的数据。
authorise-how = *请打开此链接，或把它发给小程序管理员。* 页面会说明 Baselib 读取哪些数据，然后跳转到微信。链接 7 天内有效，可用于授权多个小程序。
authorise-cost = ⚠️ 商家需要付出的代价：权限集 18 授予第三方平台期间，商家不能再从自己的小程序后台（mp.weixin.qq.com）发布代码；同一时间只能有一个平台持有该权限集。
authorise-then = 管理员确认后会通知本频道。如果 Baselib 不在本频道，则会私信通知你。
authorise-no-ticket = 收到票据后，下面的链接即可使用。
button-authorise = 打开授权页
button-authorise-again = 重新授权
button-program-use = 设为本频道的小程序
program-use-label = 把 { $program } 设为本频道的小程序

program-authorised = { $program } 已授权：Baselib 从现在起可以读取它各版本的用户占比。
program-authorised-many = 有 { $count } 个小程序可以重新读取：{ $programs }。
program-authorised-unread = 暂时读不到它的数据。请打开完整报告重试。
program-not-granted = 无法读取 { $program }：没有授予权限集 18。
program-not-granted-many = 有 { $count } 个小程序无法读取，因为没有授予权限集 18：{ $programs }。
program-not-granted-what = 权限集 18 是「开发管理与数据分析」。微信只向持有该权限集的平台提供各版本的用户占比，且同一时间只能有一个平台持有。Baselib 持有期间，商家不能再从自己的小程序后台发布代码。
program-not-granted-how = 授予方法：小程序管理员重新授权，并在微信的页面上勾选该权限集。如果无法勾选，说明已有其他平台持有，需要先由对方解除。
program-revoked = { $program } 自 { $since }起不再授权。
program-revoked-many = 有 { $count } 个小程序不再授权：{ $programs }。
program-revoked-what = Baselib 停止向微信查询。之前的数据会保留：报告和简报显示最后一次的数据并注明时间，提醒不再触发。
program-revoked-how = 如果这并非本意，请小程序管理员重新授权。
program-failed = 有一个小程序没有授权成功。
program-failed-expired = 授权码已被使用，或在向微信查询之前就已过期。请管理员重新打开链接，再授权一次。
program-failed-official-account = 被授权的是公众号。只有小程序才有基础库：请在微信的页面上选择小程序。

### 第三方平台：可能出现的问题与相关设置

error-bad-label = { $kind ->
    [tags] 一个小程序最多有 { $text } 个标签。可以用 `/baselib programs untag <小程序> <标签>` 去掉一些。
    [tag] 「{ $text }」不能作为标签。请输入 1 到 40 个字，不含空格和逗号，例如 `food` 或 `餐饮`。
   *[other] 「{ $text }」不能作为别名。请输入 1 到 40 个字，不含空格、逗号和等号，例如 `shop`。
}
error-alias-taken = 已有另一个小程序叫「{ $alias }」。请换一个别名。
error-unknown-tag = 没有小程序带有标签「{ $tag }」。用 `/baselib programs tag <小程序> <标签>` 添加。
    .suggested = 没有小程序带有标签「{ $tag }」。你是想找「{ $suggestion }」吗？
error-no-platform = 无法在此授权小程序：这个 Baselib 没有配置为第三方平台。请运维人员在 `WECHAT_PROGRAMS` 或 `WECHAT_PROGRAMS_URL` 中列出小程序，或设置 `WECHAT_COMPONENT_APPID`（见 docs/wechat.md）。
error-bad-link = 这个链接已过期，或不是由此 Baselib 生成的。请在 Slack 中重新获取：`/baselib programs add`。
error-reauthorise = 微信不再接受 Baselib 代 { $appid } 调用接口的凭据。需要其管理员重新授权一次：`/baselib programs add` 会给出链接。
    .terminal = 微信不再接受 Baselib 代 { $appid } 调用接口的凭据。需要其管理员重新授权一次：在 Slack 中，`/baselib programs add` 会给出链接。
error-push-refused = 已拒绝一条推送：它不是来自微信，或不是发给此第三方平台的。如果微信的推送失败，请检查 `WECHAT_COMPONENT_APPID`、`WECHAT_COMPONENT_TOKEN` 和 `WECHAT_COMPONENT_AES_KEY`。
error-ticket-missing = { $hours ->
    [0] 微信还没有向此第三方平台推送过 verify_ticket。平台审核通过且「授权事件接收 URL」指向 `/wechat/events` 后，每十分钟推送一次；已请求微信开始推送。
    [1] 微信最近一次推送的 verify_ticket 还不到两小时，但微信不接受它。已请求微信重新推送，最多需要十分钟；如果仍未收到，请检查「授权事件接收 URL」能否访问 `/wechat/events`。
   *[other] 微信最近一次推送 verify_ticket 是在 { $hours } 小时前，已经失效。已请求微信重新推送，最多需要十分钟；如果仍未收到，请检查「授权事件接收 URL」能否访问 `/wechat/events`。
}
settings-where-wechat-component-appid = open.weixin.qq.com → 你的第三方平台 → 详情 → AppID（见 docs/wechat.md）
settings-where-wechat-component-secret = open.weixin.qq.com → 你的第三方平台 → 详情 → AppSecret
settings-where-wechat-component-token = open.weixin.qq.com → 你的第三方平台 → 开发资料 → 消息校验 Token
settings-where-wechat-component-aes-key = open.weixin.qq.com → 你的第三方平台 → 开发资料 → 消息加解密 Key（43 个字符）
settings-where-baselib-encryption-keys = 用于加密数据库中的机密；用这条命令生成：{ $command } keys new
settings-where-baselib-public-url = 微信和商家访问此 Baselib 的地址，例如 https://baselib.example.com；其域名须为平台的「授权发起页域名」
settings-reason-not-an-appid = 它不是 AppID，例如 `wx1234567890abcdef`
settings-reason-not-an-aes-key = 它不是 EncodingAESKey：43 个字母和数字（更换期间可用逗号隔开新旧两个）
settings-reason-not-a-key = 它不是由 `baselib keys new` 生成的密钥（多个用逗号隔开）
settings-reason-not-a-window = 它不是同一天的两个时刻，例如 `01:00-07:00`
