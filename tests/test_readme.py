"""What the README shows of Python runs as it stands there."""

import re
from pathlib import Path

import capacity as cap

ROOT = Path(__file__).parent.parent


def test_the_lines_for_analysts_run(monkeypatch):
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(ROOT)
    found: dict = {}
    exec(code, found)  # noqa: S102
    assert set(found["study"].tables["measures"]["scenario"]) == {"base", "dearer"}
    assert found["turn"].value is not None


def test_the_public_names_are_shown():
    assert set(cap.__all__) <= set(dir(cap))
