### The pages that a Mini Program’s administrator sees in a browser

page-languages = Language
landing-title = Let Baselib read your Mini Program
landing-who = The Slack workspace “{ $workspace }” asks you to authorise this third-party platform for your Mini Program.
landing-who-unnamed = A team asks you to authorise this third-party platform for your Mini Program.
landing-why = Baselib shows the team how many users a higher minimum base library would cut off.
landing-reads = What Baselib reads
landing-reads-minimum = Your Mini Program’s minimum base library.
landing-reads-shares = The share of your users on each base-library version.
landing-reads-profile = Its name, its company, its account status, and the permission sets you granted.
landing-reads-nothing = No data about individual users. Baselib changes nothing.
landing-cost = What it costs you
landing-cost-publish = WeChat gives this data only to a platform that holds permission set 18, “development management and data analysis” (开发管理与数据分析). While this platform holds it, you cannot publish code from your own console (mp.weixin.qq.com).
landing-cost-one = Only one platform at a time can hold set 18. If another one publishes your code for you, leave it there.
landing-cost-upload = A platform with set 18 could also upload and release code. Baselib never does, but authorise it only if you trust its operator.
landing-go = Authorise
landing-tick = On WeChat’s page, keep permission set 18 ticked. Baselib needs no other set.
landing-pc = On a computer: show the QR code
landing-mobile = On a phone: continue in WeChat
landing-mobile-hint = The second button works only if this page is open inside WeChat.
landing-back = How to revoke it
landing-back-how = At any time: mp.weixin.qq.com, third-party platform settings. The team is notified, and Baselib stops reading.

finished-authorised-title = { $program } is authorised
finished-authorised = Thank you. The team is notified in Slack. You can close this page.
finished-not-granted-title = Permission set 18 is missing
finished-not-granted = { $program } is authorised, but Baselib cannot read it without set 18, “development management and data analysis” (开发管理与数据分析). Open the link again, and keep that set ticked on WeChat’s page. If it cannot be ticked, another platform holds it and must release it first.
finished-under-way-title = Not finished yet
finished-under-way = WeChat has confirmed; Baselib is still fetching the details and notifies the team in Slack. You can close this page.
finished-failed-title = Nothing was authorised
finished-expired = WeChat’s confirmation had been used already, or came too late. Open the link again and start over.
finished-official-account = You chose an official account. Only Mini Programs have a base library: open the link again and choose the Mini Program on WeChat’s page.
finished-refused = WeChat refused. The team gets the reason in Slack.
finished-revoked = The authorisation has been revoked.

refusal-link-title = This link no longer works
refusal-link = It is incomplete or more than 7 days old. Ask the team for a new one (`/baselib programs add` in Slack).
refusal-state-title = This page has expired
refusal-state = It only works in the browser where the authorisation was started, and for one hour. If you have just confirmed in WeChat, nothing is lost: WeChat notifies Baselib, and Baselib notifies the team in Slack. Otherwise open the link again.
refusal-later-title = Please try again in a few minutes
refusal-busy = Several browsers have opened this link within a minute, and each needs its own code. Wait a minute, then reload this page.
refusal-wechat = WeChat currently does not accept authorisations for this platform. Baselib’s operator finds the reason in the log.
refusal-storage = Baselib currently cannot use its database. Its operator finds the reason in the log.
