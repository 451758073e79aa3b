"""Where the next centres would reach most people, as it is published."""
