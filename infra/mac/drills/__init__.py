"""The bad day, practised: the same code against the local system and against a stage on AWS."""
