"""The facilitator explores in a copy of her own, on her own computer."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from capacity.intake.findings.issues import InputError
from capacity.present import handed
from capacity.run.new import make_cluster
from capacity.run.notebook import interactive, lab
from capacity.run.notebook.interactive import place_explore
from capacity.run.notebook.lab import lab_command


@pytest.fixture
def source(tmp_path, monkeypatch):
    """The project's notebook, for this test a small one."""
    path = tmp_path / "notebooks" / "explore.ipynb"
    path.parent.mkdir()
    write(path, "cap.explore(cluster)")
    monkeypatch.setattr(lab, "find_notebook", lambda _: path)
    return path


@pytest.fixture
def village(tmp_path):
    """A cluster."""
    return make_cluster(str(tmp_path / "моё {село}" / "village"))


def write(path, code):
    """Write a notebook with parameters and a step."""
    parameters = new_code_cell('cluster: str = "data/chui-dairy"', id="parameters", metadata={"tags": ["parameters"]})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [parameters, new_code_cell(code, id="step")]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def sources(path):
    """The code of a notebook's cells."""
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


def test_the_copy_is_the_clusters_own_and_the_original_is_not_touched(source, village, tmp_path):
    before = source.read_bytes()
    copy = place_explore(village, tmp_path / "out")
    assert copy == tmp_path / "out" / "explore" / "village.ipynb"
    assert sources(copy) == sources(source)
    nbformat.validate(nbformat.read(copy, as_version=4))
    assert source.read_bytes() == before


@pytest.mark.usefixtures("source")
def test_a_folder_of_clusters_is_opened_as_a_whole(village, tmp_path):
    assert place_explore(village.parent, tmp_path / "out").name == "clusters.ipynb"


def test_a_copy_that_was_changed_stays_and_one_that_was_not_follows_the_project(source, village, tmp_path):
    copy = place_explore(village, tmp_path)
    write(source, "cap.explore(cluster, new=True)")
    assert sources(place_explore(village, tmp_path))[-1] == "cap.explore(cluster, new=True)"
    mine = nbformat.read(copy, as_version=4)
    mine.cells[-1].source = "# my own note"
    nbformat.write(mine, copy)
    write(source, "cap.explore(cluster, newer=True)")
    assert sources(place_explore(village, tmp_path))[-1] == "# my own note"


@pytest.mark.usefixtures("source")
def test_jupyterlab_is_told_which_cluster_and_ends_with_ctrl_c(village, tmp_path, monkeypatch):
    asked = []

    class Server:
        """Stands in for JupyterLab, which is up at once and is closed by Ctrl+C."""

        pid = 0

        def __init__(self, command, env):
            asked.append((command, env[handed.CLUSTER]))

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def poll(self):
            return 0

        def wait(self):
            raise KeyboardInterrupt

        def terminate(self):
            asked.append("terminated")

    monkeypatch.setattr(lab.subprocess, "Popen", Server)
    assert interactive.explore(village, tmp_path, browser=False) == 0
    assert asked[0][1] == str(village)
    assert asked[1] == "terminated"


@pytest.mark.usefixtures("source")
def test_a_wrong_cluster_file_is_said_before_jupyterlab_opens(village, tmp_path):
    (village / "cluster.yml").write_text("cluster: [", encoding="utf-8")
    with pytest.raises(InputError, match="this is not YAML"):
        place_explore(village, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("source")
def test_jupyterlab_answers_this_computer_only_and_shows_no_news(village, tmp_path):
    copy = place_explore(village, tmp_path)
    command = lab_command(copy, browser=False)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--ServerApp.open_browser=False" in command
    assert not [word for word in command if "token" in word or "password" in word]
    overrides = json.loads((copy.parent / ".settings" / "overrides.json").read_text())
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
