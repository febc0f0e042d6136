### Many Slack workspaces: installing the bot, and what goes wrong with it

install-title = Add Baselib to Slack
install-what = Baselib tells teams that run WeChat Mini Programs how many users a higher minimum base library would cut off: as an answer to `/baselib`, and in a digest.
install-asks = What Slack will ask you to allow
install-asks-commands = Answer `/baselib`, for whoever types it.
install-asks-write = Post digests and alerts in channels that order them, and direct messages to whoever asked for something.
install-asks-people = See people’s language and time zone, so that answers speak them.
install-asks-history = Look in a channel for its own messages, so that no digest comes twice. It reads nothing else there.
install-go = Install
install-button = Add to Slack
install-lasts = The button works for 10 minutes in this browser. If your workspace allows apps only after approval, Slack tells you whom to ask.

installed-title = Baselib is installed in { $workspace }
installed-title-unnamed = Baselib is installed
installed-next = In Slack, invite @Baselib into a channel and type `/baselib help`. You can close this page.
installed-org = An admin of the organisation chooses on Slack’s pages in which workspaces it can be used.

install-refused-cancelled-title = Nothing was installed
install-refused-cancelled = You or Slack ended it before it was finished. You can begin again whenever you like.
install-refused-state-title = This page does not know you
install-refused-state = It finishes what was begun in the same browser within the last 10 minutes, and only once. If Baselib answers in Slack, it is installed. Otherwise begin again.
install-refused-slack-title = Slack refused
install-refused-slack = Nothing was installed. Begin again; if it happens once more, those who run Baselib find the reason in its log.
install-refused-later-title = Please try again in a few minutes
install-refused-later = Slack or Baselib’s database did not answer, so it is not known whether Baselib was installed. If it does not answer in Slack, begin again.
install-again = Begin again

not-installed = Baselib is not installed in this workspace any more. Whoever looks after it can install it again: { $url }
ending = Slack no longer renews Baselib’s access to this workspace. Install it again before { $until } and nothing is missed. After that no digests and alerts come until somebody does; everything that was set up is kept.
button-install = Install again

settings-where-slack-client-id = api.slack.com/apps → your app → Basic Information → Client ID (docs/workspaces.md)
settings-where-slack-client-secret = api.slack.com/apps → your app → Basic Information → Client Secret
settings-reason-not-a-team = it is not the id of a workspace such as `T0123456789`; it stands in the address of Slack in a browser
settings-reason-not-scopes = it is not a list of Slack’s scopes such as `commands,chat:write`
