"""A setting moves a company to a Spark cluster over the same lake, and its numbers stay what they were."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.spark_cluster import cluster

pytestmark = [pytest.mark.engines, pytest.mark.spark, pytest.mark.slow]


def regulars(home: Path, *words: str, **settings: str) -> str:
    told = os.environ | {"REGULARS_HOME": str(home), "DATABASE_URL": ""} | settings
    command = [sys.executable, "-m", "regulars", *words]
    return subprocess.run(command, env=told, check=True, capture_output=True, text=True).stdout


def figures(printed: str) -> dict[str, Any]:
    """Of each metric what it says, by key; how it was computed is told for each engine in its own words."""
    return {
        metric["key"]: {name: told for name, told in metric.items() if name != "sql"}
        for metric in json.loads(printed)["metrics"]
    }


def test_two_workers_tell_the_same_numbers_as_the_engine_in_the_process(tmp_path: Path) -> None:
    home = tmp_path / "home"
    regulars(home, "demo", "--no-serve", "--customers", "60")
    asked = ("metrics", "--json", "--as-of", "2026-06-30")
    here = figures(regulars(home, *asked, REGULARS_ENGINE="duckdb"))
    with cluster(tmp_path) as address:
        spark = {
            "REGULARS_ENGINE": "spark",
            "REGULARS_SPARK_CLUSTER": address,
            "REGULARS_ENGINE_MEMORY": "512MB",
            "REGULARS_ENGINE_THREADS": "1",  # two parts of each shuffle, one for each worker
            # Without the shortcuts of the other tests: Spark makes code of each query, as it does for a company.
            "SPARK_CONF_DIR": str(Path(__file__).parent / "spark_as_it_comes"),
        }
        there = figures(regulars(home, *asked, "--no-refresh", **spark))
    assert len(here) > 10
    assert there == here
    # Each worker had a part in it: it keeps a folder for the executor it ran.
    assert [len(list((tmp_path / f"worker-{number}").glob("app-*/*"))) for number in range(2)] == [1, 1]
