"""The catalogue as data that other programs read."""
