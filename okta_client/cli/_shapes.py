"""The shapes of clients in files: clients, apps of the Apps API, and what Terraform prints."""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, Literal, get_args

import attrs

from .._core.fields import spec_of
from ..bulk._items import Item, read_value
from ..errors import Fault, StructureError, make_fault, path_of
from ..model import Client
from ._formats import detect_format, load_items
from ._io import echo_err

Shape = Literal["client", "app", "terraform"]

_NAMES: dict[Shape, str] = {"client": "clients", "app": "apps", "terraform": "Terraform"}
_MEMBERS: dict[Shape, frozenset[str]] = {
    "client": frozenset(spec_of(Client).by_name),
    "app": frozenset({"label", "name", "signOnMode", "settings", "credentials"}),
    "terraform": frozenset({"values", "planned_values", "root_module", "label"}),
}
"""Members of the objects of each shape, of which an object has one at least."""


def add_shape(parser: argparse.ArgumentParser) -> None:
    """Add the option --shape to the parser of a command."""
    shapes = (
        "client: /oauth2/v1/clients; app: /api/v1/apps; terraform: terraform show -json"
        " (default: guessed by the first object of a file)"
    )
    parser.add_argument("--shape", choices=get_args(Shape), help=shapes)


def load_apps() -> Any:
    """Return `okta_client.apps`, which is imported when it is used: that takes time."""
    from .. import apps  # noqa: PLC0415

    return apps


def wrong_shape(message: str) -> StructureError:
    """Make the error of a file of another shape than the one that is wanted."""
    return StructureError((make_fault(None, "wrong-shape", message),))


@attrs.define
class Shapes:
    """The shapes of the clients in files.

    Args:
        wanted: The shape of all files, or None to guess that of each file by its first object.
        guessed: The guesses other than ``client``, by file.
        others: How many apps of other kinds there were, by file and `signOnMode`.
        lost: What no app contains of the resources of Terraform: attributes by address.
    """

    wanted: Shape | None = None
    guessed: dict[str, Shape] = attrs.Factory(dict)
    others: dict[str, Counter[str]] = attrs.field(factory=lambda: defaultdict(Counter))
    lost: dict[str, tuple[str, ...]] = attrs.Factory(dict)

    def load(self, file: str, form: str | None = None) -> tuple[Shape, Iterator[Item]]:
        """Return the shape of the clients in a file, and the items: `Client` or `App` objects.

        Raises:
            StructureError: The file is of another shape than the one that is wanted; also as `load_items`.
            FormatError, OSError: As `load_items`.
        """
        return self.with_shape(file, load_items(form or detect_format(file), file))

    def with_shape(self, file: str, items: Iterator[Item], shape: Shape | None = None) -> tuple[Shape, Iterator[Item]]:
        """Do the same with items that were read as clients, whose shape may be known."""
        first = [*islice(items, 1)]
        guess = shape or guess_shape(first)
        shape = self.wanted or guess
        items = chain(first, items)
        members = (item.client.to_dict("full").keys() for item in first if item.client)
        if shape != guess and any(_MEMBERS[shape].isdisjoint(names) for names in members):
            raise wrong_shape(f"must contain {_NAMES[shape]}, not {_NAMES[guess]}: leave out --shape {shape}")
        if shape == "client":
            return shape, items
        if not self.wanted:
            self.guessed[file] = shape
        return shape, self._in_shape(file, items, shape)

    def _in_shape(self, file: str, items: Iterable[Item], shape: Shape) -> Iterator[Item]:
        for item in items:
            if item.client is None:
                yield item
            elif shape == "app":
                yield from self._app(file, item)
            else:
                yield from self._resources(item)

    def _app(self, file: str, item: Item) -> Iterator[Item]:
        document = item.client.to_dict("full")
        mode = document.get("signOnMode")
        if isinstance(mode, str) and mode != "OPENID_CONNECT":
            self.others[file][mode] += 1
            return
        read = read_value(item.position, document, load_apps().App)
        read.source = item.source
        yield read

    def _resources(self, item: Item) -> Iterator[Item]:
        from ..apps._terraform import read_resources  # noqa: PLC0415 (takes time to load)

        found = read_resources(item.client.to_dict("full"))
        if isinstance(found, Fault):
            raise wrong_shape(found.message)
        for resource, faults in found:
            if resource.lost:
                self.lost[resource.address] = resource.lost
            yield Item(item.position if resource.address == "$" else resource.address, resource.app, faults)

    def add(self, other: "Shapes") -> None:
        """Add what was seen in another process."""
        self.guessed |= other.guessed
        for file, counts in other.others.items():
            self.others[file] += counts

    def report(self) -> None:
        """Print the guesses other than clients, and how many apps of other kinds there were."""
        for file in self.guessed | self.others:
            words = [f"read as {_NAMES[self.guessed[file]]}"] if file in self.guessed else []
            if file in self.others:
                modes = ", ".join(f"{mode} {count}" for mode, count in sorted(self.others[file].items()))
                words.append(f"apps of other kinds passed over: {modes}")
            echo_err(f"{file}: {'; '.join(words)}")


def guess_shape(items: Iterable[Item]) -> Shape:
    """Guess the shape of what was read as clients by the unknown members of the first."""
    first = next(iter(items), None)
    if first is None or first.client is None or not first.client.extra:
        return "client"
    shape: Shape = load_apps().guess_shape(first.client.extra)
    return shape


def as_client(document: Any) -> Client:
    """Return a client, or the client of an app."""
    return document if isinstance(document, Client) else document.client


def as_app(document: Any) -> Any:
    """Return an app, or one with what an app can contain of a client."""
    if not isinstance(document, Client):
        return document
    apps = load_apps()
    return apps.App().with_client(document, lose=apps.not_in_app(document))


_ID_IN_APP = path_of(("credentials", "oauthClient", "client_id"))


def at_client_id(document: Any, fault: Fault) -> Fault:
    """Return a fault of the ID of a client, or of the client of an app, with the path that the ID has there."""
    return fault if isinstance(document, Client) else attrs.evolve(fault, path=_ID_IN_APP)  # type: ignore[arg-type]


def in_common(old: tuple[Shape, Any], new: tuple[Shape, Any]) -> tuple[Any, Any]:
    """Return two clients or apps with only what the shapes of both can say: two clients, or two apps."""
    (shape, before), (other, after) = old, new
    shapes = {shape, other}
    if "terraform" in shapes:
        from ..apps._terraform import in_terraform  # noqa: PLC0415 (takes time to load)

        before, after = in_terraform(as_app(before)), in_terraform(as_app(after))
    elif len(shapes) > 1:
        before, after = as_app(before), as_app(after)
    return (as_client(before), as_client(after)) if "client" in shapes else (before, after)
