### What changed since a day

help-changes = what changed in the last seven days, or `14d`, or `since 2026-11-20`: recommendation, minimum, dates, versions, decisions, authorisations
changes-nothing = nothing has changed since { $since }.
changes-first = no data from around { $since } to compare with
changes-since = Compared with { $since }.
changes-quiet = Nothing new: { $programs }.
changes-left-out = { $count ->
    [one] 1 more program does not fit.
   *[other] { $count } more programs do not fit.
}
changes-fleet = { $about }: { $what } ({ $most }); { $count ->
    [one] 1 program has changed since { $since }
   *[other] { $count } programs have changed since { $since }
}
changes-decisions = { $count ->
    [one] 1 decision has changed since { $since }
   *[other] { $count } decisions have changed since { $since }
}
changes-authorisations = Authorisations have changed since { $since }
changes-safe-before = It was { $version } then.
changes-minimum = Minimum: { $before } → { $now }
changes-date = The date when { $version } is safe moved ({ $then } → { $now })
changes-ready = Can be raised now
changes-authorised = Authorised
changes-revoked = No longer authorised
changes-not-granted = Permission set 18 missing
