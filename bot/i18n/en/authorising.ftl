### Authorising Mini Programs: the link in Slack, and what becomes of it

authorise-text = Here is the link with which a Mini Program’s administrator lets Baselib read it.
authorise-how = *Open this link, or send it to the Mini Program’s administrator.* It leads to a page that says what Baselib reads, and from there to WeChat. It is good for 7 days and for any number of Mini Programs.
authorise-cost = ⚠️ What it costs the merchant: while a third-party platform holds permission set 18, they can no longer publish code from their own console (mp.weixin.qq.com), and only one platform at a time can hold it.
authorise-then = This channel is told when they have confirmed. If Baselib is not in this channel, you are told in a direct message.
authorise-no-ticket = The link below works as soon as a ticket has come.
button-authorise = Open the page
button-authorise-again = Authorise again
button-program-use = Use in this channel
program-use-label = Use { $program } in this channel

program-authorised = { $program } is authorised: Baselib can read its users per version from now on.
program-authorised-many = { $count ->
    [one] { $count } Mini Program can be read again: { $programs }.
   *[other] { $count } Mini Programs can be read again: { $programs }.
}
program-authorised-unread = Its numbers could not be read at this moment. Open the full breakdown to try again.
program-not-granted = { $program } cannot be read: permission set 18 was not granted.
program-not-granted-many = { $count ->
    [one] { $count } Mini Program cannot be read, because permission set 18 was not granted: { $programs }.
   *[other] { $count } Mini Programs cannot be read, because permission set 18 was not granted: { $programs }.
}
program-not-granted-what = Set 18 is “development management and data analysis” (开发管理与数据分析). WeChat gives the users per version only to the platform that holds it, and only one platform at a time can. While Baselib holds it, the merchant can no longer publish code from their own console.
program-not-granted-how = To grant it, the Mini Program’s administrator authorises the platform again and ticks that set on WeChat’s page. If it cannot be ticked there, another platform holds it and has to give it up first.
program-revoked = { $program } is no longer authorised, since { $since }.
program-revoked-many = { $count ->
    [one] { $count } Mini Program is no longer authorised: { $programs }.
   *[other] { $count } Mini Programs are no longer authorised: { $programs }.
}
program-revoked-what = Baselib stops asking WeChat. What was read before is kept: breakdowns and digests show the last numbers and say how old they are, and alerts stay silent.
program-revoked-how = If that was not meant, the Mini Program’s administrator authorises the platform again.
program-failed = A Mini Program was not authorised.
program-failed-expired = Its authorisation code was used already, or ran out before WeChat could be asked. The administrator opens the link once more and begins again.
program-failed-official-account = What was authorised is an official account. Only Mini Programs have a base library: on WeChat’s page, choose the Mini Program.
