"""The records: what they are, how they are read, checked and written in one form."""
