"""What every measurement uses: processes, the stand-in for Slack and WeChat, the load, and figures."""
