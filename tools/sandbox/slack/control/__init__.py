"""The control API for the page and the tests: `/sandbox/...`, JSON in and out."""
