"""Reports made by a Dask cluster have the same bytes as those made here, and fail in the same words."""

import threading
from contextlib import contextmanager

import pytest
from run.quick_report import make_quick

from capacity.intake.findings.issues import InputError
from capacity.run import remote
from capacity.run.batch import run_batch
from capacity.run.manifest import Request
from capacity.run.many.outlook import Batch
from capacity.run.new import make_cluster
from capacity.run.notebook.notebooks import Killed

distributed = pytest.importorskip("distributed")
KilledWorker = distributed.scheduler.KilledWorker


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Two clusters and one that is wrong."""
    place = tmp_path_factory.mktemp("data")
    for name in ("north", "south", "wrong"):
        make_cluster(str(place / name))
    text = (place / "wrong" / "cluster.yml").read_text(encoding="utf-8")
    (place / "wrong" / "cluster.yml").write_text(text.replace("runs: [plant]", "runs: [plnt]"), encoding="utf-8")
    return place


@pytest.fixture
def scheduler(tmp_path, monkeypatch):
    """The address of a Dask cluster in this process, whose workers have the quick notebook too."""
    (tmp_path / "notebook").mkdir()
    make_quick(tmp_path / "notebook", monkeypatch.setattr)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, local_directory=str(tmp_path)
    ) as cluster:
        yield cluster.scheduler_address


def bytes_of(folder):
    """Every file of a folder by its path, but for locks."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".capacity" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_dask_cluster_makes_the_same_bytes_and_a_second_run_makes_nothing(data, scheduler, tmp_path):
    request = Request(draws=16)
    here, there = tmp_path / "here", tmp_path / "there"
    run_batch(Batch(data, here, request, workers=2))
    outcomes = run_batch(Batch(data, there, request, scheduler=scheduler))
    assert {o.folder: o.status for o in outcomes.each} == {"north": "made", "south": "made", "wrong": "refused"}
    assert bytes_of(here) == bytes_of(there)
    again = run_batch(Batch(data, there, request, scheduler=scheduler))
    assert {o.folder: o.status for o in again.each} == {"north": "unchanged", "south": "unchanged", "wrong": "refused"}


def test_what_fails_on_a_worker_is_told_as_if_it_failed_here(data, scheduler, tmp_path, monkeypatch):
    monkeypatch.setenv("QUICK_CODE", "1 / 0")
    outcomes = run_batch(Batch(data, tmp_path / "out", Request(), scheduler=scheduler))
    reasons = {outcome.folder: outcome.reason for outcome in outcomes.each}
    assert reasons["north"].startswith("the notebook failed in step [3]")
    assert "ZeroDivisionError" in (tmp_path / "out" / "north.failed.ipynb").read_text(encoding="utf-8")


def test_a_worker_with_other_code_is_refused(data, scheduler, tmp_path, monkeypatch):
    parcel = remote.Parcel("another", {})
    monkeypatch.setattr(remote, "make_parcel", lambda *_: parcel)
    outcomes = run_batch(Batch(data, tmp_path / "out", Request(), scheduler=scheduler))
    assert "another version of capacity" in outcomes.each[0].reason
    assert not (tmp_path / "out" / "north").exists()


def test_a_scheduler_that_does_not_answer_is_named(data, tmp_path, monkeypatch):
    monkeypatch.setattr(remote, "_SECONDS", 1)
    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_batch(Batch(data, tmp_path / "out", Request(), scheduler="tcp://127.0.0.1:9"))


class Deaths:
    """Stands for Dask: workers die under the poison, and whoever is beside it is given up as well."""

    def __init__(self, beside):
        self.busy, self.most, self.beside = 0, 0, beside

    def submit(self, _work, name, *_):
        """Compute one cluster."""
        self.busy += 1
        self.most = max(self.most, self.busy)
        return type("Asked", (), {"result": lambda _: self.end(name)})()

    def end(self, name):
        """Give a parcel, or give the cluster up."""
        if self.beside is not None:
            self.beside.wait()
        self.busy -= 1
        if name == "poison" or self.beside is not None:
            raise KilledWorker(name, None, 3)
        return name


def test_only_who_kills_a_worker_alone_is_given_up(tmp_path):
    for name in ("poison", "innocent"):
        (tmp_path / name).mkdir()
    dask, turns = Deaths(threading.Barrier(2)), remote._Turns()  # noqa: SLF001
    found = {}

    def compute(name):
        try:
            found[name] = remote._computed(dask, turns, tmp_path / name, Request())  # noqa: SLF001
        except Killed as error:
            found[name] = str(error)

    alone = turns.alone

    @contextmanager
    def counted():
        with alone():
            dask.beside = None
            dask.most = 0
            yield
            assert dask.most == 1

    turns.alone = counted
    threads = [threading.Thread(target=compute, args=[name]) for name in ("poison", "innocent")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found["innocent"] == "innocent"
    assert "also when it computed nothing else" in found["poison"]
