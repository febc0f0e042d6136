### Can I use

can-needs = { $count ->
    [one] { $names } needs { $version }
   *[other] { $names } need { $version }
}
can-shares = { $needs }: { $coverage } of { $program }’s users have it, { $loss } would be cut off
can-shares-minimum = { $shares }; the minimum { $minimum } does not guarantee it.
can-shares-imported = { $shares }.
can-shares-no-minimum = { $shares }. WeChat reports no minimum base library for this program.
can-all-of-wechat = { $needs }: { $coverage } of WeChat’s users have it, { $loss } would be cut off.
can-guaranteed = { $needs }. { $program }’s minimum { $minimum } already guarantees it: all users who can open the program have it.
can-guaranteed-below = The { $loss } of users below { $version } are cut off already.
can-not-guaranteed = { $needs }. { $program }’s minimum { $minimum } does not guarantee it.
can-alone = { $needs }.
can-no-program = No Mini Program is set up yet, so no users are counted.
can-undocumented = WeChat documents no minimum for { $names }.
can-undocumented-some = WeChat documents no minimum for { $names }; the figures are for the other APIs only.
can-deprecated = { $name } is deprecated.
can-deprecated-since = { $name } has been deprecated since { $version }.
can-instead = Use { $names } instead.
can-instead-needs = Use { $names } instead, from { $version } on.
can-instead-users = Use { $names } instead, from { $version } on: { $coverage } of { $program }’s users have it.
can-instead-all = Use { $names } instead, from { $version } on: { $coverage } of WeChat’s users have it.
can-lacks-harmony = HarmonyOS lacks { $names } at every base library; the shares include its users.
can-options = { $count ->
    [one] One option or field of { $names } needs a later version.
   *[other] { $count } options and fields of { $names } need later versions.
}
can-options-pick = Choose an option or field …
can-option-minimum = needs { $version }

can-caption = Minimum by API
can-column-api = API
can-column-minimum = Minimum
can-column-loss = Cut off
can-column-client = First WeChat version
can-column-note = Note
can-together = All
can-undocumented-cell = not documented
can-note-owner = minimum of { $name }
can-note-deprecated = deprecated
can-note-deprecated-since = deprecated since { $version }
can-note-renderer = { $renderer ->
    [skyline] Skyline only
   *[webview] WebView only
}
can-note-emptied = { $lost ->
    [form-id] gives no form ID that can be used since { $day }
   *[profile] gives no real name or avatar since { $day }
}
can-emptied = { $name } { $note }.
can-announced = WeChat’s announcement
can-note-plugin = in plugins { $version }
can-note-comma = {", "}
can-source = { $of ->
    [mini-game] Mini game minimums from `{ $package }` { $version }.
    [components] Component minimums from `{ $package }`, read on { $version }.
   *[other] Mini Program minimums from `{ $package }` { $version }.
}
can-newest = Its newest base library is { $version }.
can-behind = WeChat is at { $version } ({ $day }); these tables are older and lack what came since.
can-guaranteed-mark = { $mark } The minimum guarantees it.
can-pages = { $count ->
    [one] WeChat’s page: { $pages }
   *[other] WeChat’s pages: { $pages }
}
can-clients-of = First WeChat version: from WeChat’s list of { $day }.

can-button-raise = What if the minimum were { $version }
can-button-others = Check other APIs

can-suggestion-check = Check
can-suggestion-label = Check { $name }
can-suggestion-game = Check mini games

can-view-title = Can I use …
can-view-check = Check
can-view-apis = APIs
can-view-apis-hint = Type part of a name, such as getUserProfile or enableChunked. { $count } at most.
can-view-apis-pick = Search APIs
can-view-program = Mini Program
can-view-program-pick = Search Mini Programs
can-view-program-hint = Whose users to count
can-view-game = Mini games
can-view-game-choice = Use the mini game table
can-view-option-game = { $minimum } (mini games only)
can-view-nothing = Choose at least one API.
can-view-none-found = This message contains no Mini Program API or component that Baselib knows. Choose APIs below.
can-view-unknown = { $count ->
    [one] { $names } is not in Baselib’s tables: it is misspelled or too new.
   *[other] { $names } are not in Baselib’s tables: they are misspelled or too new.
}
can-view-beyond = A question can have { $count } APIs at most. Left out: { $names }.
cli-can = Show the base library that APIs need, and how many of a program’s users have it.
cli-can-apis = APIs such as wx.getPrivacySetting or request.enableChunked; ten at most.
cli-can-game = Use the mini game table.
