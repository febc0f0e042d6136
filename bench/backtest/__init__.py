"""Forecasts against what came: `make backtest`."""
