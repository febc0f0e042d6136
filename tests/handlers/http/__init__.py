"""Tests of the ASGI application."""
