"""What Slack refuses, checked without any I/O: blocks by surface, views, and everything inside them."""
