"""What every other part uses: Lima time, identity, AWS clients, and errors that people understand."""
