"""What okta_client is to reach: the most that a ratio may be."""

from dataclasses import dataclass, field

OURS = "okta_client"


@dataclass(frozen=True)
class Goal:
    """The most that the ratio of two contenders may be.

    Args:
        subject: What is measured.
        rival: Whom it is measured against.
        fast: The limit with the accelerator; None when there is none.
        bare: The limit without it.
        fast_by: Other limits with the accelerator, by document.
        bare_by: Other limits without it.
        ours: The contender that is ours.
        only: The one document that the goal is about.
    """

    subject: str
    rival: str
    fast: float | None = None
    bare: float | None = None
    fast_by: dict[str, float] = field(default_factory=dict)
    bare_by: dict[str, float] = field(default_factory=dict)
    ours: str = OURS
    only: str = ""

    def limit(self, mode: str, document: str) -> float | None:
        """Return the limit for a document."""
        if self.only not in ("", document):
            return None
        if mode == "fast":
            return self.fast_by.get(document, self.fast)
        return self.bare_by.get(document, self.bare)


CONVERTER = "okta_client's converter"
ALIKE = "okta_client in a lambda"
"""`from_dict` called as a converter's `structure` is, which takes the class too."""

GOALS = (
    Goal("read", "pydantic", 0.65, 1.7, {"uris": 0.72}),
    Goal("read", "msgspec into attrs", 1.1, None, {"service": 1.45}),
    Goal("read", "orjson.loads", 1.8, None, {"service": 2.5}),
    Goal("read", "json.loads", None, 1.45, {}, {"service": 1.8}),
    Goal("read", "okta SDK", 0.25, 0.8, {"service": 0.4, "uris": 0.4}, {"service": 0.95}),
    Goal("write", "pydantic", 0.3, 1.4, {"service": 0.45}, {"uris": 3}),
    Goal("write", "orjson.dumps", 3.6, None, {"service": 6, "uris": 2}),
    Goal("write", "json.dumps", None, 1.15, {}, {"service": 1.6}),
    Goal("write", "okta SDK", 0.16, 0.75, {"service": 0.3}, {"uris": 0.9}),
    Goal("structure", "okta SDK", 0.65, 0.65, {"service": 1.2}, {"service": 1.2}, CONVERTER),
    Goal("structure", ALIKE, 1.12, 1.12, ours=CONVERTER),
    Goal("structure-list", OURS, 1.12, 1.12, ours=CONVERTER),
    Goal("unstructure", "okta SDK", 0.5, 0.5, {"service": 0.7}, {"service": 0.7}, CONVERTER),
    Goal("unstructure", OURS, 1.25, 1.25, ours=CONVERTER),
    Goal("unstructure-list", OURS, 1.25, 1.25, ours=CONVERTER),
    Goal("lines", "pydantic", 0.75, 1.7),
    Goal("refuse", "okta_client, a good one", 10, 6),
    Goal("memory", "pydantic", 0.75, 0.75),
    Goal("start", "okta SDK", 0.25, 0.25, only="time"),
    Goal("growth", "1,000", 1.1, 1.1, ours="10,000", only="URIs of a client"),
    Goal("growth", "1,000", 1.1, 1.1, ours="100,000", only="lines of a stream"),
    Goal("growth", "1,000", 1.1, 1.1, ours="100,000", only="peak memory of a stream"),
)
