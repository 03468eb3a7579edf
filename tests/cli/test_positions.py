"""The line and the column of each finding."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okta_client import Client
from okta_client.bulk._items import read_items
from okta_client.cli._positions import find_positions

LINES = (
    '{"client_name": "A", "redirect_uris": ["https://a.example/"]}\n'
    '\n'
    '{"client_name": "", "redirect_uris":  ["https://a.example/"]}\n'
    '  {"client_name": "B"}\n'
    '{"client_name": "C",\n'
)  # fmt: skip
ARRAY = """[
  {"client_name": "A", "redirect_uris": ["https://a.example/"]},
  {
    "client_name":
      "",
    "redirect_uris": ["https://a.example/",
      "/x"]
  }, {"x": {"client_name": ""}, "client_name": "B"}
]
"""
YAML = """\
client_name: A
redirect_uris: ['https://a.example/']
---
- client_name: ''
  redirect_uris:
  - https://a.example/
  - /x
- {client_name: B}
"""
TABLE = {
    "lines": ("a.jsonl", LINES, [(3, 17), (4, 3), (5, 21)]),
    "array": ("a.json", ARRAY, [(5, 7), (7, 7), (8, 6)]),
    "yaml": ("a.yaml", YAML, [(4, 16), (7, 5), (8, 3)]),
    "one line": ("a.json", '\ufeff  {"client_name": ""}', [(1, 19), (1, 3)]),
    "over lines": ("a.json", '\n{\n"client_name": "A"}\n{"č": 1,\n "client_name": ""}', [(2, 1), (5, 17), (4, 1)]),
    "over lines, second": ("a.json", '{\n"client_name": "A"}{"client_name": ""}', [(1, 1), (2, 36), (2, 20)]),
    "many names": ("a.json", '{"client_name": "A", "client_name": ""}', [(1, 37), (1, 1)]),
    "many values of a name": ("a.json", '{"jwks": 5, "jwks": {"keys": 5}, "client_name": "A"}', [(1, 30), (1, 1)]),
    "escapes": ("a.json", '{"client_name": "A", "redirect\\u005furis": ["\\"", "/x" ]}', [(1, 45), (1, 51)]),
    "no JSON": ("a.json", "{\n  client_name: 5}", [(2, 3)]),
    "no UTF-8": ("a.jsonl", b'{"client_name": "A", "redirect_uris": ["https://a.example/"]}\n{"x": "\xff"}', [(2, 1)]),
    "no UTF-8 in an array": ("a.json", b'[\n{"x": "\xff"}]', [(2, 1)]),
    "no object": ("a.json", "[\n 5]", [(2, 2)]),
    "too deep": ("a.json", '{"x": 1, "y": ' + "[" * 300 + "]" * 300 + "}", [(1, 15)]),
    "far too deep": ("a.jsonl", "{}\n[" + "[" * 200_000, [(1, 1), (1, 1), (2, 1)]),
    "text in YAML": ("a.yaml", "- 5\n- [6]\n- {1: 2}\n", [(1, 3), (2, 3), (3, 3)]),
    "merge keys": ("a.yaml", "- &a {client_name: ''}\n- <<: *a\n", [(1, 20), (1, 3), (1, 20), (2, 3)]),
    "TOML": ("a.toml", 'client_name = ""\n', [(None, None), (None, None)]),
}


@pytest.mark.parametrize(("name", "text", "expected"), TABLE.values(), ids=TABLE)
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "packed"])
def test_places(run, tmp_path, name, text, expected, is_packed):
    """A finding is where its value is, or the object that lacks the member, in each format."""
    if "yaml" in name or "toml" in name:
        pytest.importorskip("yaml" if "yaml" in name else "tomli_w")
    content = text if isinstance(text, bytes) else text.encode()
    path = tmp_path / (f"{name}.gz" if is_packed else name)
    path.write_bytes(gzip.compress(content) if is_packed else content)
    found = json.loads(run("check", "--format", "json", path)[1])
    assert expected == [(finding["line"], finding["column"]) for finding in found], found


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda children: (
    st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4)), max_leaves=20),
    st.sampled_from([None, 0, 2]), st.booleans())  # fmt: skip
def test_each_value(value, indent, is_line):
    """In any JSON, what is at the position of a wrong value is that value."""
    document = {"č\n": value, "client_name": value, "redirect_uris": [value, value], "jwks": {"keys": [{"kid": value}]}}
    text = json.dumps(document, indent=None if is_line else indent, ensure_ascii=is_line)
    (item,) = read_items([text] if is_line else [f"{line}\n" for line in text.split("\n")])
    lines = text.split("\n")
    for fault, position in zip(item.faults, find_positions(item), strict=True):
        rest = "\n".join([lines[position.line - 1][position.column - 1 :], *lines[position.line :]])
        found, _ = json.JSONDecoder().raw_decode(rest)
        assert found == value or found in document["redirect_uris"] or found in document["jwks"]["keys"], fault
    assert item.faults or Client.from_dict(document) == item.client
