"""What all stores have in common that cannot do something now."""


class BusyError(Exception):
    """Something was not done now, and the same request later goes on. Its cause, if it has one, is AWS's answer."""
