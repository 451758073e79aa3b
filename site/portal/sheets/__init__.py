"""The records as spreadsheets, in and out."""
