"""Where the system runs, and all that people do with it: one program, ``mac <verb>``."""
