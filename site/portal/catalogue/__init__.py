"""The records: what they are, how they are read and checked, and their canonical form."""
