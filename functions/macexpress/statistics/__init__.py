"""Adds up the facts, always from the facts: a figure is set, never added to."""
