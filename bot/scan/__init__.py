"""`baselib scan`: reads the source of a Mini Program. Pure, except `project.py`, which walks the files."""
