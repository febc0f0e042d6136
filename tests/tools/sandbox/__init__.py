"""Tests of the local Slack workspace and the local WeChat platform."""
