"""Tests of Prometheus's metrics."""
