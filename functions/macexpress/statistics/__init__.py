"""Adds up the facts. A figure is always set from the facts, never added to."""
