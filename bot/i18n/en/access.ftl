error-not-allowed = { $needed ->
    [admin] This needs an admin of Baselib. A workspace admin can make you one with `/baselib access`.
   *[editor] This needs an editor; you can view everything. A workspace admin can make you one with `/baselib access`.
}
error-not-a-member = Baselib answers members of the workspace that installed it, not people from other workspaces in a shared channel. An admin of that workspace can give you a role with `/baselib access`.
error-role-unknown = Slack did not answer who has which role in this workspace, and this depends on it. Nothing was changed. Try again in a minute.
error-not-in-channel = Only members of that channel can do this. Join it first.
error-membership-unknown = Slack did not answer whether you are in that channel, and this depends on it. Nothing was changed. Try again in a minute.
error-program-restricted = { $name } is restricted to other channels and not shown here. An admin can change that with `/baselib programs restrict`.
error-bad-access = { $part ->
    [user] Baselib cannot tell which person { $text } is. Choose the person under `/baselib access`, or type a member ID such as U012AB3CD.
    [role] There is no role “{ $text }”. Choose viewer, editor or admin.
    [default] “{ $text }” cannot be the role for everyone. Choose viewer or editor.
    [here] A direct message is not a channel. Run this in a channel, or choose one from the list in `/baselib programs restrict`.
    [quorum] “{ $text }” is not two numbers of approvals. Type two from 1 to 5, the second no smaller: `/baselib access approvals 1 2`.
    [programs] “{ $text }” is not a number of programs from 1 to 99999: `/baselib access many 20`.
   *[channel] Baselib cannot tell which channel { $text } is. Type `here` or a channel ID such as C012AB3CD, or choose from the list in `/baselib programs restrict`.
}
alert-unseen = one Mini Program
alert-status-unseen = ⚠️ Not shown here: the Mini Program is no longer available, or an admin restricted it to channels
programs-restricted = restricted to some channels
settings-reason-not-admins = not a list of member IDs such as `U012AB3CD` or `T012AB3CD/U012AB3CD`

role-viewer = Viewer
role-editor = Editor
role-admin = Admin
access-title = Roles
access-text = { $count ->
    [0] Everyone: { $role }. No individual roles.
    [one] Everyone: { $role }. One person has an individual role.
   *[other] Everyone: { $role }. { $count } people have individual roles.
}
access-default = Default role: { $role }
access-grant = { $person }: { $role }, granted by { $by }
access-more = and { $count } more
access-person = Role for { $person }
access-choose-person = Give a person a role …
access-choose-role = Choose a role
access-revoke = Remove
access-revoked = { $had ->
    [yes] The role given to { $person } is removed.
   *[no] Nothing was removed: { $person } has not been given a role.
}
access-left = { $role ->
    [admin] They are still an admin: a Slack workspace admin or owner, or named in `BASELIB_ADMINS`.
    [none] As a member of another workspace they have no role here.
   *[other] Their role now: { $name }.
}
access-restriction = 🔒 { $program }: only in { $channels }
access-unrestricted = Every Mini Program is available in every channel. Restrict one with `/baselib programs restrict <program>`.
access-unrestrict = Remove restriction
access-admins = Slack workspace admins and owners are always admins. Guests are viewers unless you give them another role.
access-roles = Viewers see the data. Editors also share it, set up digests and alerts, import numbers, and name and authorise Mini Programs. Admins also manage roles and read `/baselib audit`.
restriction-some = { $program } is available only in { $channels }.
restriction-none = { $program } is available in every channel. Choose the channels to restrict it to.
restriction-text = { $count ->
    [0] { $program } is available in every channel.
    [one] { $program } is restricted to one channel.
   *[other] { $program } is restricted to { $count } channels.
}
restriction-means = In other channels Baselib does not find, suggest or list it. Digests set up for it by name show only its AppID; other digests and alerts leave it out. Admins see it everywhere.
restriction-choose = Add a channel …
audit-title = { $count ->
    [one] Latest change
   *[other] Latest { $count } changes
}
audit-nothing = No changes yet.
audit-csv = Export all as CSV
audit-csv-comment = { $name }, exported with `/baselib audit`: every kept change in this workspace.
audit-kept = Changes are kept for { $count } days.
audit-system = Baselib
deed-role-granted = Role granted
deed-role-revoked = Role removed
deed-default-role = Default role
deed-program-restricted = Mini Program restricted
deed-program-unrestricted = Restriction removed
deed-digest-ordered = Digest set up
deed-digest-changed = Digest edited
deed-digest-ended = Digest turned off
deed-alert-set = Alert set
deed-alert-changed = Alert edited
deed-alert-ended = Alert deleted
deed-channel-program = Channel default
deed-labels = Alias and tags
deed-authorisation-started = Authorisation link created
deed-authorised = Mini Program authorised
deed-authorisation-ended = Authorisation ended
deed-installed = App installed
deed-uninstalled = App uninstalled
audit-no-posts = paused: Slack refuses posts ({ $code })
audit-wanted = WeChat is to show { $version }
audit-readable = can be read
audit-not-granted = permission set 18 missing
audit-permission-sets = permission sets { $sets }
audit-imported = { $count ->
    [one] { $first }
   *[other] { $count } days, { $first } to { $last }
}
audit-deleted-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
audit-deleted-digests = { $count ->
    [one] { $count } digest
   *[other] { $count } digests
}
audit-deleted-alerts = { $count ->
    [one] { $count } alert
   *[other] { $count } alerts
}
audit-merchant-unasked = the merchant was not asked
audit-merchant-agreed = the merchant agreed
audit-merchant-declined = the merchant declined
audit-through-slackbot = through Slackbot
audit-through-token = with a personal token
audit-through-terminal = from the command line
audit-state-draft = being posted
audit-state-proposed = open for votes
audit-state-approved = approved
audit-state-applying = being set
audit-state-verified = verified
audit-state-unverified = not verified
audit-state-failed = refused by WeChat
audit-state-declined = declined
audit-state-withdrawn = withdrawn
audit-state-expired = expired
audit-state-stale = out of date
audit-state-rolled-back = rolled back
audit-run-running = rollout running
audit-run-paused = rollout paused
audit-run-stopped = rollout stopped
audit-run-stopped-refused = rollout stopped: WeChat refused too many
audit-run-stopped-unverified = rollout stopped: WeChat does not show a change
audit-run-stopped-everywhere = rollout stopped: WeChat refuses every program
audit-run-ended = rollout ended
cli-audit = Print who changed what, oldest first.
cli-audit-since = First day (UTC), such as 2026-10-01; the oldest change kept if left out.
cli-audit-team = Only this workspace (T…); all workspaces if left out.
cli-audit-format = csv or json.
access-role = Role
access-give = Give role
deed-token-made = Token made
deed-token-revoked = Token revoked
deed-agent-proposed = Proposed through an agent
