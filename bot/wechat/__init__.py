"""WeChat's side: what getSupportVersion says of a program, and the tokens that it is asked with.

`protocol`, `envelope`, `grants` and `errcodes` know the words and do no I/O; `http`, `client` and `issuers` are the
thin shell around them.
"""
