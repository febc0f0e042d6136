### 授权小程序：Slack 中的链接，以及授权结果

authorise-text = 授权链接：由小程序管理员打开，授权 Baselib 读取数据。
authorise-how = *请打开此链接，或发给小程序管理员。* 页面列出 Baselib 读取的数据，并跳转到微信。链接 7 天内有效，可授权多个小程序。
authorise-cost = ⚠️ 商家的代价：第三方平台持有权限集 18 期间，商家不能从自己的小程序后台（mp.weixin.qq.com）发布代码；同一时间只能有一个平台持有。
authorise-then = 管理员确认后，Baselib 会通知本频道；如果不在本频道，则私信通知你。
authorise-no-ticket = 收到微信推送的 component_verify_ticket 后，此链接即可使用。
button-authorise = 打开授权页
button-authorise-again = 重新授权
button-program-use = 设为默认
program-use-label = 将 { $program } 设为本频道默认小程序

program-authorised = { $program } 已授权，Baselib 可以读取它的版本分布。
program-authorised-many = { $count } 个小程序已恢复读取：{ $programs }。
program-authorised-unread = 暂时读不到数据。请点击“查看版本分布”重试。
program-not-granted = 无法读取 { $program }：缺少权限集 18。
program-not-granted-many = { $count } 个小程序缺少权限集 18，无法读取：{ $programs }。
program-not-granted-what = 权限集 18 是“开发管理与数据分析”。微信只向持有它的平台提供版本分布，同一时间只能有一个平台持有。Baselib 持有期间，商家不能从自己的小程序后台发布代码。
program-not-granted-how = 授予方法：小程序管理员重新授权，并在微信页面上勾选该权限集。如果无法勾选，说明其他平台正在持有，需先解除。
program-revoked = { $program } 自 { $since }起已取消授权。
program-revoked-many = { $count } 个小程序已取消授权：{ $programs }。
program-revoked-what = Baselib 不再向微信查询它。已保存的数据保留：版本分布和简报显示最近一次数据及其时间，提醒不再触发。
program-revoked-how = 如果是误操作，请小程序管理员重新授权。
program-failed = 有一个小程序授权失败。
program-failed-expired = 授权码已被使用或已过期。请管理员重新打开链接，再授权一次。
program-failed-official-account = 被授权的是公众号。只有小程序才有基础库，请在微信页面上选择小程序。

### 第三方平台：可能出现的问题与相关设置

error-bad-label = { $kind ->
    [tags] 一个小程序最多有 { $text } 个标签。可用 `/baselib programs untag <小程序> <标签>` 移除。
    [reserved] “{ $text }”在 Baselib 命令中另有含义，会找不到这个小程序。请换一个名称，例如 `shop`。
    [name] “{ $text }”不能作为小程序名称。请输入 1 到 40 个字符，不含逗号和等号，例如 `shop`。
    [tag] “{ $text }”不能作为标签。请输入 1 到 40 个字符，不含空格和逗号，例如 `food` 或 `餐饮`。
   *[other] “{ $text }”不能作为别名。请输入 1 到 40 个字符，不含空格、逗号和等号，例如 `shop`。
}
error-alias-taken = 名称“{ $alias }”不可用。请换一个。
error-unknown-tag = 没有带标签“{ $tag }”的小程序。用 `/baselib programs tag <小程序> <标签>` 添加。
    .suggested = 没有带标签“{ $tag }”的小程序。你是不是想找“{ $suggestion }”？
    .agent = 没有带标签“{ $tag }”且你可以查询的小程序。find_programs 列出每个小程序的标签。
error-no-platform = 无法在此授权小程序：此 Baselib 没有配置为第三方平台。请 Baselib 运维人员在 `WECHAT_PROGRAMS` 或 `WECHAT_PROGRAMS_URL` 中列出小程序，或配置 `WECHAT_COMPONENT_APPID`（见 docs/wechat.md）。
error-bad-link = 此链接已过期，或不是由此 Baselib 生成的。请在 Slack 中重新获取：`/baselib programs add`。
error-reauthorise = { $program }：未授权。管理员没有授权给这个第三方平台，或已取消授权。请把 `/baselib programs add` 给出的链接发给管理员。
    .terminal = { $program }：未授权。管理员没有授权给这个第三方平台，或已取消授权。请把 Slack 中 `/baselib programs add` 给出的链接发给管理员。
error-push-refused = 已拒绝一条推送：它不是来自微信，或不是发给此第三方平台的。如果微信推送失败，请检查 `WECHAT_COMPONENT_APPID`、`WECHAT_COMPONENT_TOKEN` 和 `WECHAT_COMPONENT_AES_KEY`。
error-ticket-missing = { $hours ->
    [0] 微信尚未向此第三方平台推送 component_verify_ticket。平台审核通过且“授权事件接收 URL”指向 `/wechat/events` 后，每十分钟推送一次；Baselib 已请求开始推送。
    [1] 最近一次 component_verify_ticket 在两小时内收到，但微信不接受它。Baselib 已请求重新推送，最多需要十分钟；如果仍未收到，请检查“授权事件接收 URL”能否访问 `/wechat/events`。
   *[other] 最近一次 component_verify_ticket 在 { $hours } 小时前收到，已失效。Baselib 已请求重新推送，最多需要十分钟；如果仍未收到，请检查“授权事件接收 URL”能否访问 `/wechat/events`。
}
settings-where-wechat-component-appid = open.weixin.qq.com → 你的第三方平台 → 详情 → AppID（见 docs/wechat.md）
settings-where-wechat-component-secret = open.weixin.qq.com → 你的第三方平台 → 详情 → AppSecret
settings-where-wechat-component-token = open.weixin.qq.com → 你的第三方平台 → 开发资料 → 消息校验 Token
settings-where-wechat-component-aes-key = open.weixin.qq.com → 你的第三方平台 → 开发资料 → 消息加解密 Key（43 个字符）
settings-where-baselib-encryption-keys = 用于加密数据库中的敏感信息；生成命令：{ $command } keys new
settings-where-baselib-public-url = 微信和商家访问此 Baselib 的地址，例如 https://baselib.example.com；其域名须为平台的“授权发起页域名”
settings-reason-not-an-appid = 不是有效的 AppID（格式如 `wx1234567890abcdef`）
settings-reason-not-an-aes-key = 不是有效的 EncodingAESKey（43 个字母和数字；更换期间可用逗号隔开新旧两个）
settings-reason-not-a-key = 不是由 `baselib keys new` 生成的密钥（多个用逗号隔开）
settings-reason-not-a-window = 不是有效的时间段（格式如 `01:00-07:00`）
