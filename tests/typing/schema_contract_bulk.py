"""Schemas, contracts and streams as a user writes them. Type checkers check this file, and nothing runs it."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typing_extensions import assert_type

from okta_client import Client, StructureError, bulk
from okta_client.bulk import from_rows, read, rows, write
from okta_client.contract import Finding, Report, compare
from okta_client.schema import arrow_schema, json_schema, openapi_schemas

assert_type(json_schema(), dict[str, Any])
assert_type(json_schema("replace", closed=True), dict[str, Any])
assert_type(openapi_schemas("create"), dict[str, dict[str, Any]])
json_schema("partial")  # type: ignore[arg-type]

columns: list[str] = arrow_schema().names
arrow_schema("full")  # type: ignore[call-arg]

report = compare({"openapi": "3.1.0"})
assert_type(report, Report)
assert_type(report.findings, tuple[Finding, ...])
assert_type(report.expected, tuple[Finding, ...])
assert_type(report.up_to_date, bool)
assert_type(bool(report), bool)
assert_type(report.to_dict(), dict[str, Any])
assert_type(report.expected[0].reason, str)
report.up_to_date = True  # type: ignore[misc]

errors: list[StructureError] = []
assert_type(read("clients.jsonl", on_error=errors.append), Iterator[Client])
read(Path("clients.jsonl.gz"))
read(sys.stdin)
read(sys.stdin.buffer)
read([b'{"client_name": "a"}'])
assert_type(write([Client()], Path("clients.jsonl")), int)
bulk.write(read("-"), sys.stdout, "redacted")
with gzip.open("clients.jsonl.gz", "wb") as packed:
    write([Client()], packed)
assert_type(rows([Client()]), Iterator[dict[str, Any]])
rows(read("-"), view="redacted")
rows([Client()], "partial")  # type: ignore[arg-type]
assert_type(from_rows(rows([]), on_error=errors.append), Iterator[Client])
