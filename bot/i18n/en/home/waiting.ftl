### What waits for a person

help-waiting = what waits for you: votes, programs to set by hand, blocked programs, failing digests; `weekly on` sends it every Monday, with what changed
waiting = Waits for you: { $what }.
waiting-nothing = All is well, nothing waits for you.
waiting-votes = { $count ->
    [one] 1 vote
   *[other] { $count } votes
}
waiting-to-set = { $count ->
    [one] 1 program to set by hand
   *[other] { $count } programs to set by hand
}
waiting-attention = { $count ->
    [one] 1 program that needs attention
   *[other] { $count } programs that need attention
}
waiting-digests = { $count ->
    [one] 1 failing digest
   *[other] { $count } failing digests
}
waiting-decision = • { $title } · { $what } · { $channel }
waiting-still = { $count ->
    [one] 1 program still to set
   *[other] { $count } programs still to set
}
waiting-cause-revoked = not authorised. Its administrator has to authorise it again.
waiting-cause-not-granted = permission set 18 is missing. Its administrator has to grant it.
waiting-cause-error = unreadable.
waiting-cause-undetermined = the meaning of its numbers is unclear. Baselib’s operator can set it.
waiting-cause-doubtful = its newest list looks wrong. Check it again tomorrow before you raise.
waiting-cause-losing = its own minimum cuts off more than 1% of its users.
waiting-since = Since { $day }.
waiting-link = Link to send to their administrators, valid for 7 days:
weekly-quiet = Nothing waits for you, and nothing has changed since { $since }.
weekly-on = What waits for you, with what changed, comes as a direct message { $when }.
weekly-stopped = What waits for you no longer comes on Mondays: Slack refused the message ({ $code }).
weekly-off = What waits for you, with what changed, can come every Monday as a direct message.
button-weekly = Every Monday
button-weekly-off = Stop
