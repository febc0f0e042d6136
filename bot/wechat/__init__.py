"""The adapters to WeChat: getSupportVersion, the third-party platform, and access tokens.

`protocol` knows WeChat's requests, answers and error codes and does no I/O; `http`, `client` and `tokens` are the thin
shell around it.
"""
