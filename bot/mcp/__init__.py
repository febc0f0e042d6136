"""Answers agents over the Model Context Protocol: Slackbot, coding agents, IDEs.

Nothing here imports the SDK at start-up: `http.py` loads `server.py`, which does, at the first request.
"""
