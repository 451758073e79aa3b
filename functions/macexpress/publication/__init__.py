"""From tallies to what everybody can read: figures, protected, as pages, JSON and CSV."""
