### Raise and cover

raise = With { $version } as the minimum, { $loss } of users could no longer open the program: they are below { $version }.
raise-guaranteed = The minimum is already { $minimum }, so everybody who opens the program has { $version } or newer. { $loss } of users are below { $version }.
raise-included = That includes the { $loss } below the present minimum, { $minimum }.
raise-week-ago = A week ago it was { $loss } ({ $change } since).
raise-four-weeks-ago = Four weeks ago it was { $loss } ({ $change } since).
raise-nothing-kept = No numbers to compare with are kept from a week or four weeks ago, so how it moves is not known yet.
raise-lower = One step lower, { $version }: { $loss }.
raise-higher = One step higher, { $version }: { $loss }.
raise-lowest = No lower version is listed.
raise-highest = No higher version is listed.
raise-not-listed = WeChat does not list { $version } for this program. Check the number: WeChat refuses a minimum that was never released.

cover = The highest minimum that keeps { $target } of users is { $version }: { $coverage } are on it or newer.
cover-none = No version listed is sure to keep { $target } of users.
cover-higher = The next one up, { $version }, would keep { $coverage }.
cover-highest = It is the newest version listed.
cover-present = The minimum now is { $minimum }.
