"""What the programme offers and where: the index of the catalogue that functions read."""
