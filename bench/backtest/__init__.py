"""Forecasts compared with the outcomes: `make backtest`."""
