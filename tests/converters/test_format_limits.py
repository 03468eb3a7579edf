"""What each format can't represent, and what happens then. `docs/formats.md` describes it."""

import datetime as dt
import json
import math
from typing import Any

import pytest
from cattrs import transform_error
from support.documents import nested
from support.formats import FORMATS, TOML, converter_for

from okta_client import Client
from okta_client.converters import StructureValidationError, format_exception

BEYOND_64_BITS = {"orjson", "msgpack", "bson"}
REFUSED = (TypeError, ValueError, OverflowError)


def refusal(name: str, document: Any) -> list[str]:
    """Return the messages of the error when the converter of a format reads a document."""
    with pytest.raises(StructureValidationError) as caught:
        converter_for(name).loads(document, Client)
    return transform_error(caught.value, format_exception=format_exception)


class TestIntegers:
    """Integers beyond 64 bits, which JSON can represent."""

    @pytest.mark.parametrize("name", FORMATS)
    @pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 2**53 + 1], ids=hex)
    def test_64_bits(self, name: str, number: int) -> None:
        """Every format preserves integers of 64 bits."""
        converter = converter_for(name, "full")
        client = Client(client_id_issued_at=number, extra={"count": [number]})
        assert client == converter.loads(converter.dumps(client), Client)

    @pytest.mark.parametrize("name", sorted(BEYOND_64_BITS))
    @pytest.mark.parametrize("number", [2**64, -(2**63) - 1, 10**400], ids=["above", "below", "far"])
    def test_refused(self, name: str, number: int) -> None:
        """The formats orjson, msgpack and bson refuse to write longer integers."""
        converter = converter_for(name, "full")
        for client in (Client(client_id_issued_at=number), Client(extra={"count": number})):
            with pytest.raises(REFUSED):
                converter.dumps(client)

    @pytest.mark.parametrize("name", [name for name in FORMATS if name not in BEYOND_64_BITS])
    @pytest.mark.parametrize("number", [2**64, -(2**63) - 1, 10**400], ids=["above", "below", "far"])
    def test_longer_integers_are_kept(self, name: str, number: int) -> None:
        """The other formats preserve longer integers."""
        converter = converter_for(name, "full")
        client = Client(client_id_issued_at=number, extra={"count": number})
        assert client == converter.loads(converter.dumps(client), Client)

    def test_unsigned(self) -> None:
        """Unsigned integers of 64 bits are refused by bson, and preserved by orjson and msgpack."""
        client = Client(extra={"count": 2**63})
        for name in ("orjson", "msgpack"):
            converter = converter_for(name, "full")
            assert client == converter.loads(converter.dumps(client), Client)
        with pytest.raises(REFUSED):
            converter_for("bson", "full").dumps(client)

    def test_orjson_reads_floats(self) -> None:
        """Longer integers are read by orjson as floats. That is a fault for a property, and loses digits elsewhere."""
        sentence = "must be an integer, not a number @ $.client_id_issued_at"
        assert [sentence] == refusal("orjson", b'{"client_id_issued_at": 18446744073709551616}')
        read = converter_for("orjson").loads(b'{"count": 18446744073709551617}', Client)
        assert {"count": 18446744073709551616.0} == read.extra
        assert float is type(read.extra["count"])


class TestText:
    """Text that some formats can't represent."""

    SURROGATES = (Client(client_name="\ud800"), Client(extra={"note": ["a\udfff"]}), Client(extra={"\udc00": 1}))

    @pytest.mark.parametrize("name", ["orjson", "msgspec", "cbor2", "msgpack", "bson"])
    def test_surrogates_refused(self, name: str) -> None:
        """Formats that write UTF-8 bytes refuse a lone surrogate."""
        for client in self.SURROGATES:
            with pytest.raises(REFUSED):
                converter_for(name, "full").dumps(client)

    @pytest.mark.parametrize("name", ["json", "ujson", "pyyaml"])
    def test_surrogates_escaped(self, name: str) -> None:
        """Formats with escape sequences preserve a lone surrogate, and write ASCII."""
        converter = converter_for(name, "full")
        for client in self.SURROGATES:
            written = converter.dumps(client)
            assert written.isascii()
            assert client == converter.loads(written, Client)

    @pytest.mark.parametrize("name", TOML)
    def test_surrogates_in_toml(self, name: str) -> None:
        """The text of TOML preserves a lone surrogate, but can't be encoded as UTF-8."""
        converter = converter_for(name, "full")
        for client in self.SURROGATES:
            written = converter.dumps(client)
            assert client == converter.loads(written, Client)
            with pytest.raises(UnicodeEncodeError):
                written.encode()

    @pytest.mark.parametrize("name", FORMATS)
    def test_odd_text(self, name: str) -> None:
        """Control characters, line ends and strings that look like other types are preserved."""
        texts = [
            "\x00\x01\x7f",
            "\r\n\x85\u2028",
            "\ufeff\ufffe",
            "\U0001f600",
            " x\t",
            "yes",
            "null",
            "~",
            "0o7",
            "1_0",
        ]
        converter = converter_for(name, "full")
        client = Client(
            client_name=texts[0], redirect_uris=texts, extra={text: 1 for text in [*texts, ""] if "\0" not in text}
        )
        read = converter.loads(converter.dumps(client), Client)
        assert client == read

    def test_nul_in_bson(self) -> None:
        """A NUL ends a name in BSON, so bson refuses it in names. It is preserved in values."""
        bson = pytest.importorskip("bson")
        converter = converter_for("bson", "full")
        with pytest.raises(bson.errors.InvalidDocument, match="NULL byte"):
            converter.dumps(Client(extra={"a\0b": 1}))
        assert Client(client_name="a\0b") == converter.loads(converter.dumps(Client(client_name="a\0b")), Client)


class TestStructure:
    """Lists, nulls, order and depth."""

    @pytest.mark.parametrize("name", FORMATS)
    def test_top_level(self, name: str) -> None:
        """The top level of TOML and BSON must be a table. The other formats can also write a list."""
        converter = converter_for(name, "full")
        clients = [Client(client_id="x"), Client()]
        wrapped = {"clients": clients}
        assert wrapped == converter.loads(converter.dumps(wrapped), dict[str, list[Client]])
        if name in ("bson", *TOML):
            with pytest.raises(AttributeError if name == "tomllib" else TypeError):
                converter.dumps(clients)
        else:
            assert clients == converter.loads(converter.dumps(clients), list[Client])

    @pytest.mark.parametrize("name", TOML)
    @pytest.mark.parametrize("document", [{"logo_uri": None}, {"tier": None}, {"tier": [{"a": [None]}]}], ids=str)
    def test_null_in_toml(self, name: str, document: dict[str, Any]) -> None:
        """TOML has no null, so its writers refuse it. A client without the nulls can be written."""
        converter = converter_for(name, "full")
        client = Client.from_dict({"client_name": "Till", **document})
        with pytest.raises(REFUSED, match="NoneType"):
            converter.dumps(client)
        assert {"client_name": "Till"} == converter.loads(converter.dumps(client.without(*document)), dict)

    @pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("pyyaml", *TOML)])
    def test_order(self, name: str) -> None:
        """The order of members is preserved."""
        converter = converter_for(name, "full")
        client = Client.from_dict({"z": 1, "y": {"b": 1, "a": []}, "x": [2]})
        assert client.to_json("full") == converter.loads(converter.dumps(client), Client).to_json("full")

    @pytest.mark.parametrize("name", TOML)
    def test_order_in_toml(self, name: str) -> None:
        """TOML writes tables after all other members."""
        converter = converter_for(name, "full")
        client = Client.from_dict({"b": {"x": 1}, "a": 2})
        read = converter.loads(converter.dumps(client), Client)
        assert client == read
        assert ["a", "b"] == list(read.extra)

    def test_order_in_yaml(self) -> None:
        """PyYAML sorts names unless `sort_keys` is False."""
        converter = converter_for("pyyaml", "full")
        client = Client.from_dict({"z": 1, "client_name": "Till"})
        assert "client_name: Till\nz: 1\n" == converter.dumps(client)
        assert ["z", "a"] == list(converter.loads(converter.dumps({"z": 1, "a": 2}, sort_keys=False), Client).extra)

    @pytest.mark.parametrize("name", ["json", "orjson", "msgspec", "ujson", "cbor2", "msgpack", "bson", "pyyaml"])
    def test_depth(self, name: str) -> None:
        """These formats can write documents of the deepest nesting."""
        converter = converter_for(name, "full")
        client = Client(extra={"deep": nested(190)})
        assert client == converter.loads(converter.dumps(client), Client)

    @pytest.mark.parametrize("name", ["json", "orjson", "msgspec", "ujson", "cbor2", "msgpack", "bson", "pyyaml"])
    def test_too_deep(self, name: str) -> None:
        """A document that nests too deeply is a fault, not a RecursionError."""
        document = converter_for(name).dumps({"deep": nested(210)})
        assert ["must not nest deeper than 200 levels @ $.deep"] == refusal(name, document)


class TestNotJson:
    """Values of other formats that JSON can't represent."""

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
    @pytest.mark.parametrize("name", ["json", "ujson"])
    def test_lenient_parsers(self, name: str, number: str) -> None:
        """Numbers that are not finite are parsed by json and ujson, and are a fault."""
        assert ["must be a finite number @ $.tier[0]"] == refusal(name, f'{{"tier": [{number}]}}')

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
    @pytest.mark.parametrize(("name", "error"), [("orjson", "JSONDecodeError"), ("msgspec", "MsgspecError")])
    def test_strict_parsers(self, name: str, error: str, number: str) -> None:
        """The other JSON parsers refuse numbers that are not finite."""
        expected = getattr(pytest.importorskip(name), error)
        with pytest.raises(expected):
            converter_for(name).loads(f'{{"tier": [{number}]}}'.encode(), Client)

    @pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf], ids=str)
    @pytest.mark.parametrize("name", ["cbor2", "msgpack", "bson", "pyyaml", *TOML])
    def test_not_finite(self, name: str, number: float) -> None:
        """NaN and infinities from formats that have them are a fault."""
        assert ["must be a finite number @ $.tier"] == refusal(name, converter_for(name).dumps({"tier": number}))

    @pytest.mark.parametrize(
        ("name", "value", "kind"),
        [
            ("cbor2", b"x", "bytes"),
            ("msgpack", b"x", "bytes"),
            ("bson", b"x", "bytes"),
            ("pyyaml", b"x", "bytes"),
            ("pyyaml", dt.date(2024, 1, 2), "date"),
            ("pyyaml", dt.datetime(2024, 1, 2), "datetime"),  # noqa: DTZ001 (YAML can omit the time zone)
            ("tomlkit", dt.date(2024, 1, 2), "Date"),
            ("tomlkit", dt.time(1, 2), "Time"),
            ("tomllib", dt.date(2024, 1, 2), "date"),
            ("tomllib", dt.time(1, 2), "time"),
            ("bson", dt.datetime(2024, 1, 2), "datetime"),  # noqa: DTZ001 (BSON has no time zone)
        ],
    )
    def test_other_types(self, name: str, value: Any, kind: str) -> None:
        """Dates and bytes are faults, in unknown members and in properties."""
        dumps = {"pyyaml": "yaml.safe_dump", "tomlkit": "tomlkit.dumps", "tomllib": "tomli_w.dumps"}
        module, function = dumps.get(name, f"{name}.{'encode' if name == 'bson' else 'dumps'}").split(".")
        document = getattr(pytest.importorskip(module), function)({"tier": [value], "client_name": value})
        expected = {f"must be a JSON value, not a Python {kind} @ $.tier[0]"}
        expected |= {f"must be a string, not a Python {kind} @ $.client_name"}
        assert expected <= set(refusal(name, document))

    def test_object_id(self) -> None:
        """An ObjectId, which MongoDB adds to every document, is a fault. Remove `_id` first."""
        bson = pytest.importorskip("bson")
        document = bson.encode({"_id": bson.ObjectId(), "client_name": "Till"})
        assert ["must be a JSON value, not a Python ObjectId @ $._id"] == refusal("bson", document)
        assert Client(extra={"n": 5}) == converter_for("bson").loads(bson.encode({"n": bson.Int64(5)}), Client)

    @pytest.mark.parametrize(
        ("document", "expected"),
        [
            ("client_name: 123", "must be a string, not an integer @ $.client_name"),
            ("client_name: yes", "must be a string, not a boolean @ $.client_name"),
            ("client_name: 2024-01-02", "must be a string, not a Python date @ $.client_name"),
            ("client_id_issued_at: 1e3", "must be an integer, not a string @ $.client_id_issued_at"),
            ("on: 1", "must have strings as names, not a boolean @ $"),
            ("7: 1", "must have strings as names, not an integer @ $"),
            ("tier: !!set {a}", "must be a JSON value, not a Python set @ $.tier"),
            ("&a {tier: *a}", "must not nest deeper than 200 levels @ $.tier"),
        ],
    )
    def test_yaml(self, document: str, expected: str) -> None:
        """YAML parses some unquoted strings as numbers, booleans or dates. They are not coerced."""
        assert expected == refusal("pyyaml", document)[0]

    def test_yaml_anchors(self) -> None:
        """Anchors, merge keys and octal numbers are resolved."""
        document = "base: &b {client_name: Till}\nclient: {<<: *b, client_id_issued_at: 010}"
        read = converter_for("pyyaml").loads(document, dict[str, Client])
        assert Client(client_name="Till", client_id_issued_at=8) == read["client"]

    @pytest.mark.parametrize("name", ["cbor2", "msgpack"])
    def test_names(self, name: str) -> None:
        """A name that is not a string, which binary formats can have, is a fault."""
        document = pytest.importorskip(name).dumps({b"x": 1})
        assert ["must have strings as names, not a Python bytes @ $"] == refusal(name, document)


class TestTomlkit:
    """The types of tomlkit, which represent built-in types."""

    DOCUMENT = """
        client_name = "Till"  # a comment
        client_id_issued_at = 0x10
        redirect_uris = ["https://a.example"]
        frontchannel_logout_session_required = true
        tier.level = 1.5
        [[jwks.keys]]
        kty = "EC"
        on = false
    """

    def test_accepted(self) -> None:
        """The types of tomlkit are accepted, and become built-in types."""
        client = converter_for("tomlkit").loads(self.DOCUMENT, Client)
        expected = {
            "client_id_issued_at": 16,
            "client_name": "Till",
            "frontchannel_logout_session_required": True,
            "jwks": {"keys": [{"kty": "EC", "on": False}]},
            "redirect_uris": ["https://a.example"],
            "tier": {"level": 1.5},
        }
        written = client.to_dict("full")
        assert json.dumps(expected) == json.dumps(written)
        assert (str, int, float) == tuple(
            map(type, (client.client_name, client.client_id_issued_at, client.extra["tier"]["level"]))
        )

    def test_booleans_of_tomllib(self) -> None:
        """The types of tomllib are built-in types, also those of booleans in arrays."""
        assert Client(extra={"on": [True]}) == converter_for("tomllib").loads("on = [true]", Client)

    def test_booleans_in_arrays(self) -> None:
        """Booleans in arrays of tomlkit are not bool, and are a fault unless the document is unwrapped."""
        tomlkit = pytest.importorskip("tomlkit")
        parsed = tomlkit.loads("tier = [true, false]")
        assert Client(extra={"tier": [True, False]}) == converter_for("tomlkit").structure(parsed.unwrap(), Client)
        if isinstance(parsed["tier"][0], bool):
            pytest.skip("this release has bool there")
        expected = [f"must be a JSON value, not a Python Bool @ $.tier[{index}]" for index in (0, 1)]
        assert expected == refusal("tomlkit", "tier = [true, false]")
