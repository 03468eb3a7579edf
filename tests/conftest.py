"""Settings of the test run."""

from hypothesis import HealthCheck, Phase, settings

# The result of a run depends only on the code: neither on time nor on chance.
settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# For most of tox's environments, `py` among them, which contributors run most often.
settings.register_profile("quick", settings.get_profile("default"), max_examples=10)
# For tox's env `mutate`, which only asks whether a test fails.
settings.register_profile(
    "mutate", settings.get_profile("default"), max_examples=25, phases=[Phase.explicit, Phase.generate]
)
# For tox's env `fuzz`: many documents, different in each run.
settings.register_profile("fuzz", settings.get_profile("default"), derandomize=False, max_examples=1_000)
settings.load_profile("default")
