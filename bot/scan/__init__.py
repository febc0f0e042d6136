"""`baselib scan`: reads the source of a Mini Program. All but `project.py`, which walks the files, is pure."""
