"""From this checkout to what is deployed."""
