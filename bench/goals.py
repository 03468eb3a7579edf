"""The goals of okta_client: the highest ratio that each comparison may reach, on CPython 3.11.

Python 3.10 does not specialise bytecode and misses some of them.
"""

from dataclasses import dataclass, field

OURS = "okta_client"
CONVERTER = "okta_client's converter"
IN_LAMBDA = "okta_client in a lambda"
"""`from_dict` called in a lambda, as a converter's `structure` is."""
FROM_TEXT = "okta_client from text"
NO_SECRET = "okta_client, no secret"  # noqa: S105 (it is a name)


@dataclass(frozen=True)
class Goal:
    """The highest ratio that two contenders may have.

    Args:
        subject: What is measured.
        rival: The contender that okta_client is compared with.
        fast: The limit with the extra `fast`; None if there is none.
        bare: The limit without it.
        fast_by: Limits with the extra `fast` for single documents, by name.
        bare_by: Limits without it.
        ours: The contender of okta_client.
        only: The one document that the goal applies to.
        reason: Why a limit is not as low as the other documents' or as first planned.
    """

    subject: str
    rival: str
    fast: float | None = None
    bare: float | None = None
    fast_by: dict[str, float] = field(default_factory=dict)
    bare_by: dict[str, float] = field(default_factory=dict)
    ours: str = OURS
    only: str = ""
    reason: str = ""

    def limit(self, mode: str, document: str) -> float | None:
        """Return the limit for a document."""
        if self.only not in ("", document):
            return None
        if mode == "fast":
            return self.fast_by.get(document, self.fast)
        return self.bare_by.get(document, self.bare)


PARSER = "200 URIs: parsing the strings with msgspec takes nearly all of the time"
ENCODER = "200 URIs: msgspec's encoder takes more than twice as long as orjson.dumps"
STRING_TYPES = "200 URIs: testing each string's exact type takes half of the time"
STRINGS = "200 URIs: nine tenths of the memory are the strings"
HOOK = "the hook also looks for the tag of a tagged union"
CATTRS = "the difference is the work of cattrs itself"
CACHE = "10,000 strings do not fit into a processor's cache; growth with the square would be 10"

GOALS = (
    Goal("read", "pydantic", None, 1.7),
    Goal("read", "pydantic", 0.65, None, {"service": 0.7, "uris": 0.83}, reason=PARSER),
    Goal("read", "msgspec into attrs", 1.1, None, {"service": 1.45}),
    Goal("read", "orjson.loads", 1.8, None, {"service": 2.5}),
    Goal("read", "json.loads", None, 1.5, {}, {"service": 1.8}),
    Goal("read", "okta SDK", None, 0.8, {}, {"service": 0.95}),
    Goal("read", "okta SDK", 0.25, None, {"service": 0.4, "uris": 0.45}, reason=PARSER),
    Goal("write", "pydantic", None, 1.4, {}, {"uris": 3}),
    Goal("write", "pydantic", 0.3, None, {"service": 0.45, "uris": 0.42}, reason=ENCODER),
    Goal("write", "orjson.dumps", 3.6, None, {"service": 6, "uris": 3.5}, reason=ENCODER),
    Goal("write", "json.dumps", None, 1.15, {}, {"service": 1.6}),
    Goal("write", "okta SDK", 0.16, 0.75, {"service": 0.3}, {"uris": 0.9}),
    Goal(
        "structure",
        "okta SDK",
        0.65,
        0.65,
        {"service": 1.2, "uris": 0.92},
        {"service": 1.2, "uris": 0.92},
        CONVERTER,
        reason=STRING_TYPES,
    ),
    Goal("structure", IN_LAMBDA, 1.2, 1.2, ours=CONVERTER, reason=HOOK),
    Goal("structure-list", OURS, 1.12, 1.12, ours=CONVERTER),
    Goal("unstructure", "okta SDK", 0.5, 0.5, {"service": 0.7}, {"service": 0.7}, CONVERTER),
    Goal("unstructure", OURS, 1.3, 1.3, ours=CONVERTER, reason=CATTRS),
    Goal("unstructure-list", OURS, 1.25, 1.25, ours=CONVERTER),
    Goal("lines", "pydantic", 0.75, 1.7),
    Goal("secrets", NO_SECRET, 1.03, 1.03),
    Goal("refuse", "okta_client, a good one", 10, 6),
    Goal("refuse", "pydantic", 3, 3),
    Goal("refuse-dict", "pydantic", 3, 3),
    Goal("refuse-dict", "pydantic", 3, 3, ours=CONVERTER),
    Goal("refuse-dict", FROM_TEXT, 1, 1),
    Goal("refuse-dict", FROM_TEXT, 1, 1, ours=CONVERTER),
    Goal("construct", "pydantic", 2, 2),
    Goal("hash", "pydantic", 3, 3),
    Goal("unpickle", "pydantic", 1, 1),
    Goal("check", "Authlib", 1.2, 1.2),
    Goal("memory", "pydantic", 0.75, 0.75, {"uris": 0.95}, {"uris": 0.95}, reason=STRINGS),
    Goal("start", "okta SDK", 0.25, 0.25, only="time"),
    Goal("growth", "1,000", 2, 2, ours="10,000", only="URIs of a client", reason=CACHE),
    Goal("growth", "1,000", 2, 2, ours="10,000", only="URIs of a check", reason=CACHE),
    Goal("growth", "1,000", 2, 2, ours="10,000", only="keys of a check", reason=CACHE),
    Goal("growth", "1,000", 1.1, 1.1, ours="100,000", only="lines of a stream"),
    Goal("growth", "1,000", 1.1, 1.1, ours="100,000", only="peak memory of a stream"),
)
