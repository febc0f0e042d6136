"""Tests of WeChat's pushes over HTTP."""
