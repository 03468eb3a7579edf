"""Faults and errors."""

import copy
import pickle

import attrs
import pytest
from attrs.exceptions import FrozenInstanceError
from support.documents import FAULTY, refusal, triples

import okta_client
from okta_client import Client, Fault, OktaClientError, RegistrationError, StructureError
from okta_client.converters import make_converter

faulty = pytest.mark.parametrize(("document", "expected"), FAULTY.values(), ids=FAULTY)


class TestFault:
    def test_fields(self):
        """A fault has a path, a code, a message, a severity, the RFC 7591 error code and a source."""
        assert ["path", "code", "message", "severity", "error", "source"] == [
            field.name for field in attrs.fields(Fault)
        ]
        fault = Fault("$.a", "wrong-type", "must be a string, not an integer")
        assert ("error", "invalid_client_metadata", "") == (fault.severity, fault.error, fault.source)
        assert "$.a: must be a string, not an integer" == str(fault)

    def test_is_frozen(self):
        """A fault is immutable, comparable and hashable, and can be copied and pickled."""
        fault = Fault("$.a", "b", "c", "warning", "invalid_redirect_uri", "RFC 7591 §2")
        with pytest.raises(FrozenInstanceError):
            fault.path = "$"
        for copied in (copy.copy(fault), copy.deepcopy(fault), pickle.loads(pickle.dumps(fault))):
            assert fault == copied
            assert hash(fault) == hash(copied)
        assert fault != attrs.evolve(fault, severity="error")

    @faulty
    def test_from_reading(self, document, expected):
        """A fault of reading is an error with a code, a message and a source."""
        for fault in refusal(Client.from_dict, document).faults:
            assert "error" == fault.severity
            assert fault.code in ("wrong-type", "below-minimum")
            assert fault.message.startswith("must ")
            redirect = fault.path.startswith("$.redirect_uris")
            assert ("invalid_redirect_uri" if redirect else "invalid_client_metadata") == fault.error
            assert fault.source in ("Okta OAuth API, Client", "RFC 7518 §6")
        assert expected


@faulty
class TestCompleteness:
    def test_every_fault(self, document, expected):
        """The StructureError of a document has every fault, with its path, code and message."""
        error = refusal(Client.from_dict, document)
        assert tuple is type(error.faults)
        assert expected == triples(error.faults)

    def test_text(self, document, expected):
        """The text of an error has one line for each fault, with its path."""
        lines = [f"{path}: {message}" for path, _, message in expected]
        if len(lines) > 1:
            lines = [f"{len(lines)} faults", *(f"  {line}" for line in lines)]
        assert "\n".join(lines) == str(refusal(Client.from_dict, document))


class TestManyFaults:
    """The text of an error is short, however many faults there are."""

    @pytest.mark.parametrize(("count", "more"), [(100, []), (101, ["and 1 more"]), (5000, ["and 4900 more"])])
    def test_text(self, count, more):
        """The text shows the first hundred faults, and how many more there are. `faults` contains them all."""
        error = refusal(Client.from_dict, {"redirect_uris": [5] * count})
        assert count == len(error.faults)
        lines = [f"$.redirect_uris[{index}]: must be a string, not an integer" for index in range(100)]
        assert [f"{count} faults", *(f"  {line}" for line in [*lines, *more])] == str(error).splitlines()
        assert "; ".join([*lines, *more]) == error.to_dict()["error_description"]


class TestLongPaths:
    def test_long_names(self):
        """A name of more than 200 characters is cut, with its length."""
        for name, step in (
            ("a" * 200, f".{'a' * 200}"),
            ("a" * 201, f"['{'a' * 200}... (201 characters)']"),
            ("é" * 50_000, f"['{'é' * 200}... (50000 characters)']"),
        ):
            assert [f"${step}.b[0]"] == [fault.path for fault in refusal(Client.from_dict, {name: {"b": [{1}]}}).faults]

    def test_are_shared(self):
        """Faults share the steps of their paths, and write them when they are asked for."""
        faults = refusal(Client.from_dict, {"a" * 5000: [{1}, {1}]}).faults
        first, second = (Fault.path.slot.__get__(fault) for fault in faults)
        assert first[0] is second[0]
        assert (0, 1) == (first[1], second[1])


class TestPaths:
    """Paths are JSONPath from the root (RFC 9535)."""

    @pytest.mark.parametrize(
        ("name", "step"),
        [
            ("software_id", ".software_id"),
            ("_x1", "._x1"),
            ("a1", ".a1"),
            ("1a", "['1a']"),
            ("", "['']"),
            ("a b", "['a b']"),
            ("a.b", "['a.b']"),
            ("a-b", "['a-b']"),
            ("$", "['$']"),
            ("*", "['*']"),
            ("it's", r"['it\'s']"),
            ('say "so"', "['say \"so\"']"),
            ("back\\slash", r"['back\\slash']"),
            ("a\nb\t", r"['a\nb\t']"),
            ("\b\f\r", r"['\b\f\r']"),
            ("\x00\x1f\x7f\x85", r"['\u0000\u001f\u007f\u0085']"),
            ("\u2028\u2029", r"['\u2028\u2029']"),
            ("\ud800", r"['\ud800']"),
            ("ключ", "['ключ']"),
            ("\U0001f600", "['\U0001f600']"),
            ("a\n", r"['a\n']"),
            ("name]['x", r"['name][\'x']"),
        ],
        ids=ascii,
    )
    def test_names(self, name, step):
        """A name that is not an identifier is quoted and escaped, so that a path can be printed on one line."""
        for document, path in (
            ({name: b""}, f"${step}"),
            ({"x": [0, {name: b""}]}, f"$.x[1]{step}"),
            ({name: {name: [b""]}}, f"${step}{step}[0]"),
        ):
            error = refusal(Client.from_dict, document)
            assert [path] == [fault.path for fault in error.faults]
            assert 1 == len(str(error).splitlines())
            assert str(error).encode("utf-8")

    def test_root(self):
        """The root is a dollar sign."""
        assert ["$"] == [fault.path for fault in refusal(Client.from_dict, []).faults]


class TestStructureError:
    def test_base_classes(self):
        """All errors are OktaClientError. StructureError is also a ValueError."""
        assert issubclass(StructureError, OktaClientError)
        assert issubclass(StructureError, ValueError)
        assert issubclass(OktaClientError, Exception)
        assert not issubclass(OktaClientError, ValueError)
        assert {"Fault", "OktaClientError", "StructureError"} <= set(okta_client.__all__)

    @faulty
    def test_pickles(self, document, expected):
        """An error can be copied and pickled with its faults."""
        error = refusal(Client.from_dict, document)
        copies = [pickle.loads(pickle.dumps(error, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        for copied in (*copies, copy.copy(error), copy.deepcopy(error)):
            assert StructureError is type(copied)
            assert expected == triples(copied.faults)
            assert error.faults == copied.faults
            assert str(error) == str(copied)
            assert error.args == copied.args

    def test_can_be_raised_again(self):
        """An error that was pickled can be raised and caught."""
        error = refusal(Client.from_dict, {"client_name": 5})
        with pytest.raises(ValueError, match=r"^\$\.client_name: must be a string, not an integer$"):
            raise pickle.loads(pickle.dumps(error))


class TestErrorResponse:
    def test_one_fault(self):
        """`error.to_dict()` is the RFC 7591 error response."""
        error = refusal(Client.from_dict, {"client_name": 5})
        assert {
            "error": "invalid_client_metadata",
            "error_description": "$.client_name: must be a string, not an integer",
        } == error.to_dict()

    @pytest.mark.parametrize(
        ("document", "code"),
        [
            ({"client_name": 5, "redirect_uris": [5]}, "invalid_redirect_uri"),
            ({"redirect_uris": 5, "client_name": 5}, "invalid_redirect_uri"),
            ({"post_logout_redirect_uris": 5}, "invalid_client_metadata"),
        ],
    )
    def test_redirect_uris(self, document, code):
        """The code is invalid_redirect_uri if any redirect URI is wrong. The description has all faults."""
        response = refusal(Client.from_dict, document).to_dict()
        assert code == response["error"]
        assert all(f"$.{name}" in response["error_description"] for name in document)

    def test_description_is_ascii(self):
        """The description is ASCII, as the RFC requires."""
        response = refusal(Client.from_dict, {"ключ\U0001f600\ud800": b"", "é": b""}).to_dict()
        assert response["error_description"].isascii()
        assert response["error_description"].isprintable()

    def test_only_warnings(self):
        """Without errors, the response describes the warnings."""
        faults = tuple(Fault(f"$.{name}", "uri-insecure", "should have https", "warning") for name in ("logo_uri", "x"))
        assert {
            "error": "invalid_client_metadata",
            "error_description": "$.logo_uri: should have https; $.x: should have https",
        } == RegistrationError(faults).to_dict()

    def test_belongs_to_the_caller(self):
        """Each call returns a new dict."""
        error = refusal(Client.from_dict, {"client_name": 5})
        error.to_dict().clear()
        assert "error" in error.to_dict()


class TestForbidding:
    """Faults of the options of a converter."""

    def test_unknown_values(self):
        """With `forbid_unknown_values`, each unknown value is a fault."""
        document = {
            "application_type": "wearable",
            "grant_types": ["implicit", "telepathy"],
            "response_types": "thought",
        }
        error = refusal_by(make_converter(forbid_unknown_values=True), document)
        assert [
            (
                "$.application_type",
                "value-unknown",
                "must be one of the values that Okta documents for ApplicationType",
            ),
            ("$.grant_types[1]", "value-unknown", "must be one of the values that Okta documents for GrantType"),
            ("$.response_types", "value-unknown", "must be one of the values that Okta documents for ResponseType"),
        ] == triples(error.faults)
        document = {"application_type": "web", "grant_types": ["implicit"], "response_types": "code"}
        assert document == make_converter(forbid_unknown_values=True).structure(document, Client).to_dict()

    def test_extra_keys(self):
        """With `forbid_extra_keys`, each unknown member is a fault, in keys and key sets too."""
        document = {
            "software_id": "x",
            "jwks": {"keys": [{"kty": "RSA", "d": "hush", "y5": 1}], "more": 1},
            "client_name": "A",
        }
        error = refusal_by(make_converter(forbid_extra_keys=True), document)
        assert [
            ("$.software_id", "extra-key", "is not a member of Client"),
            ("$.jwks.keys[0].d", "extra-key", "is not a member of JsonWebKey"),
            ("$.jwks.keys[0].y5", "extra-key", "is not a member of JsonWebKey"),
            ("$.jwks.more", "extra-key", "is not a member of JsonWebKeySet"),
        ] == triples(error.faults)
        document = {"client_name": "A", "jwks": {"keys": [{"kty": "RSA"}]}}
        assert document == make_converter(forbid_extra_keys=True).structure(document, Client).to_dict()

    def test_together(self):
        """Unknown members and wrong values are reported together."""
        error = refusal_by(make_converter(forbid_extra_keys=True, forbid_unknown_values=True),
                           {"a": 1, "client_name": 5, "application_type": "x", "b": b""})  # fmt: skip
        assert [
            ("$.a", "extra-key"),
            ("$.client_name", "wrong-type"),
            ("$.application_type", "value-unknown"),
            ("$.b", "extra-key"),
            ("$.b", "not-json"),
        ] == [(fault.path, fault.code) for fault in error.faults]


def refusal_by(converter, document):
    """Return the error with which a converter refuses a document."""
    with pytest.raises(StructureError) as caught:
        converter.structure(document, Client)
    return caught.value
