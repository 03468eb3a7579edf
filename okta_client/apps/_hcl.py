"""Writing apps as configuration of Terraform, formatted as ``terraform fmt`` does."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from .._core.document import expect_document
from .._core.json import SURROGATES, encode
from .._core.values import FrozenDict, thaw
from ..changes import ABSENT
from ..errors import path_of
from ._app import App
from ._places import CREDENTIALS, Object, Place, name_of, paths_outside, value_at
from ._terraform import ATTRIBUTES, JSON_ATTRIBUTES, JWKS, KEY_MEMBERS, NETWORK, NETWORK_MEMBERS, TYPE

_ESCAPES = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_TO_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029]|[$%](?=\{)')
_SECRET: Place = (*CREDENTIALS, "client_secret")
_PLACES = {*ATTRIBUTES.values(), *JSON_ATTRIBUTES.values(), JWKS, NETWORK, ("signOnMode",)}


@frozen
class Hcl:
    """Configuration of Terraform.

    Args:
        text: The text of a file ``.tf``. Comments name what is in `lost`.
        lost: What the configuration can't say: the paths in the app, by the address of the resource.

    .. versionadded:: 0.1.0
    """

    text: str
    lost: Mapping[str, tuple[str, ...]] = field(converter=FrozenDict)

    def __str__(self) -> str:
        return self.text


def to_hcl(apps: Iterable[App], *, imports: bool = True) -> Hcl:
    """Write apps as `okta_app_oauth` resources. Secrets are never written.

    Args:
        apps: The apps.
        imports: Whether to write an `import` block for each app that has an `id`.

    Raises:
        TypeError: An item is not an `App`.

    .. versionadded:: 0.1.0
    """
    blocks = []
    lost: dict[str, tuple[str, ...]] = {}
    counts: dict[str, int] = {}
    for app in apps:
        document = expect_document(App, app).to_dict("full")
        name = _resource_name(document.get("label"), lost, counts)
        app_id = document.get("id")
        if imports and isinstance(app_id, str):
            blocks.append(f"import {{\n  to = {TYPE}.{name}\n  id = {_text(app_id)}\n}}\n")
        paths = tuple(dict.fromkeys(_lost(app, document)))
        comments = [f"# Not in Terraform: {path}\n" for path in paths]
        lost[f"{TYPE}.{name}"] = paths
        body = "\n".join(_body(document))
        blocks.append("".join([*comments, f'resource "{TYPE}" "{name}" {{\n', body, "}\n"]))
    return Hcl("\n".join(blocks), lost)


def _resource_name(label: object, taken: Mapping[str, Any], counts: dict[str, int]) -> str:
    """Return a name for a resource that is made of the app's label, and that no other resource has."""
    stem = re.sub("[^a-z0-9]+", "_", label.lower()).strip("_")[:60] if isinstance(label, str) else ""
    stem = stem if stem[:1].isalpha() else f"app_{stem}".rstrip("_")
    name = stem
    while f"{TYPE}.{name}" in taken:
        counts[stem] = counts.get(stem, 1) + 1
        name = f"{stem}_{counts[stem]}"
    return name


def _lost(app: App, document: Object) -> Iterator[str]:
    """Yield the paths of what configures the app and what Terraform can't say."""
    request = app.to_dict("replace")
    is_named = document.get("name") not in (None, "oidc_client")
    has_secret = value_at(document, _SECRET) not in (ABSENT, None)
    lost: list[tuple[str | int, ...]] = [*([("name",)] if is_named else []), *([_SECRET] if has_secret else [])]
    outside = paths_outside(request, {*_PLACES, ("name",)})
    lost += [place for place in outside if value_at(request, place) not in (None, [], {})]
    lost += [place for place in ATTRIBUTES.values() if not _is_said(value_at(document, place))]
    lost += _lost_of_blocks(request)
    yield from (name_of(path_of(place)) for place in lost)


def _is_said(value: Any) -> bool:
    return value is ABSENT or value is None or _expression(value) is not None


def _lost_of_blocks(request: Object) -> Iterator[tuple[str | int, ...]]:
    for place, members in ((JWKS, KEY_MEMBERS), (NETWORK, NETWORK_MEMBERS)):
        for step, block in _blocks(request, place):
            if not isinstance(block, dict):
                yield step
                continue
            for name, value in block.items():
                if value is not None and (name not in members or not _is_said(value)):
                    yield (*step, name)


def _blocks(document: Object, place: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    value = value_at(document, place)
    if value is ABSENT or value is None:
        return
    if place == NETWORK or not isinstance(value, dict):
        yield place, value
    else:
        for name, item in value.items():
            if name != "keys" or not isinstance(item, list):
                yield (*place, name), None
                continue
            yield from (((*place, name, index), key) for index, key in enumerate(item))


def _body(document: Object) -> Iterator[str]:
    attributes = {name: value_at(document, place) for name, place in ATTRIBUTES.items()}
    for name, place in JSON_ATTRIBUTES.items():
        value = value_at(document, place)
        attributes[name] = value if value in (ABSENT, None) else encode(thaw(value))
    yield _attributes(attributes, "  ")
    for kind, place, members in (("network", NETWORK, NETWORK_MEMBERS), ("jwks", JWKS, KEY_MEMBERS)):
        for _, block in _blocks(document, place):
            if isinstance(block, dict):
                values = {name: block[name] for name in members if name in block}
                yield f"  {kind} {{\n{_attributes(values, '    ')}  }}\n"


def _attributes(values: Mapping[str, Any], indent: str) -> str:
    """Write attributes with their equals signs in one column. What can't be written is left out."""
    texts = {name: text for name, value in values.items() if (text := _expression(value)) is not None}
    width = max(map(len, texts), default=0)
    return "".join([f"{indent}{name:<{width}} = {text}\n" for name, text in texts.items()])


def _expression(value: Any) -> str | None:
    """Write a value, or return None if HCL can't contain it here."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return None if SURROGATES.search(value) else _text(value)
    if isinstance(value, list) and all(isinstance(item, str) and not SURROGATES.search(item) for item in value):
        return f"[{', '.join(map(_text, value))}]"
    return None


def _text(value: str) -> str:
    return f'"{_TO_ESCAPE.sub(_escape, value)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return character * 2 if character in "$%" else _ESCAPES.get(character) or f"\\u{ord(character):04x}"
