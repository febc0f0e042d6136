error-not-allowed = { $needed ->
    [admin] Only admins of Baselib can do this: the workspace’s own admins and owners, and whoever they make one. One of them can make you an admin with `/baselib access`.
   *[editor] Only editors can do this; you can look at everything. An admin of this workspace can make you an editor with `/baselib access`.
}
error-not-a-member = Baselib answers the people of the workspace that installed it, not everybody in a channel shared with it. An admin of that workspace can give you a role with `/baselib access`.
error-program-restricted = { $name } is restricted to other channels and is not shown in this one. An admin can change that with `/baselib programs restrict`.
error-bad-access = { $part ->
    [user] { $text } is no person that Baselib can tell apart: choose somebody under `/baselib access`, or type their member ID, such as U012AB3CD.
    [role] { $text } is no role: there are viewer, editor and admin.
    [default] Not everybody can be { $text }: choose viewer or editor.
    [here] A direct message is no channel to restrict a Mini Program to. Use this in a channel, or choose one from the list that `/baselib programs restrict` shows.
   *[channel] { $text } is no channel that Baselib can tell apart: type `here`, a channel ID such as C012AB3CD, or choose from the list that `/baselib programs restrict` shows.
}
alert-stands-restricted = ⚠️ Rests: an admin restricted this Mini Program to other channels
programs-restricted = restricted to some channels
settings-reason-not-admins = it is not a list of member IDs such as `U012AB3CD`, or `T012AB3CD/U012AB3CD`

role-viewer = Viewer
role-editor = Editor
role-admin = Admin
access-title = Who may what
access-text = { $count ->
    [0] Everybody: { $role }. Nobody has a role of their own.
    [one] Everybody: { $role }. One person has a role of their own.
   *[other] Everybody: { $role }. { $count } people have a role of their own.
}
access-default = Everybody without a role of their own: { $role }
access-grant = { $person }: { $role }, given by { $by }
access-more = and { $count } more
access-person = What is { $person } to be?
access-choose-person = Give somebody a role …
access-choose-role = Choose a role
access-revoke = Take back
access-restriction = 🔒 { $program } exists only in { $channels }
access-unrestricted = Every Mini Program can be asked about in every channel. Restrict one with `/baselib programs restrict <program>`.
access-unrestrict = Lift the restriction
access-admins = Admins and owners of this Slack workspace are always admins. Guests are viewers unless they are given a role.
access-roles = Viewers see numbers. Editors also share them, set up digests and alerts, and name and authorise Mini Programs. Admins also decide who may what, and read `/baselib audit`.
restriction-some = { $program } exists only in { $channels }.
restriction-none = { $program } can be asked about in every channel. Choose the channels to restrict it to.
restriction-text = { $count ->
    [0] { $program } can be asked about in every channel.
    [one] { $program } is restricted to one channel.
   *[other] { $program } is restricted to { $count } channels.
}
restriction-means = Elsewhere it is not found, not suggested and not listed, and digests and alerts leave it out. Admins see it everywhere.
restriction-choose = Add a channel …
audit-title = { $count ->
    [one] The newest change
   *[other] The { $count } newest changes
}
audit-nothing = Nothing has been changed yet.
audit-csv = All as CSV
audit-kept = Changes are kept for { $count } days.
audit-system = Baselib itself
deed-role-granted = Role given
deed-role-revoked = Role taken back
deed-default-role = Everybody’s role
deed-program-restricted = Mini Program restricted
deed-program-unrestricted = Restriction lifted
deed-digest-ordered = Digest set up
deed-digest-changed = Digest changed
deed-digest-ended = Digest ended
deed-alert-set = Alert set
deed-alert-changed = Alert changed
deed-alert-ended = Alert deleted
deed-channel-program = Channel’s Mini Program
deed-labels = Alias and tags
deed-authorisation-started = Authorisation link handed out
deed-authorised = Mini Program authorised
deed-authorisation-ended = Authorisation ended
deed-installed = App installed
deed-uninstalled = App uninstalled
cli-audit = Print who changed what, oldest first
cli-audit-since = From this day on (UTC, 2026-10-01); as long as changes are kept if left out
cli-audit-team = Only this workspace (T…); all of them if left out
cli-audit-format = csv or json
access-role = Role
access-give = Give role
