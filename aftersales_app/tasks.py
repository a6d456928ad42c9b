"""Scheduler entry points: each names when, one service does."""
