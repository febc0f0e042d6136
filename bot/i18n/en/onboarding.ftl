### The first words, the sample, and the way to WeChat

welcome = Hello! I tell you who you lose if you raise your Mini Programs’ minimum base library, and whether that is moving.
welcome-how = Type `/baselib` in any channel to ask, `/baselib digest mon 09:00` to be told there every week, and `/baselib help` for the rest.
welcome-begin = To begin, look at some sample data, or connect WeChat. On my Home tab you find your programs, digests and alerts.
button-sample = Try it on sample data
button-connect = Connect WeChat
hint = Thank you for inviting me. `/baselib` shows who is on which base library; `/baselib digest mon 09:00` posts it here every week. Only you see this.

sample-mark = Sample data: these numbers are made up.
sample-again = Back to the breakdown

connect-title = Connect WeChat
connect-next = Next
connect-check = Check now
connect-close = Close
connect-intro = Baselib reads the base library distribution through WeChat’s third-party platform interface. It needs an access token for each Mini Program, and there are four ways to come by one.
connect-way = Which one fits you?
connect-way-platform = Baselib is your third-party platform
connect-way-service = Your own service hands out tokens
connect-way-secret = The Mini Program’s own AppSecret
connect-way-static = One fixed access token
connect-for-platform = You look after merchants’ programs and have no token service yet.
connect-for-service = You are a third-party platform already and refresh tokens yourself.
connect-for-secret = You have one program. WeChat may refuse: the interface is for platforms.
connect-for-static = To try it out for two hours.
connect-about-platform = WeChat pushes a verify ticket to Baselib every ten minutes, and each merchant’s admin authorises it once. This is the way that WeChat documents.
connect-about-service = Baselib asks your service for a program’s token each time that it needs one, and never sees a refresh token.
connect-about-secret = Baselib gets a token with the program’s own secret. WeChat documents this interface for third-party platforms only, and says so when it refuses.
connect-about-static = Good for a first look: the token ends within two hours, and nothing renews it.
connect-is-set = set
connect-not-set = not set yet
connect-restart = Settings are environment variables of the process that runs Baselib (or lines in its `.env`). They are never typed into Slack. Restart Baselib after changing them, then check.
connect-checking = Looking at everything that an answer needs. This takes a few seconds.
connect-elsewhere = WeChat is connected by those who run this Baselib. Ask them, or hand out the link with which a Mini Program’s admin authorises them: `/baselib programs add`.
connect-where-wechat-token-url = the address of your token service; `{"{appid}"}` in it stands for the Mini Program (docs/wechat.md)
connect-where-wechat-token-bearer = what Baselib shows your service to be let in (optional)
connect-where-wechat-app-secret = mp.weixin.qq.com → the Mini Program → development → development settings → AppSecret

ask-title = Base library of …
ask-submit = Ask
ask-program = Mini Program
ask-program-pick = Type a part of its name
ask-what = What do you want to know?
ask-what-report = Who is on which version
ask-what-raise = What raising the minimum to a version would cost
ask-what-cover = The highest minimum that keeps so many users
ask-value = Version or percentage
ask-value-hint = A version such as 3.0.0, or a percentage such as 99. The first question needs neither. The answer comes in your direct messages with Baselib.
