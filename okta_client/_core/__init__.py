"""The engine: it reads, keeps and writes objects of any model class, and knows none of Okta's properties.

Reading: `document` calls `read`, which takes the fast path (`fast_read`; `msgspec` for text where that is installed)
and, where needed, the slow path (`validate`). Writing: `write` (dicts), `write_text` (text) and `msgspec`. `construct`
checks what the constructor is called with. All of them generate functions (`codegen`) from the specification of a class
(`fields`), and share the frozen JSON values of `values` and the strict JSON of `json`.
"""
