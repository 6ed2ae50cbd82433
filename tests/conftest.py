"""What holds for every test: one thread, repeatable examples, and no silent skips where everything is installed."""

import os

os.environ |= dict.fromkeys(["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"], "1")
os.environ |= {"PYTHONUTF8": "1", "JUPYTER_PLATFORM_DIRS": "1"}

import hypothesis
import pytest

slow = [hypothesis.HealthCheck.too_slow]  # a busy machine is no fault of the test
hypothesis.settings.register_profile(
    "repeatable", derandomize=True, database=None, deadline=None, suppress_health_check=slow
)
hypothesis.settings.load_profile("repeatable")


def refuse_skip(report):
    """Turn a skip into a failure where everything a test may need is installed; only shared data may be absent."""
    if os.environ.get("CAPACITY_REQUIRE_ALL") != "1" or not report.skipped or hasattr(report, "wasxfail"):
        return report
    *_, reason = report.longrepr
    if not reason.removeprefix("Skipped: ").startswith("shared data:"):
        report.outcome, report.longrepr = "failed", f"{reason} (CAPACITY_REQUIRE_ALL=1 allows no skip)"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """A skipped test."""
    return refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    """A test module skipped whole."""
    return refuse_skip((yield))
