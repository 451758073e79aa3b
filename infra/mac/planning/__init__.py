"""Where the next centres would reach most people."""
