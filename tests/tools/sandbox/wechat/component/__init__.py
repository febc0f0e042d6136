"""Tests of the component side of the local WeChat platform."""
