"""The same report on any machine: equal bytes whatever kernels of linear algebra, instructions and libraries it has."""

import ast
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

ROOT = Path(__file__).parent.parent
KERNELS = {"Prescott": "SSE3", "Nehalem": "SSE42", "Sandybridge": "AVX", "Haswell": "AVX2", "SkylakeX": "AVX512_SKX"}
"""kernels of OpenBLAS, oldest first, and what a processor must have to run them"""
DISPATCHED = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
"""what numpy may use of this processor beyond the least of all"""
OLD = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(DISPATCHED),
    "NUMBA_CPU_NAME": "generic",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX",
}
"""a processor without wide registers and fused multiply-add: for numpy, numba, and the C library's functions"""
ALSO_CALLED = {"Katmai": "Prescott", "Zen": "Haswell"}
"""other names under which OpenBLAS tells of the same kernel"""
SAMPLES = ("talas-beans", "bishkek-sewing", "chui-dairy")


def runs(kernel):
    """Whether this processor can run a kernel of OpenBLAS."""
    return __cpu_features__.get(KERNELS[kernel], False)


def machine(kernel="", old=False):
    """The environment of a run with a kernel of OpenBLAS, this processor's own by default, or on an old processor."""
    ours = {"OPENBLAS_CORETYPE", *OLD}
    plain = {name: value for name, value in os.environ.items() if name not in ours}
    return plain | ({"OPENBLAS_CORETYPE": kernel} if kernel else {}) | (OLD if old else {})


def made(task):
    """What ran, and every file of a report as bytes by its path."""
    sample, draws, out, what, environment = task
    command = [sys.executable, ROOT / "tests" / "run" / "on_machine.py", ROOT / "data" / sample, str(draws), out, what]
    ran = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr[-4000:]
    files = {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
    return json.loads(ran.stdout.splitlines()[-1]), files


def compared(sample, draws, what, machines, folder):
    """Make the same report on several machines, refuse any difference, and return what ran on each."""
    tasks = [(sample, draws, folder / f"{i}", what, one) for i, one in enumerate(machines)]
    with ThreadPoolExecutor(2) as pool:
        (first, files), *others = pool.map(made, tasks)
    assert any(name.endswith(".csv") for name in files)
    for ran, found in others:
        assert found.keys() == files.keys()
        assert [name for name in files if found[name] != files[name]] == [], f"{first} and {ran} do not agree"
    return [first, *(ran for ran, _ in others)]


def told(ran):
    """The kernels of OpenBLAS that numpy's and scipy's libraries took; empty where another library serves them."""
    return {ALSO_CALLED.get(kernel, kernel) for one in ran for kernel in one["kernels"].values()}


@pytest.mark.skipif(sys.platform != "linux", reason="another system has other libraries below numpy")
def test_three_kernels_and_an_old_processor_give_the_same_bytes(tmp_path):
    """The bean sample, on this processor, with kernels of 2004 and 2008, the first without wide registers."""
    machines = [machine(), machine("Nehalem"), machine("Prescott", old=True)]
    ran = compared("talas-beans", 16, "study", machines, tmp_path)
    print("ran:", ran)
    assert set(ran[2]["without"]) >= set(DISPATCHED)
    assert not ran[2]["kernels"] or (told(ran[1:2]), told(ran[2:])) == ({"Nehalem"}, {"Prescott"})
    assert not runs("Sandybridge") or not ran[0]["kernels"] or len(told(ran)) >= 3


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="another system has other libraries below numpy")
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_kernel_gives_the_same_report(sample, tmp_path):
    """Whole reports of all samples, notebook and pages too, with every kernel that this processor can run."""
    able = [kernel for kernel in KERNELS if runs(kernel)]
    machines = [machine(), machine("Prescott", old=True), *(machine(kernel) for kernel in able[1:])]
    ran = compared(sample, 64, "report", machines, tmp_path)
    print("ran:", ran)
    assert not ran[0]["kernels"] or told(ran) >= set(able)


LINEAR_ALGEBRA = {"dot", "vdot", "matmul", "tensordot", "inner", "linalg", "cov", "corrcoef", "polyfit", "lstsq"}
ALLOWED = {
    "intake/cluster_checks/correlations.py": {"@", "linalg"},  # rounded to nine decimals
    "model/plan/fair.py": {"@", "linalg"},  # sparse products are scipy's own; what splu solves is kept to 36 bits
}


def linear_algebra(path):
    """What in a module is, or may be, summed in the order that suits the processor."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.MatMult):
            yield "@"
        elif isinstance(node, ast.Attribute) and node.attr in LINEAR_ALGEBRA:
            yield node.attr
        elif isinstance(node, ast.ImportFrom) and "linalg" in (node.module or ""):
            yield "linalg"
        elif isinstance(node, ast.keyword) and node.arg == "optimize":
            yield "optimize"


def test_sums_are_made_in_one_order():
    """Products and solutions come from model.sums; where a library makes them, its last bits are cut off."""
    package = ROOT / "capacity"
    found = {path.relative_to(package).as_posix(): set(linear_algebra(path)) for path in package.rglob("*.py")}
    assert {name: some for name, some in found.items() if some} == ALLOWED


def test_what_is_sorted_by_size_is_sorted_by_a_rule():
    """The quickest sort leaves equal ones in an order that is the processor's own: every order is a stable one."""
    unstable = []
    for path in (ROOT / "capacity").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                words = {word.arg for word in node.keywords}
                one = node.args and isinstance(node.args[0], ast.Constant)
                if node.func.attr in {"argpartition", "nlargest", "nsmallest"}:
                    unstable.append(f"{path.name}:{node.lineno}")
                elif node.func.attr == "argsort" or (node.func.attr == "sort_values" and one):
                    unstable += [] if "kind" in words else [f"{path.name}:{node.lineno}"]
    assert unstable == []
