"""Practice for a bad day: the same code against the local system and against a stage on AWS."""
