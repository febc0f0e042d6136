### 小程序管理员在浏览器中看到的页面

page-languages = 语言
landing-title = 允许 Baselib 读取您的小程序数据
landing-who = Slack 工作区「{ $workspace }」请您将小程序授权给此第三方平台。
landing-who-unnamed = 有团队请您将小程序授权给此第三方平台。
landing-why = Baselib 会告诉该团队：提高最低基础库版本会影响多少用户。
landing-reads = Baselib 读取什么
landing-reads-minimum = 小程序当前设置的最低基础库版本。
landing-reads-shares = 各基础库版本的用户占比。
landing-reads-profile = 小程序名称、主体、账号状态，以及您授予的权限集。
landing-reads-nothing = 不读取任何单个用户的信息，也不做任何修改。
landing-cost = 您需要付出的代价
landing-cost-publish = 微信只向持有权限集 18「开发管理与数据分析」的平台提供这些数据。此平台持有期间，您不能再从自己的小程序后台（mp.weixin.qq.com）发布代码。
landing-cost-one = 同一时间只能有一个平台持有权限集 18。如果已有其他平台为您发布代码，请不要改动。
landing-cost-upload = 持有权限集 18 的平台也能上传和发布代码。Baselib 绝不这样做，但请只在信任其运营者时授权。
landing-go = 授权
landing-tick = 在微信的页面上请保持勾选权限集 18。Baselib 不需要其他权限集。
landing-pc = 在电脑上：显示二维码
landing-mobile = 在手机上：在微信中继续
landing-mobile-hint = 第二个按钮只有在微信中打开本页面时才有效。
landing-back = 如何取消
landing-back-how = 您可以随时在自己的小程序后台（mp.weixin.qq.com）的第三方平台授权设置中取消。团队会收到通知，Baselib 随即停止读取。

finished-authorised-title = { $program } 已授权
finished-authorised = 谢谢。团队会在 Slack 中收到通知。您可以关闭本页面。
finished-not-granted-title = 缺少权限集 18
finished-not-granted = { $program } 已授权，但没有权限集 18「开发管理与数据分析」，Baselib 无法读取数据。请重新打开您收到的链接，并在微信的页面上保持勾选该权限集。如果无法勾选，说明已有其他平台持有，需要先由对方解除。
finished-under-way-title = 尚未完成
finished-under-way = 微信已确认，Baselib 会继续处理，团队会在 Slack 中收到通知。您可以关闭本页面。
finished-failed-title = 没有授权成功
finished-expired = 微信的授权码已被使用，或已过期。请重新打开您收到的链接，再授权一次。
finished-official-account = 您选择的是公众号。只有小程序才有基础库：请重新打开您收到的链接，并在微信的页面上选择小程序。
finished-refused = 微信拒绝了请求。原因会在 Slack 中通知团队。
finished-revoked = 授权已在此期间被取消。

refusal-link-title = 这个链接已失效
refusal-link = 它已超过 7 天，或者不完整。请向团队索取新的链接；在 Slack 中用 `/baselib programs add` 生成。
refusal-state-title = 无法识别此浏览器
refusal-state = 本页面只能完成同一浏览器在一小时内开始的授权。如果您刚刚在微信中确认过，不会有任何损失：微信会自行通知 Baselib，团队也会在 Slack 中得知。否则请重新打开您收到的链接。
refusal-later-title = 请几分钟后再试
refusal-busy = 一分钟内已有多个浏览器打开这个链接，而每个浏览器都需要各自的授权码。请等一分钟后重新加载本页。
refusal-wechat = 微信目前不允许授权此平台。Baselib 的运营者可以在日志中看到原因。
refusal-storage = Baselib 目前无法使用数据库。其运营者可以在日志中看到原因。
