### The pages that a Mini Program’s administrator sees in a browser

page-languages = Language
landing-title = Let Baselib read your Mini Program
landing-who = The Slack workspace “{ $workspace }” asks you to authorise this third-party platform for your Mini Program.
landing-who-unnamed = A team asks you to authorise this third-party platform for your Mini Program.
landing-why = Baselib tells the team how many users would be cut off if the minimum base library were raised.
landing-reads = What Baselib reads
landing-reads-minimum = The minimum base library that is set for your Mini Program.
landing-reads-shares = The share of your users on each base-library version.
landing-reads-profile = Its name, the company behind it, the state of the account, and which permission sets you granted.
landing-reads-nothing = Nothing about single users. Baselib changes nothing.
landing-cost = What it costs you
landing-cost-publish = WeChat gives these numbers only to a platform that holds permission set 18, “development management and data analysis” (开发管理与数据分析). While this platform holds it, you can no longer publish code from your own console (mp.weixin.qq.com).
landing-cost-one = Only one platform at a time can hold set 18. If another one publishes your code for you, leave it there.
landing-cost-upload = Whoever holds set 18 could also upload and release code. Baselib never does, but authorise it only if you trust those who run it.
landing-go = Authorise
landing-tick = On WeChat’s page, keep permission set 18 ticked. Baselib needs no other.
landing-pc = On a computer: show the QR code
landing-mobile = On a phone: continue in WeChat
landing-mobile-hint = The second button works only where this page was opened inside WeChat.
landing-back = How to take it back
landing-back-how = At any time, in your own console (mp.weixin.qq.com), in the settings for third-party platforms. The team is told, and Baselib stops reading.

finished-authorised-title = { $program } is authorised
finished-authorised = Thank you. The team is told in Slack. You can close this page.
finished-not-granted-title = Permission set 18 is missing
finished-not-granted = { $program } is authorised, but without set 18, “development management and data analysis” (开发管理与数据分析), Baselib cannot read it. Open the link that you were sent once more, and keep that set ticked on WeChat’s page. If it cannot be ticked, another platform holds it and has to give it up first.
finished-under-way-title = It is not finished yet
finished-under-way = WeChat has confirmed, and Baselib keeps trying to learn more. The team is told in Slack. You can close this page.
finished-failed-title = Nothing was authorised
finished-expired = WeChat’s confirmation was used already, or came too late. Open the link that you were sent once more and begin again.
finished-official-account = You chose an official account. Only Mini Programs have a base library: open the link that you were sent once more, and choose the Mini Program on WeChat’s page.
finished-refused = WeChat refused. The team is told why in Slack.
finished-revoked = The authorisation was taken back meanwhile.

refusal-link-title = This link does not work any more
refusal-link = It is more than 7 days old, or incomplete. Ask the team for a new one; in Slack, `/baselib programs add` makes it.
refusal-state-title = This page does not know you
refusal-state = It finishes what was begun in the same browser within the last hour. If you have just confirmed at WeChat, nothing is lost: WeChat tells Baselib itself, and the team hears of it in Slack. Otherwise open the link that you were sent once more.
refusal-later-title = Please try again in a few minutes
refusal-busy = Several browsers have opened this link within a minute, and each gets a code of its own. Wait a minute, then load this page again.
refusal-wechat = WeChat does not let anybody authorise this platform at the moment. Those who run Baselib find the reason in its log.
refusal-storage = Baselib cannot use its database at the moment. Those who run it find the reason in its log.
