"""What is noted beside the facts for a while: days that the figures do not count yet, and items that were refused."""
