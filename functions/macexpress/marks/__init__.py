"""Which days of which centres have facts that the figures do not count yet."""
