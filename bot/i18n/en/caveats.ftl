### What is odd about numbers. `.imported` is of imported ones, about which nothing is WeChat’s.

caveat-all-of-wechat = All of WeChat’s users on Android and iOS, not those of one Mini Program.
caveat-imported = { $what ->
    [day] These numbers are imported, not read from WeChat.
   *[program] Imported numbers: WeChat is not asked about this program, and its minimum is not known here.
}
caveat-imported-old = These numbers are { $age } old. Import newer ones: `baselib import FILE --program "{ $program }"`, or *Connect WeChat* on the Home tab.
caveat-older-day = No data is stored for { $day }; this is from { $kept }.
caveat-unjudged = It is not known yet what these numbers are worth: Baselib is still judging them.
caveat-break = { $counted }; { $direction ->
    [lower] users do not update that fast.
   *[higher] users do not go back that far.
}
caveat-public-break = { $before ->
    [no] This probably concerns every Mini Program. What was before is not known here; lower no minimum because of it.
   *[yes] This probably concerns every Mini Program. Recommendations stay as they were before, where that is known; lower no minimum because of it.
}
caveat-single-version = Only one version has users. Unless the program has very few users, the list is probably incomplete: check again tomorrow before you raise the minimum.
caveat-low-total = { $total ->
    [unknown] The shares add up to far less than 100%: many users are missing from WeChat’s list.
   *[other] The shares add up to only { $total }: many users are missing from WeChat’s list.
}
    .imported = { $total ->
        [unknown] The shares add up to far less than 100%: many users are missing from the imported list.
       *[other] The shares add up to only { $total }: many users are missing from the imported list.
    }
caveat-newest-missing = The newest version that recently had users is missing. After three days it counts as withdrawn.
caveat-contradicts = { $meaning ->
    [unknown] Earlier data of this program had another meaning. Compare with WeChat’s console before you decide.
   *[other] Earlier data of this program meant { $meaning }. Compare with WeChat’s console before you decide.
}
    .imported = { $meaning ->
        [unknown] Earlier data of this program had another meaning. Check how the imported values are meant before you decide.
       *[other] Earlier data of this program meant { $meaning }. Check how the imported values are meant before you decide.
    }
caveat-withdrawal = Withdrawal: coverage of { $version } fell from { $before } to { $after } between { $since } and { $day }.
caveat-today-only = { $version } keeps { $target } on this day, but not yet over the week: a single day may be off.
caveat-either-way = { $count ->
    [0] The values fit several meanings. What is shown holds under each of them.
   *[other] The values fit { $count } meanings: { $meanings }. What is shown holds under each of them.
}
caveat-unreported = { $share } of users are missing from WeChat’s list. They may be on any version, so results are ranges.
    .imported = { $share } of users are missing from the imported list. They may be on any version, so results are ranges.
caveat-overcounted = The shares add up to { $total }, more than 100%, so results are ranges.
caveat-newer-than-listed = { $share } of users are on versions newer than { $version }, the newest one listed.
caveat-older-than-listed = { $share } of users are on versions older than { $version }, the oldest one listed.
caveat-other-labels = { $counted ->
    [no] Without a version number, so not counted: { $labels }.
   *[yes] Without a version number; part of the total, not of coverage: { $labels }.
}
