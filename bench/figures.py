"""What is measured: each subject, on each document, by which contenders."""

import json
import pickle
import tracemalloc
from collections.abc import Callable, Iterable
from typing import Any

import attrs
import orjson
from cattrs.errors import BaseValidationError

from okta_client import Client, rules
from okta_client.converters import make_converter

from . import documents, imports
from .goals import FROM_TEXT, IN_LAMBDA, NO_SECRET
from .measure import Contender, interleave
from .rivals import Rival, attrs_class, authlib_validation, available, ours, ours_through_converter, ready_encoders

LONG_SAMPLE_NS = 200_000_000
"""How long a sample of a stream lasts: all sizes alike, or a change in load would hit the short ones alone."""

Medians = dict[str, float]
Figures = dict[str, Medians]
"""Medians by contender, by document."""


class Session:
    """All that is measured in one process.

    Args:
        mode: ``bare`` or ``fast``.
        rounds: How often each contender of a single document is sampled. Bulk work is sampled less.
    """

    def __init__(self, mode: str, rounds: int) -> None:
        self.mode = mode
        self.rounds = rounds
        self.ours = ours(str if mode == "bare" else bytes)
        self.converter = ours_through_converter()
        self.rivals = available()
        self.texts = {name: documents.text_of(make()) for name, make in documents.MAKERS.items()}

    def read(self) -> Figures:
        """Read one document from its text."""
        figures = {}
        for name, text in self.texts.items():
            other = bytes if self.ours.takes is str else str
            contenders = [
                *(Contender(rival.name, rival.read, form(text, rival.takes)) for rival in [self.ours, *self.rivals]),
                Contender(f"okta_client from {other.__name__}", self.ours.read, form(text, other)),
                Contender("json.loads", json.loads, text),
                Contender("orjson.loads", orjson.loads, text.encode()),
            ]
            figures[name] = interleave(contenders, self.rounds)
        return figures

    def write(self) -> Figures:
        """Write one object as the body that creates it."""
        figures = {}
        for name, text in self.texts.items():
            ready = Client.from_json(text).to_dict()
            contenders = [Contender(r.name, r.write, read(r, text)) for r in [self.ours, *self.rivals]]
            contenders += [Contender(known, encode, ready) for known, encode in ready_encoders().items()]
            figures[name] = interleave(contenders, self.rounds)
        return figures

    def structure(self) -> Figures:
        """Make an object from a dict."""
        figures = {}
        for name, text in self.texts.items():
            value = json.loads(text)
            rivals = [self.ours, self.converter, *self.rivals]
            contenders = [Contender(r.name, r.structure, value) for r in rivals]
            contenders.append(Contender(IN_LAMBDA, lambda v: Client.from_dict(v), value))  # noqa: PLW0108 (a call like others)
            figures[name] = interleave(contenders, self.rounds)
        return figures

    def unstructure(self) -> Figures:
        """Make the creating body of an object as a dict."""
        rivals = [self.ours, self.converter, *self.rivals]
        return {
            name: interleave([Contender(r.name, r.unstructure, read(r, text)) for r in rivals], self.rounds)
            for name, text in self.texts.items()
        }

    def structure_list(self) -> Figures:
        """Make 1,000 objects from a list of dicts."""
        converter = make_converter()
        figures = {}
        for name, make in documents.MAKERS.items():
            if name == "uris":
                continue
            values = [json.loads(documents.text_of(make(number))) for number in range(1000)]
            contenders = [
                Contender("okta_client", lambda v: [Client.from_dict(item) for item in v], values),
                Contender("okta_client's converter", lambda v: converter.structure(v, list[Client]), values),
            ]
            figures[name] = interleave(contenders, max(10, self.rounds // 4))
        return figures

    def unstructure_list(self) -> Figures:
        """Make the creating bodies of 1,000 objects."""
        converter = make_converter()
        figures = {}
        for name, make in documents.MAKERS.items():
            if name == "uris":
                continue
            clients = [Client.from_dict(make(number)) for number in range(1000)]
            contenders = [
                Contender("okta_client", lambda v: [item.to_dict() for item in v], clients),
                Contender("okta_client's converter", lambda v: converter.unstructure(v, list[Client]), clients),
            ]
            figures[name] = interleave(contenders, max(10, self.rounds // 4))
        return figures

    def lines(self) -> Figures:
        """Read 20,000 JSON Lines, all different, one after the other."""
        lines = [documents.line(number) for number in range(20_000)]
        contenders = [
            Contender(r.name, each(r.read), [form(line, r.takes) for line in lines], len(lines))
            for r in [self.ours, *self.rivals]
        ]
        contenders.append(Contender("json.loads", each(json.loads), lines, len(lines)))
        contenders.append(Contender("orjson.loads", each(orjson.loads), [line.encode() for line in lines], len(lines)))
        return {"web and native": interleave(contenders, max(7, self.rounds // 10))}

    def change(self) -> Figures:
        """Make a changed copy. For comparison, attrs.evolve copies a plain frozen class of the same fields."""
        plain = attrs_class(frozen=True)
        figures = {}
        for name, text in self.texts.items():
            client = Client.from_json(text)
            other = plain(**{field.name: getattr(client, field.name) for field in attrs.fields(plain)})
            contenders = [
                Contender("okta_client", lambda c: c.evolve(client_name="Other"), client),
                Contender("okta_client, without", lambda c: c.without("client_name"), client),
                Contender("attrs.evolve of a Client", lambda c: attrs.evolve(c, client_name="Other"), client),
                Contender("attrs.evolve", lambda c: attrs.evolve(c, client_name="Other"), other),
            ]
            figures[name] = interleave(contenders, self.rounds)
        return figures

    def secrets(self) -> Figures:
        """Read a reply with a secret among its unknown members, and the same reply with a name that says nothing."""
        own = self.ours
        replies = {"okta_client": documents.with_token(), NO_SECRET: documents.with_token("registration_access_badge")}
        contenders = [
            Contender(name, own.read, form(documents.text_of(reply), own.takes)) for name, reply in replies.items()
        ]
        return {"web": interleave(contenders, self.rounds)}

    def refuse(self) -> Figures:
        """Refuse JSON text with one wrong value, with three, and without its last character."""
        figures = {}
        wrong = {"client_name": 5, "redirect_uris": {}, "grant_types": ["password", None]}
        for name, text in self.texts.items():
            good = json.loads(text)
            one = documents.text_of(good | {"client_name": 5})
            three = documents.text_of(good | wrong)
            own = self.ours
            contenders = [
                Contender("okta_client", refusing(own.read), form(one, own.takes)),
                Contender("okta_client, three faults", refusing(own.read), form(three, own.takes)),
                Contender("okta_client, cut short", refusing(own.read), form(text[:-1], own.takes)),
                Contender("okta_client, a good one", refusing(own.read), form(text, own.takes)),
                *(Contender(r.name, refusing(r.read), form(one, r.takes)) for r in self.rivals if r.model),
            ]
            figures[name] = interleave(contenders, self.rounds)
        return figures

    def refuse_dict(self) -> Figures:
        """Refuse a dict with one wrong value, and the same document as JSON text, which has to be parsed as well."""
        figures = {}
        for name, text in self.texts.items():
            value = json.loads(text) | {"client_name": 5}
            rivals = [self.ours, self.converter, *(r for r in self.rivals if r.model)]
            contenders = [Contender(r.name, refusing(r.structure), value) for r in rivals]
            wrong = form(documents.text_of(value), self.ours.takes)
            contenders.append(Contender(FROM_TEXT, refusing(self.ours.read), wrong))
            figures[name] = interleave(contenders, self.rounds)
        return figures

    def construct(self) -> Figures:
        """Construct an object from three keywords."""
        keywords = {
            "client_name": "Ledger",
            "application_type": "web",
            "redirect_uris": ["https://ledger.acme.test/signed-in"],
        }
        contenders = [Contender(r.name, constructing(r.model), keywords) for r in [self.ours, *self.rivals] if r.model]
        return {"three keywords": interleave(contenders, self.rounds)}

    def hash(self) -> Figures:
        """Hash an object."""
        return {
            name: interleave(
                [Contender(r.name, hash, read(r, text)) for r in [self.ours, *self.rivals] if r.model], self.rounds
            )
            for name, text in self.texts.items()
        }

    def unpickle(self) -> Figures:
        """Read an object from its pickle."""
        return {
            name: interleave(
                [
                    Contender(r.name, pickle.loads, pickle.dumps(read(r, text)))
                    for r in [self.ours, *self.rivals]
                    if r.model
                ],
                self.rounds,
            )
            for name, text in self.texts.items()
        }

    def check(self) -> Figures:
        """Check a client without findings, against the checks of a registration endpoint of Authlib.

        Authlib knows only web and native applications, so that it gets the service as a web application.
        """
        validate = authlib_validation()
        figures = {}
        for name, body in documents.without_findings().items():
            client = Client.from_dict(body)
            found = rules.check(client)
            if found:
                raise ValueError(f"{name}: {found[0]}")
            theirs = body | {"application_type": "web"} if name == "service" else body
            contenders = [Contender("okta_client", rules.check, client), Contender("Authlib", validate, theirs)]
            figures[name] = interleave(contenders, self.rounds)
        return figures

    def memory(self) -> Figures:
        """Keep many different objects, and measure what Python's allocators gave for each."""
        figures: Figures = {}
        for name, make in documents.MAKERS.items():
            count = 200 if name == "uris" else 10_000
            texts = [documents.text_of(make(number)) for number in range(count)]
            figures[name] = {
                r.name: memory_of_each(r.read, [form(text, r.takes) for text in texts])
                for r in [self.ours, *self.rivals]
            }
            figures[name]["json.loads"] = memory_of_each(json.loads, texts)
        return figures

    def start(self) -> Figures:
        """Import the package in a new process."""
        return imports.measure(self.mode, max(5, self.rounds // 5))

    def growth(self) -> Figures:
        """Read and check more and more items: the time of each, and the peak memory of a stream."""
        sizes = (10, 100, 1_000, 10_000)
        texts = [form(documents.text_of(documents.uris(0, size)), self.ours.takes) for size in sizes]
        by_uri = [Contender(f"{size:,}", self.ours.read, text, size) for size, text in zip(sizes, texts, strict=True)]
        clients = {
            "URIs of a check": [Client.from_dict(documents.uris(0, size)) for size in sizes],
            "keys of a check": [Client.from_dict(documents.keys(size)) for size in sizes],
        }
        checked = {
            name: [Contender(f"{size:,}", rules.check, client, size) for size, client in zip(sizes, made, strict=True)]
            for name, made in clients.items()
        }
        streams = (1_000, 10_000, 100_000)
        by_line = [Contender(f"{size:,}", self._stream, size, size) for size in streams]
        return {
            "URIs of a client": interleave(by_uri, self.rounds),
            **{name: interleave(contenders, self.rounds) for name, contenders in checked.items()},
            "lines of a stream": interleave(by_line, max(5, self.rounds // 20), LONG_SAMPLE_NS),
            "peak memory of a stream": {f"{size:,}": peak(self._stream, size) for size in streams},
        }

    def _stream(self, count: int) -> None:
        pattern = documents.line(0)
        read = self.ours.read
        for number in range(count):
            read(form(pattern.replace("0oa7k", f"{number:05d}"), self.ours.takes))


SUBJECTS: dict[str, Callable[[Session], Figures]] = {
    "read": Session.read,
    "write": Session.write,
    "structure": Session.structure,
    "unstructure": Session.unstructure,
    "structure-list": Session.structure_list,
    "unstructure-list": Session.unstructure_list,
    "lines": Session.lines,
    "change": Session.change,
    "secrets": Session.secrets,
    "refuse": Session.refuse,
    "refuse-dict": Session.refuse_dict,
    "construct": Session.construct,
    "hash": Session.hash,
    "unpickle": Session.unpickle,
    "check": Session.check,
    "memory": Session.memory,
    "start": Session.start,
    "growth": Session.growth,
}
"""What can be measured, in the order of the results."""


def form(text: str, kind: type) -> Any:
    """Return a text as `str` or as `bytes`."""
    return text if kind is str else text.encode()


def read(rival: Rival, text: str) -> Any:
    """Read a text in the form that suits the rival."""
    return rival.read(form(text, rival.takes))


def each(function: Callable[[Any], Any]) -> Callable[[Iterable[Any]], None]:
    """Return a function that calls another with each item and drops the result."""

    def run(items: Iterable[Any]) -> None:
        for item in items:
            function(item)

    return run


def constructing(model: Callable[..., Any]) -> Callable[[dict[str, Any]], Any]:
    """Return a function that constructs an object from keywords."""
    return lambda keywords: model(**keywords)


def refusing(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that calls another and ignores the error that it raises."""

    def run(value: Any) -> Any:
        try:
            return function(value)
        except (ValueError, BaseValidationError):
            return None

    return run


def memory_of_each(function: Callable[[Any], Any], texts: list[Any]) -> float:
    """Return how many bytes the object of a text takes."""
    function(texts[0])
    tracemalloc.start()
    try:
        objects = [function(text) for text in texts]
        return tracemalloc.get_traced_memory()[0] / len(objects)
    finally:
        tracemalloc.stop()


def peak(function: Callable[[Any], Any], value: Any) -> float:
    """Return the peak memory of a call, in bytes."""
    function(1)
    tracemalloc.start()
    try:
        function(value)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
