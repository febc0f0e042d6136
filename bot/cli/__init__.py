"""`baselib ...`: the same use cases on the command line."""
