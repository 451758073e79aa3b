"""What each page for citizens shows."""
