"""Steps of Slack's Workflow Builder: runs, their results, and the select of programs."""
