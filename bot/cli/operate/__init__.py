"""Commands for those who operate Baselib: database, keys, checks, manifest, sandbox."""
