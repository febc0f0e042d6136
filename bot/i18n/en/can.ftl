### Can I use

can-needs = { $count ->
    [one] { $names } needs { $version }
   *[other] { $names } need { $version }
}
can-shares = { $needs }: { $coverage } of { $program }’s users have it, { $loss } would be lost
can-shares-minimum = { $shares }; the current minimum { $minimum } does not guarantee it.
can-shares-no-minimum = { $shares }. WeChat names no minimum base library for this program.
can-guaranteed = { $needs }. { $program }’s current minimum { $minimum } already guarantees it: everybody who can open the program has it.
can-guaranteed-below = { $loss } of users are below { $version }, but the minimum keeps them out already.
can-not-guaranteed = { $needs }. { $program }’s current minimum { $minimum } does not guarantee it.
can-alone = { $needs }.
can-no-program = No Mini Program is set up, so nobody’s users are counted.
can-undocumented = { $count ->
    [one] No minimum is documented for { $names }. That does not mean that every base library has it: check that it is there before you call it.
   *[other] No minimum is documented for { $names }. That does not mean that every base library has them: check that they are there before you call them.
}
can-undocumented-some = { $count ->
    [one] No minimum is documented for { $names }, which does not mean that every base library has it. The figures hold for the rest only.
   *[other] No minimum is documented for { $names }, which does not mean that every base library has them. The figures hold for the rest only.
}
can-deprecated = { $name } is deprecated.
can-deprecated-since = { $name } is deprecated since { $version }.
can-options = { $count ->
    [one] One option or field of { $names } has a later minimum of its own.
   *[other] { $count } options and fields of { $names } have later minimums of their own.
}
can-options-pick = Choose an option or field …
can-option-minimum = needs { $version }

can-caption = What each API needs
can-column-api = API
can-column-minimum = Minimum
can-column-loss = Loss
can-column-client = First WeChat with it
can-column-note = Note
can-together = All together
can-undocumented-cell = not documented
can-note-owner = minimum of { $name }
can-note-deprecated = deprecated
can-note-deprecated-since = deprecated since { $version }
can-note-plugin = in plugins { $version }
can-note-comma = {", "}
can-source = { $of ->
    [mini-game] Minimums of mini games: `{ $package }` { $version }.
    [components] Minimums of components: `{ $package }` { $version }.
   *[other] Minimums of Mini Programs: `{ $package }` { $version }.
}
can-newest = The newest base library in it is { $version }.
can-clients-of = WeChat clients: the first ones with it in WeChat’s own list of { $day }.

can-button-raise = What if the minimum were { $version }
can-button-others = Check other APIs

can-suggestion-check = Check
can-suggestion-label = Check { $name }
can-suggestion-game = Ask about mini games

can-view-title = Can I use …
can-view-check = Check
can-view-apis = APIs
can-view-apis-hint = Type a part of a name, such as getUserProfile or enableChunked. { $count } at most.
can-view-apis-pick = Search APIs
can-view-program = Mini Program
can-view-program-pick = Search Mini Programs
can-view-program-hint = Whose users are counted.
can-view-game = Mini games
can-view-game-choice = Use the table of mini games
can-view-option-game = { $minimum } (mini games only)
can-view-nothing = Choose one API at least.
can-view-none-found = The message names no API or component of Mini Programs that is known here. Choose some yourself.
cli-can = Show what APIs need at least, and which of a program’s users have it.
cli-can-apis = APIs, such as wx.getPrivacySetting or request.enableChunked; ten at most.
cli-can-game = Use the table of mini games.
