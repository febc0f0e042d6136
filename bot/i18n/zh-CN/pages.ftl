### 小程序管理员在浏览器中看到的页面

page-languages = 语言
landing-title = 允许 Baselib 读取您的小程序数据
landing-who = Slack 工作区“{ $workspace }”请您将小程序授权给此第三方平台。
landing-who-unnamed = 有团队请您将小程序授权给此第三方平台。
landing-why = Baselib 帮助该团队了解：提高最低基础库版本会影响多少用户。
landing-reads = Baselib 读取什么
landing-reads-minimum = 小程序的最低基础库版本。
landing-reads-shares = 各基础库版本的用户占比。
landing-reads-profile = 小程序名称、主体、账号状态，以及您授予的权限集。
landing-reads-nothing = 不读取任何单个用户的数据，不做任何修改。
landing-cost = 您的代价
landing-cost-publish = 微信只向持有权限集 18“开发管理与数据分析”的平台提供这些数据。此平台持有期间，您不能从自己的小程序后台（mp.weixin.qq.com）发布代码。
landing-cost-one = 同一时间只能有一个平台持有权限集 18。如果已有其他平台为您发布代码，请不要改动。
landing-cost-upload = 持有权限集 18 的平台也能上传和发布代码。Baselib 绝不会这样做，但请仅在信任其运营者时授权。
landing-go = 授权
landing-tick = 在微信页面上请保持勾选权限集 18。Baselib 不需要其他权限集。
landing-pc = 在电脑上：显示二维码
landing-mobile = 在手机上：在微信中继续
landing-mobile-hint = 第二个按钮只有在微信中打开本页面时才有效。
landing-back = 如何取消授权
landing-back-how = 随时可在小程序后台（mp.weixin.qq.com）的第三方平台授权设置中取消。团队会收到通知，Baselib 随即停止读取。

finished-authorised-title = { $program } 已授权
finished-authorised = 感谢您的授权。团队会在 Slack 中收到通知。您可以关闭本页面。
finished-not-granted-title = 缺少权限集 18
finished-not-granted = { $program } 已授权，但缺少权限集 18“开发管理与数据分析”，Baselib 无法读取数据。请重新打开链接，并在微信页面上保持勾选该权限集。如果无法勾选，说明其他平台正在持有，需先解除。
finished-under-way-title = 尚未完成
finished-under-way = 微信已确认，Baselib 正在获取详细信息，并会在 Slack 中通知团队。您可以关闭本页面。
finished-failed-title = 授权未成功
finished-expired = 授权码已被使用，或已过期。请重新打开链接，再授权一次。
finished-official-account = 您选择的是公众号。只有小程序才有基础库：请重新打开链接，并在微信页面上选择小程序。
finished-refused = 微信拒绝了请求。团队会在 Slack 中收到原因。
finished-revoked = 授权已被取消。

refusal-link-title = 这个链接已失效
refusal-link = 它已超过 7 天，或不完整。请向团队索取新的链接（在 Slack 中用 `/baselib programs add` 生成）。
refusal-state-title = 此页面已失效
refusal-state = 它只能在发起授权的浏览器中使用，一小时内有效。如果您刚刚在微信中确认过，无需再做任何操作：微信会通知 Baselib，Baselib 会在 Slack 中通知团队。否则请重新打开链接。
refusal-later-title = 请几分钟后再试
refusal-busy = 一分钟内已有多个浏览器打开此链接，每个浏览器都需要各自的授权码。请等一分钟后重新加载本页。
refusal-wechat = 微信目前不接受对此平台的授权。Baselib 运维人员可以在日志中找到原因。
refusal-storage = Baselib 目前无法使用数据库。Baselib 运维人员可以在日志中找到原因。
