### Alerts

error-bad-alert = { $part ->
    [sign] An alert about users needs a limit, such as `loss > 1% at 3.0.0` or `coverage 3.8.0 >= 99%`.
    [version] An alert about users needs a version, such as `loss > 1% at 3.0.0` or `coverage 3.8.0 >= 99%`.
    [always] A share of users is always { $text }, so that alert would say nothing. Type a limit below 100%.
    [never] A share of users is never { $text }, so that alert would say nothing. Type a limit below 100%.
    [date] “{ $text }” is not a day to come. Type it as `2026-12-31`, or leave it out for a week.
   *[nothing] “{ $text }” is nothing to be alerted of. Type `/baselib alert` and then `loss > 1% at 3.0.0`, `coverage 3.8.0 >= 99%`, `minimum changed` or `rollback`; a program or `fleet` may follow.
}
error-no-alert = This channel has no alert { $number }. `/baselib alerts` lists them with their numbers.
error-too-many-alerts = This channel has { $count } alerts, and a list has no room for more. Delete one with `/baselib alert off <number>`; `/baselib alerts` lists them.
