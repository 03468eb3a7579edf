"""Settings of the test run, and the examples in the documentation as tests."""

from hypothesis import HealthCheck, settings

# The outcome of a run depends on the code alone: no clock, no luck.
settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# For tox's env `fuzz`: other documents each time, and many.
settings.register_profile("fuzz", settings.get_profile("default"), derandomize=False, max_examples=5_000)
settings.load_profile("default")
