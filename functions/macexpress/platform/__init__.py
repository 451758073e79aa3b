"""What every part stands on: Lima time and errors that people understand."""
