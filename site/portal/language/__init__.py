"""The languages of the portal, and how things are worded."""
