### Raise and cover

raise = { $version } as the minimum cuts off { $loss } of users.
raise-guaranteed = The minimum is already { $minimum }, so all users who can open the program have { $version } or newer. { $loss } of users are below { $version }.
raise-included = That includes the { $loss } below the current minimum, { $minimum }.
raise-week-ago = A week ago: { $loss } ({ $change } since).
raise-four-weeks-ago = Four weeks ago: { $loss } ({ $change } since).
raise-nothing-kept = There is no data from a week or four weeks ago to compare with.
raise-lower = One version lower, { $version }: { $loss }.
raise-higher = One version higher, { $version }: { $loss }.
raise-lowest = No lower version is listed.
raise-highest = No higher version is listed.
raise-not-listed = WeChat does not list { $version } for this program. Check the number: WeChat only accepts released versions as a minimum.
raise-not-listed-public = WeChat’s public numbers do not list { $version }. Check the number: WeChat only accepts released versions as a minimum.

cover = The highest minimum that keeps { $target } of users is { $version }: coverage { $coverage }.
cover-none = No listed version is certain to keep { $target } of users.
cover-higher = The next version, { $version }, would keep { $coverage }.
cover-highest = It is the newest version listed.
cover-present = The current minimum is { $minimum }.
