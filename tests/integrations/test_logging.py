"""Secrets in log records: the filter for `logging`, structlog and Sentry, and attributes for OpenTelemetry."""

import importlib
import io
import json
import logging
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import WEB

from okta_client import Client, Secret, add_secret_names
from okta_client._core import secrets
from okta_client.integrations.hypothesis import documents
from okta_client.integrations.logging import MaskingFilter, mask, mask_event
from okta_client.integrations.opentelemetry import attributes

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJwbGFudGVkIn0.planted-c2lnbmF0dXJl"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nplanted\n-----END RSA PRIVATE KEY-----"
CLIENT = Client.from_dict(
    WEB
    | {
        "client_secret": "planted",
        "jwks": {"keys": [{"kty": "RSA", "kid": "1", "d": "planted"}]},
        "registration_access_token": "planted",
        "contacts": ["a@example.net"],
    }
)


def need(library: str) -> Any:
    """Import a library, or skip the test without it."""
    if "OKTA_CLIENT_INTEGRATIONS" not in os.environ:
        pytest.importorskip(library)
    return importlib.import_module(library)


@pytest.fixture
def logged():
    """Give a function that logs something through the filter and returns the text and the records."""
    output = io.StringIO()
    records: list[logging.LogRecord] = []

    class Handler(logging.StreamHandler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)
            super().emit(record)

    handler = Handler(output)
    handler.addFilter(MaskingFilter())
    logger = logging.Logger("parcel")  # noqa: LOG001 (of this test alone)
    logger.addHandler(handler)

    def log(*args: Any, **kwargs: Any) -> tuple[str, logging.LogRecord]:
        logger.error(*args, **kwargs)
        return output.getvalue(), records[-1]

    return log


SECRET_TEXTS = {
    "token": f"got {TOKEN}, which is new",
    "pem": f"key: {PEM} end",
    "pem-cut-short": PEM[:40],
    "json": '{"client_secret": "planted", "client_name": "Parcel desk"}',
    "json-escaped-quote": '{"client_secret": "a\\"planted"}',
    "json-cut-short": '{"client_secret": "planted',
    "json-in-json": json.dumps(json.dumps({"client_secret": "planted"})),
    "json-in-member": json.dumps({"body": json.dumps({"client_secret": "planted"})}),
    "json-in-assignment": """body='{"client_secret": "planted"}'""",
    "url": "url=https://okta.example/token?client_secret=planted&a=b",
    "two": '{"client_secret": "planted", "password": "planted"}',
    "jwk": '{"kty":"oct","k":"planted"}',
    "repr": "{'client_secret': 'planted'}",
    "query": "grant_type=password&client_secret=planted&username=a",
    "assignment": "client_secret='planted secret'",
    "authorization": "Authorization: Bearer planted-00aB_c",
    "okta-token": "Authorization: SSWS 00planted-00aB_c",
    "basic": "Authorization: Basic cGxhbnRlZDpwbGFudGVk",
}
OTHER_TEXTS = [
    "",
    "client_secret is missing",
    "$.client_secret: must be a string, not an integer",
    "grant_type=client_credentials&scope=a",
    '{"client_name": "Parcel desk", "e": "AQAB"}',
    "d=1, k=2",
    "the token endpoint, the Basic method",
    "hey eyJ. there",
]


class TestMask:
    @pytest.mark.parametrize("text", SECRET_TEXTS.values(), ids=SECRET_TEXTS.keys())
    def test_secrets_in_text(self, text):
        """A secret in a string is masked, and the text around it stays."""
        masked = mask(text)
        assert "***" in masked
        assert "planted" not in masked
        assert "cGxhbnRlZ" not in masked

    def test_text_around_secrets(self):
        """The text around a secret stays as it is."""
        masked = [mask(SECRET_TEXTS[name]) for name in ("token", "pem", "json", "query", "repr", "assignment", "jwk")]
        assert [
            "got ***, which is new",
            "key: *** end",
            '{"client_secret": "***", "client_name": "Parcel desk"}',
            "grant_type=password&client_secret=***&username=a",
            "{'client_secret': '***'}",
            "client_secret='***'",
            '{"kty":"oct","k":"***"}',
        ] == masked

    @pytest.mark.parametrize("text", OTHER_TEXTS)
    def test_other_text(self, text):
        """Text without secrets stays as it is."""
        assert text == mask(text)

    def test_values(self):
        """Secrets are masked in containers, at any depth, and a client becomes its redacted view."""
        value = {
            "client": CLIENT,
            "client_secret": "planted",
            "password": None,
            "d": 5,
            "token": 5,
            1: (Secret("planted"), [TOKEN], TOKEN.encode()),
        }
        assert {
            "client": CLIENT.to_dict("redacted"),
            "client_secret": "***",
            "password": None,
            "d": "***",
            "token": 5,
            1: ("***", ["***"], b"***"),
        } == mask(value)
        assert "planted" == value["client_secret"]

    def test_cycles_end(self):
        """A list that contains itself does not raise an error."""
        cycle: list[Any] = []
        cycle.append(cycle)
        assert "***" in repr(mask(cycle))

    def test_further_names(self, monkeypatch):
        """Names from `add_secret_names` are masked too."""
        monkeypatch.setattr(secrets, "_more_names", set())
        add_secret_names("partner_pin")
        assert ["***", '{"partner_pin": "***"}'] == [
            mask({"partner_pin": "1"})["partner_pin"],
            mask('{"partner_pin": "1"}'),
        ]
        assert {"partner_pin": "***", "other": 7} == mask({"partner_pin": 4711, "other": 7})
        secrets._secret_names.clear()

    @given(documents(Client))
    def test_any_client(self, client):
        """What is logged of the full view in JSON is masked like the redacted view."""
        client = client.evolve(client_secret="planted-secret")
        assert "planted-secret" not in mask(client.to_json("full"))
        assert "planted-secret" not in mask(repr(client.to_dict("full")))

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "part",
        [
            "\\",
            '"',
            "eyJ-",
            "eyJ.",
            "-----BEGIN A",
            '"a":',
            '"a" ',
            "a=",
            "a-",
            "Basic ",
            '"password":\\"',
            "password=",
        ],
    )
    def test_long_text(self, part):
        """A long text takes no longer than its length explains: these would take hours."""
        text = part * 200_000
        assert len(mask(text)) <= len(text) + len("***") * 200_000

    @given(st.text())
    def test_twice(self, text):
        """Masking what is masked changes nothing."""
        assert mask(text) == mask(mask(text))


class TestMaskingFilter:
    @pytest.mark.parametrize(
        ("args", "expected"),
        [
            (("plain %s %d", "text", 5), "plain text 5"),
            (("secret %s", CLIENT.client_secret), "secret ***"),
            ((f"secret {CLIENT.client_secret}",), "secret planted"),
            (("client_secret=%s", "planted"), "client_secret=***"),
            (("%(client_secret)s %(n)d", {"client_secret": "planted", "n": 5}), "*** 5"),
            (("reply %s", '{"client_secret":"planted"}'), 'reply {"client_secret":"***"}'),
            (("reply %s", b'{"client_secret":"planted"}'), 'reply b\'{"client_secret":"***"}\''),
            (("%r", [CLIENT.client_secret]), "['***']"),
            ((TOKEN,), "***"),
            (({"client_secret": "planted"},), "{'client_secret': '***'}"),
            ((CLIENT,), repr(CLIENT)),
            (("%s", CLIENT), repr(CLIENT)),
            (("100%",), "100%"),
        ],
    )
    def test_messages(self, logged, args, expected):
        """Secrets in the message and in its arguments are masked, those in a string that nothing marks are not."""
        assert (expected + "\n") == logged(*args)[0]

    def test_extra(self, logged):
        """Secrets in `extra` are masked, and a client becomes its redacted view for structured handlers."""
        extra = {"client": CLIENT, "client_secret": "planted", "reply": {"password": "planted"}, "count": 5}
        _, record = logged("made", extra=extra)
        assert (CLIENT.to_dict("redacted"), "***", {"password": "***"}, 5) == (
            record.client,
            record.client_secret,
            record.reply,
            record.count,
        )

    def test_traceback(self, logged):
        """Secrets in the traceback are masked."""
        try:
            raise ValueError('{"client_secret": "planted"}')  # noqa: TRY301 (its traceback is what is tested)
        except ValueError:
            text, _ = logged("failed", exc_info=True, stack_info=True)
        assert 'ValueError: {"client_secret": "***"}' in text
        assert "planted" not in text.replace('raise ValueError(\'{"client_secret": "planted"}\')', "")

    def test_record_from_another_process(self):
        """A record that `logging.makeLogRecord` makes of a dict may have no arguments at all."""
        record = logging.makeLogRecord({"msg": "client_secret=planted", "args": None})
        assert MaskingFilter().filter(record)
        assert "client_secret=***" == record.getMessage()

    def test_arguments_that_do_not_fit(self, logged, capsys):
        """A message that can't be formatted is reported by logging, as without the filter, and masked."""
        logged("%d", CLIENT.client_secret)
        shown = capsys.readouterr().err
        assert "Arguments: ('***',)" in shown


class TestStructlog:
    def test_json(self):
        """A client is rendered by structlog as its redacted view."""
        structlog = need("structlog")
        text = structlog.processors.JSONRenderer()(None, "info", {"client": CLIENT})
        assert {"client": CLIENT.to_dict("redacted")} == json.loads(text)

    def test_processor(self):
        """As a processor, `mask_event` masks secrets in a whole event."""
        structlog = need("structlog")
        output = io.StringIO()
        logger = structlog.wrap_logger(
            structlog.PrintLogger(output),
            processors=[structlog.processors.format_exc_info, mask_event, structlog.processors.JSONRenderer()],
        )
        try:
            raise ValueError("client_secret=planted1")  # noqa: TRY301 (its traceback is what is tested)
        except ValueError:
            logger.exception(f"got {TOKEN}", client=CLIENT, client_secret="planted")  # noqa: G004 (the text is tested)
        event = json.loads(output.getvalue())
        assert ("got ***", CLIENT.to_dict("redacted"), "***") == (
            event["event"],
            event["client"],
            event["client_secret"],
        )
        assert "ValueError: client_secret=***" in event["exception"]


class TestSentry:
    def test_before_send(self):
        """As `before_send`, `mask` masks secrets in messages and in local variables."""
        sentry_sdk = need("sentry_sdk")
        events: list[Any] = []

        def before_send(event: Any, _hint: Any) -> Any:
            events.append(mask(event))

        with sentry_sdk.isolation_scope() as scope:
            sentry = sentry_sdk.Client(dsn="https://key@example.net/1", before_send=before_send)
            scope.set_client(sentry)
            try:
                reply, client, secret = '{"client_secret": "planted"}', CLIENT, CLIENT.client_secret
                raise ValueError(f"reply: {reply} {len((client, secret))}")  # noqa: TRY301 (as above)
            except ValueError as error:
                scope.capture_exception(error)
            sentry.close()
        (event,) = events
        (frame,) = event["exception"]["values"][0]["stacktrace"]["frames"]
        shown = repr([event["exception"]["values"][0]["value"], frame["vars"]])
        assert "planted" not in shown
        assert "client_secret='***'" in frame["vars"]["client"]


class TestAttributes:
    def test_values(self):
        """Attributes are scalars and arrays of strings under names with dots, without secrets."""
        client = Client(
            client_name="Parcel \ud800 desk",
            client_id_issued_at=2**63,
            client_secret_expires_at=0,
            client_secret="planted",
            frontchannel_logout_session_required=True,
            grant_types=["authorization_code", "later"],
            response_types=[],
            jwks={"keys": [{"kid": "1", "d": "planted"}]},
            extra={"x": [1.5, None, {"y": False}], "z": None},
        ).evolve(logo_uri=None)
        assert {
            "okta.client.client_id_issued_at": "9223372036854775808",
            "okta.client.client_name": "Parcel \\ud800 desk",
            "okta.client.client_secret": "***",
            "okta.client.client_secret_expires_at": 0,
            "okta.client.frontchannel_logout_session_required": True,
            "okta.client.grant_types": ("authorization_code", "later"),
            "okta.client.response_types": (),
            "okta.client.jwks.keys.0.kid": "1",
            "okta.client.jwks.keys.0.d": "***",
            "okta.client.x.0": 1.5,
            "okta.client.x.2.y": False,
        } == attributes(client)
        assert {"c.client_id": "0oa1"} == attributes(Client(client_id="0oa1"), "c")

    @given(documents(Client))
    def test_opentelemetry_takes_them(self, client):
        """OpenTelemetry's SDK takes the attributes of any client as they are."""
        trace = need("opentelemetry.sdk.trace")
        caught: list[Any] = []

        class Exporter(trace.SpanProcessor):
            def on_end(self, span: Any) -> None:
                caught.append(dict(span.attributes))

        limits = trace.SpanLimits(max_span_attributes=100_000)
        provider = trace.TracerProvider(span_limits=limits, shutdown_on_exit=False)
        provider.add_span_processor(Exporter())
        with provider.get_tracer("parcel").start_as_current_span("register") as span:
            span.set_attributes(attributes(client))
        assert [attributes(client)] == caught
