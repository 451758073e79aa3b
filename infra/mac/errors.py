"""What ends a command for whoever typed it."""


class UserError(Exception):
    """A command cannot do what was asked; the message says why and what to do, and is all that is shown."""
