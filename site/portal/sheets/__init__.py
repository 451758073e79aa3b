"""Records as spreadsheets: import and export."""
