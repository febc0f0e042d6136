"""Tests of the local WeChat platform."""
