"""Reading many clients in Spark's workers."""

import os
import sys
from collections.abc import Iterator

import pytest
from support.how_to import run, write_files
from support.rows import ODD

if os.environ.get("TOX_ENV_NAME") != "spark":
    pytest.importorskip("pyspark.sql", reason="for tox's env `spark`")

from pyspark.sql import SparkSession

from okta_client import Client, bulk, schema


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """Run Spark in this machine alone, on two processors. The how-to's example takes the session that there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        yield session
        session.stop()


@pytest.mark.usefixtures("spark")
class TestSpark:
    def test_how_to(self, tmp_path, monkeypatch):
        """The how-to's example finds what is found without Spark."""
        monkeypatch.chdir(tmp_path)
        write_files(tmp_path / "clients", 5)
        alone, findings = run("spark")
        assert {"not-json", "redirect-uri-fragment", "wrong-type"} < alone.keys()
        assert alone == findings

    def test_clients_and_faults_come_back(self, tmp_path, spark):
        """Clients and faults come out of workers as they are."""
        write_files(tmp_path / "clients", 3)
        paths = sorted((tmp_path / "clients").iterdir())
        items = spark.sparkContext.parallelize(paths).flatMap(bulk.read_items).collect()
        assert [item for path in paths for item in bulk.read_items(path)] == list(items)

    def test_reading_lines(self, tmp_path, spark):
        """`bulk.read` is a function of a part's lines, as Spark wants it."""
        clients = [Client(client_name="é"), Client(client_name="b", extra={"x": [{"y": 1.5}]})]
        bulk.write(clients, tmp_path / "lines.gz")
        lines = spark.sparkContext.textFile((tmp_path / "lines.gz").as_uri())
        assert clients == lines.mapPartitions(bulk.read).collect()

    def test_data_frames(self, tmp_path, spark):
        """Clients come back from a data frame as they were, made of an Arrow table and read from Parquet."""
        pyarrow = pytest.importorskip("pyarrow")
        clients = [ODD, Client(), Client(grant_types=["implicit"])]
        frame = spark.createDataFrame(pyarrow.Table.from_pylist(list(bulk.rows(clients)), schema=schema.arrow_schema()))
        assert clients == list(bulk.from_rows(frame.toArrow().to_pylist()))
        frame.coalesce(1).write.parquet(str(tmp_path / "clients"))
        rows = spark.read.parquet(str(tmp_path / "clients")).toArrow().to_pylist()
        assert clients == list(bulk.from_rows(rows))
        assert 1 == frame.where("array_contains(grant_types, 'implicit')").count()
