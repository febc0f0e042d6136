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
