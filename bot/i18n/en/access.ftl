error-not-allowed = { $needed ->
    [admin] Only admins of Baselib can do this: the workspace’s own admins and owners, and whoever they make one. One of them can make you an admin with `/baselib access`.
   *[editor] Only editors can do this; you can look at everything. An admin of this workspace can make you an editor with `/baselib access`.
}
error-program-restricted = { $name } is restricted to other channels and is not shown in this one. An admin can change that with `/baselib programs restrict`.
error-bad-access = { $part ->
    [user] { $text } is no person that Baselib can tell apart: choose somebody under `/baselib access`, or type their member ID, such as U012AB3CD.
    [role] { $text } is no role: there are viewer, editor and admin.
    [default] Not everybody can be { $text }: choose viewer or editor.
    [here] A direct message is no channel to restrict a Mini Program to. Use this in a channel, or choose one from the list that `/baselib programs restrict` shows.
   *[channel] { $text } is no channel that Baselib can tell apart: type `here`, a channel ID such as C012AB3CD, or choose from the list that `/baselib programs restrict` shows.
}
delivery-reason-restricted = It was skipped: the Mini Programs it is about have been restricted to other channels.
alert-stands-restricted = ⚠️ Rests: an admin restricted this Mini Program to other channels
programs-restricted = restricted to some channels
settings-reason-not-admins = it is not a list of member IDs such as `U012AB3CD`, or `T012AB3CD/U012AB3CD`
