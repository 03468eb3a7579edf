"""Reading many clients in Dask's workers."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from support.how_to import run, write_files

if os.environ.get("TOX_ENV_NAME") != "dask":
    pytest.importorskip("dask.bag", reason="for tox's env `dask`")
    pytest.importorskip("distributed", reason="for tox's env `dask`")

import dask
import distributed
from dask import bag

from okta_client import bulk


@pytest.fixture(params=["processes", "cluster"])
def _workers(request) -> Iterator[None]:
    with ExitStack() as stack:
        if request.param == "processes":
            stack.enter_context(dask.config.set(scheduler="processes", num_workers=2))
        else:
            cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
            stack.enter_context(distributed.Client(stack.enter_context(cluster)))
        yield


@pytest.mark.usefixtures("_workers")
class TestDask:
    def test_how_to(self, tmp_path, monkeypatch):
        """The how-to's example finds what is found without Dask."""
        monkeypatch.chdir(tmp_path)
        write_files(tmp_path / "clients", 5)
        alone, findings = run("dask")
        assert {"not-json", "redirect-uri-fragment", "wrong-type"} < alone.keys()
        assert alone == findings

    def test_clients_and_faults_come_back(self, tmp_path):
        """Clients and faults come out of workers as they are."""
        write_files(tmp_path / "clients", 3)
        paths = sorted((tmp_path / "clients").iterdir())
        items = bag.from_sequence(paths).map(bulk.read_items).map(list).flatten().compute()
        assert [item for path in paths for item in bulk.read_items(path)] == list(items)
