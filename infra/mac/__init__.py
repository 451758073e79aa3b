"""Where the system runs, and everything that is done to it: one program, ``mac <verb>``."""
