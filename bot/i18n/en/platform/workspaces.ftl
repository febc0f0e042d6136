### Many Slack workspaces: installing the bot, and errors

install-title = Add Baselib to Slack
install-what = Baselib shows teams with WeChat Mini Programs how many users a higher minimum base library would cut off: in answers to `/baselib` and in a digest.
install-asks = Permissions that Slack will ask for
install-asks-commands = Answer `/baselib`.
install-asks-write = Post digests and alerts in the channels where they are set up, and send direct messages to people who ask for something.
install-asks-people = See people’s language and time zone, to answer in them.
install-asks-history = Search a channel for Baselib’s own messages, so that no digest is posted twice. Baselib reads nothing else there.
install-go = Install
install-button = Add to Slack
install-lasts = The button works for 10 minutes in this browser. If your workspace requires approval for apps, Slack shows you who can approve it.

installed-title = Baselib is installed in { $workspace }
installed-title-unnamed = Baselib is installed
installed-next = In Slack, invite @Baselib into a channel and type `/baselib help`. You can close this page.
installed-org = On Slack’s pages, an admin of the organisation chooses the workspaces that can use it.

install-refused-cancelled-title = Nothing was installed
install-refused-cancelled = The installation was cancelled. You can start again at any time.
install-refused-state-title = This page has expired
install-refused-state = It works once, in the browser where the installation was started, for 10 minutes. If Baselib answers in Slack, it is installed. Otherwise start again.
install-refused-slack-title = Slack refused
install-refused-slack = Nothing was installed. Start again; if it happens again, Baselib’s operator finds the reason in the log.
install-refused-later-title = Please try again in a few minutes
install-refused-later = Slack or Baselib’s database did not respond, so whether Baselib was installed is unknown. If it does not answer in Slack, start again.
install-again = Start again

not-installed = Baselib is no longer installed in this workspace. A workspace admin can install it again: { $url }
ending = Slack no longer renews Baselib’s access to this workspace. Install it again before { $until } to miss nothing; after that, digests and alerts stop until it is installed again. Everything you set up is kept.
button-install = Install again

settings-where-slack-client-id = api.slack.com/apps → your app → Basic Information → Client ID (docs/workspaces.md)
settings-where-slack-client-secret = api.slack.com/apps → your app → Basic Information → Client Secret
settings-reason-not-a-team = not a workspace ID such as `T0123456789`; Slack’s address in a browser contains it
settings-reason-not-scopes = not a list of Slack scopes such as `commands,chat:write`
