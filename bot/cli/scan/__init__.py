"""`baselib scan <folder>`, as a gate for CI, without a library of the bot: it is a package of its own, too."""
