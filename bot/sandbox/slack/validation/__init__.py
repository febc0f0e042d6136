"""What Slack refuses, told without any I/O: blocks by surface, views, and everything inside them."""
