"""Exact figures for the programme's staff."""
