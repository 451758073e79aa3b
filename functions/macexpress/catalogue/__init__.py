"""What the programme offers and where: the records, and the index that functions read."""
