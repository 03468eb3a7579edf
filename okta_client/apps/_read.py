"""Reading apps and pages of apps."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal

from attrs import field, frozen

from .._core.json import parse
from .._core.read import Faulty
from .._core.values import FrozenDict, are_within_json, describe
from ..errors import Fault, StructureError, locate, make_fault
from ._app import OPENID_CONNECT, App

Text = str | bytes | bytearray | memoryview


def read(source: Text | Mapping[str, Any]) -> App:
    """Read one app, from text or from a mapping.

    `App.from_json`, `App.from_dict` and `App.salvage` read apps, too.

    Raises:
        StructureError: The source is not an OpenID Connect app. The faults name everything that is wrong.

    .. versionadded:: 0.1.0
    """
    app: Any = App._read_text(source) if isinstance(source, Text) else App._read(source)
    if type(app) is Faulty:
        faults = app.faults
        del source, app
        raise StructureError(faults)
    return app  # type: ignore[no-any-return]


@frozen
class Page:
    """The apps of a page.

    Args:
        apps: The OpenID Connect apps.
        others: How many apps of other kinds there were, by `signOnMode`.

    .. versionadded:: 0.1.0
    """

    apps: tuple[App, ...]
    others: Mapping[str, int] = field(converter=FrozenDict)


def read_page(source: Text, *, on_error: Callable[[StructureError], object] | None = None) -> Page:
    """Read a page of apps, which is a JSON array. Apps of other kinds are counted.

    Args:
        source: The text of the page.
        on_error: Called with the error of each app at fault. The app is in the result all the same, as `App.salvage`
            reads it, unless it is not a JSON object. By default, an error with the faults of all apps is raised.

    Raises:
        StructureError: The text is not a JSON array, or there are faults and no `on_error`. The paths begin with the
            index of the app: ``$[3].settings``.

    .. versionadded:: 0.1.0
    """
    faults: list[Fault] = []
    items = parse(source, faults)
    if not faults and not isinstance(items, list):
        faults.append(make_fault(None, "wrong-type", f"must be an array of apps, not {describe(items)}"))
    if faults:
        del items, source
        raise StructureError(tuple(faults))
    apps = []
    others: Counter[str] = Counter()
    for index, item in enumerate(items):
        mode = item.get("signOnMode") if isinstance(item, dict) else None
        if isinstance(mode, str) and mode != OPENID_CONNECT:
            others[mode] += 1
            continue
        result = App._read(item)
        if type(result) is Faulty:
            found = locate(f"$[{index}]", result.faults)
            if on_error:
                on_error(StructureError(found))
            faults += found
            result = result.complete() if are_within_json(found) else None
        if result is not None:
            apps.append(result)
    if faults and not on_error:
        items = item = source = result = None  # type: ignore[assignment]
        apps.clear()
        raise StructureError(tuple(faults))
    return Page(tuple(apps), others)


_OF_TERRAFORM = frozenset({"terraform_version", "root_module", "planned_values", "sign_on_mode"})


def guess_shape(document: object) -> Literal["client", "app", "terraform"]:
    """Return which shape of a client a parsed document, or the first item of an array, most likely has.

    ``terraform`` is what ``terraform show -json`` prints, or the `values` of one resource in it.

    .. versionadded:: 0.1.0
    """
    if isinstance(document, (list, tuple)):
        document = next(iter(document), None)
    members = document if isinstance(document, Mapping) else {}
    if _OF_TERRAFORM & members.keys() or isinstance(members.get("values"), Mapping):
        return "terraform"
    is_app = "signOnMode" in members or isinstance(members.get("settings"), Mapping)
    return "app" if is_app or isinstance(members.get("credentials"), Mapping) else "client"
