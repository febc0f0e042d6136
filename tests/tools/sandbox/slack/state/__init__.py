"""`tools.sandbox.slack.state`."""
