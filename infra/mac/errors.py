"""The error that ends a command with a message for its user."""


class UserError(Exception):
    """A command cannot do what was asked. Only the message is shown: it says why, and what to do."""
