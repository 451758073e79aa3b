"""Settings for all tests."""

from hypothesis import HealthCheck, settings

# No test is timed: a machine that is busy with something else must not fail a property.
settings.register_profile("gate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")
