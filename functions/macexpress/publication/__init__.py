"""From tallies to what everybody can read: protected figures as pages, JSON and CSV."""
