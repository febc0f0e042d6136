"""What the sandbox's Slack answers over HTTP and WebSockets."""
