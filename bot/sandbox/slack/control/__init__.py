"""What the page and the tests use: `/sandbox/...`, JSON in and out."""
