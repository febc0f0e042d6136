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
