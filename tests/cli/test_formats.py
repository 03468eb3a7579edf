"""The formats beside JSON."""

import json
import sys
from importlib import import_module

import pytest
from support.command import FULL, TWO

from okta_client import Client
from okta_client.cli import _formats

FORMATS = {"yaml": "yaml", "toml": "tomli_w", "msgpack": "msgpack", "cbor": "cbor2", "bson": "bson"}


@pytest.mark.parametrize(("name", "library"), FORMATS.items(), ids=FORMATS)
class TestFormats:
    def test_there_and_back(self, run, one, tmp_path, name, library):
        """A client goes into each format by its name's suffix, and comes back whole."""
        pytest.importorskip(library)
        other = tmp_path / f"other.{name}"
        assert (0, "", "") == run("convert", "--view", "full", "-o", other, one)
        assert (0, FULL.to_json("full") + "\n", "") == run("convert", "--view", "full", other)
        assert (0, FULL.to_json("full") + "\n", "") == run(
            "convert", "--view", "full", "--from", name, "-", stdin=other.read_bytes()
        )

    def test_many(self, run, lines, tmp_path, name, library):
        """Many clients are an array, in the formats that can have one at the top."""
        pytest.importorskip(library)
        other = tmp_path / f"other.{name}"
        status, out, err = run("convert", "--view", "full", "-o", other, lines)
        if name in ("toml", "bson"):
            assert (2, "", False) == (status, out, other.exists())
            assert err.startswith(f"okta-client: {name} can't represent ")
        else:
            assert (0, "", "") == (status, out, err)
            assert (0, lines.read_text("utf-8")) != run("convert", "--view", "full", other)[:2]
            out = run("convert", "--view", "full", other)[1]
            assert [FULL, Client.from_dict(TWO)] == [Client.from_json(line) for line in out.splitlines()]

    def test_missing_extra(self, run, one, tmp_path, monkeypatch, name, library):
        """A missing library is one line that names the extra, reading and writing."""
        extra = {"yaml": "pyyaml", "toml": "tomllib", "cbor": "cbor2"}.get(name, name)
        monkeypatch.setitem(sys.modules, f"cattrs.preconf.{extra}", None)
        expected = f"okta-client: {name} needs an extra: python -m pip install 'okta-client-model[{extra}]'\n"
        assert (2, "", expected) == run("convert", "--to", name, one)
        assert (2, "", expected) == run("convert", "--from", name, one)

    def test_other_content(self, run, tmp_path, name, library):
        """Content that is not of the format is unreadable input, and nothing of it is shown."""
        pytest.importorskip(library)
        path = tmp_path / "file"
        path.write_bytes(b"\xc1hush: [hush")
        what = "UTF-8 at byte 0 (another encoding? save the file as UTF-8)" if name in ("yaml", "toml") else name
        assert (2, "", f"okta-client: {path}: $: not valid {what}\n") == run("convert", "--from", name, path)

    def test_faults(self, run, tmp_path, one, name, library):
        """A client at fault in another format is reported as in JSON."""
        pytest.importorskip(library)
        path = tmp_path / f"bad.{name}"
        module = {"yaml": "pyyaml", "tomli_w": "tomllib"}.get(library, library)
        written = import_module(f"cattrs.preconf.{module}").make_converter().dumps({"client_name": 5})
        path.write_bytes(written.encode() if isinstance(written, str) else written)
        assert (1, "", f"okta-client: {path}: $.client_name: must be a string, not an integer\n") == run(
            "convert", path
        )


class TestOthers:
    def test_toml_without_a_writer(self, run, one, monkeypatch):
        """Python can read TOML. What it takes to write it is named."""
        pytest.importorskip("tomli_w")
        monkeypatch.delattr("cattrs.preconf.tomllib.TomllibConverter.dumps")
        assert (2, "") == run("convert", "--to", "toml", one)[:2]
        assert "toml needs an extra: python -m pip install" in run("convert", "--to", "toml", one)[2]
        assert (0, '{"client_name":"A"}\n', "") == run("convert", "--from", "toml", "-", stdin=b'client_name = "A"')

    def test_bytes_on_stdout(self, run, one):
        """Without a file, the bytes of a format go to stdout."""
        pytest.importorskip("yaml")
        status, out, _ = run("convert", "--view", "full", "--to", "yaml", one)
        assert (0, FULL.to_json("full") + "\n") == (
            status,
            run("convert", "--view", "full", "--from", "yaml", "-", stdin=out.encode())[1],
        )

    def test_no_client(self, run):
        """No client gives nothing."""
        pytest.importorskip("yaml")
        assert (0, "", "") == run("convert", "--from", "jsonl", "--to", "yaml", "-", stdin=b"")

    def test_what_a_format_lacks(self, run):
        """What a format can't represent is reported on one line, without the value."""
        pytest.importorskip("bson")
        lacks = "integers of more than 64 bits, lone surrogates or more than one client"
        assert (2, "", f"okta-client: bson can't represent {lacks}\n") == run(
            "convert", "--to", "bson", "-", stdin=b'{"x": 18446744073709551616}'
        )

    def test_aliases(self, run, tmp_path):
        """Aliases are read, but for those that would fill the memory."""
        pytest.importorskip("yaml")
        few = b"a: &a [1, 2]\nb: [*a, *a]\nredirect_uris: &u ['https://a.example/']\npost_logout_redirect_uris: *u\n"
        assert '"b":[[1,2],[1,2]]' in run("convert", "--from", "yaml", "-", stdin=few)[1]
        bomb = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
        message = "okta-client: -: $: the aliases of this yaml multiply its content too often\n"
        assert (2, "", message) == run("convert", "--from", "yaml", "-", stdin=bomb.encode())
        assert (2, "", message) == run("contract", "-", stdin=bomb.encode())


class TestYaml:
    """YAML is read by libyaml where PyYAML has it, with the same result as without it."""

    def test_what_is_common(self):
        """Many collections that are not nested are common, so that libyaml reads them."""
        yaml = pytest.importorskip("yaml")
        many = "- [a]\n- {a: [b]}\n-\n  - a\n" * 300
        assert _formats._is_common(yaml.parse(many))
        assert not _formats._is_common(yaml.parse("[" * 201 + "]" * 201))

    TEXTS = (
        "client_name: a\nredirect_uris: [https://a.example/cb, 'b']\n",
        *("? a\n: b\n", "a: &x [1, 2]\nb: *x\n", "a: {<<: {b: 1}}\n", "- 2001-01-01\n- 1_000\n- 12:30\n- yes\n"),
        *(
            "a:\tb\n",
            "[a,\tb]",
            "\ufeffa: 1",
            "a: 1\n\ufeffb: 2",
            "! ",
            "a: !\n",
            "- [a?: 1]",
            "{a: b?c}",
            "a: what?\n",
        ),
        *("[" * depth + "]" * depth for depth in (200, 201, 300, 2_000)),
        *(
            "",
            "---\n...\n",
            "a: 1\n---\nb: 2\n",
            "[a",
            "*x",
            "a: b: c",
            "\x00",
            "\x7f",
            '"\\ud800"',
            "!!python/name:os.system",
        ),
    )

    @pytest.mark.slow
    @pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:20]))
    def test_same_value(self, run, monkeypatch, text):
        """Each text gives the same value or error with libyaml and without."""
        yaml = pytest.importorskip("yaml")
        results = [run("convert", "--from", "yaml", "-", stdin=text.encode())]
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
        results.append(run("convert", "--from", "yaml", "-", stdin=text.encode()))
        assert results[1] == results[0]

    def test_libyaml(self, run, monkeypatch):
        """Common YAML is read by libyaml alone."""
        yaml = pytest.importorskip("yaml")
        if not yaml.__with_libyaml__:
            pytest.skip("PyYAML is without libyaml")
        monkeypatch.delattr(yaml, "safe_load")
        text = b"client_name: 'a?'\nx: [{y: 'z?'}, []]\n"
        assert (0, '{"client_name":"a?","x":[{"y":"z?"},[]]}\n', "") == run(
            "convert", "--from", "yaml", "-", stdin=text
        )


class TestAliases:
    """YAML whose aliases multiply its content."""

    REFUSED = "the aliases of this yaml multiply its content too often"

    @pytest.mark.parametrize(
        "text",
        [
            "a0: &a0 {k: 1}\n"
            + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 9)),
            "a: &a {" + ", ".join(f"k{n}: 1" for n in range(400)) + "}\nb:\n" + "- {<<: *a}\n" * 400,
            f"a: &a {'x' * 4_000}\nb: [{'*a, ' * 4_000}]",
        ],
        ids=["merges of merges", "merges of a large mapping", "a long string"],
    )
    def test_refused(self, run, file, text):
        """It is refused before it is built, whatever the aliases stand for."""
        pytest.importorskip("yaml")
        path = file(text, "a.yaml")
        assert (2, "", f"okta-client: {path}: $: {self.REFUSED}\n") == run("convert", path)

    def test_few_merges(self, run, file):
        """Merge keys are read."""
        pytest.importorskip("yaml")
        path = file("- &a {client_name: A, logo_uri: 'https://a.example/'}\n- {<<: *a, client_name: B}\n", "a.yaml")
        _, out, _ = run("convert", path)
        assert ["A", "B"] == [json.loads(line)["client_name"] for line in out.splitlines()]

    def test_several(self, run, file):
        """Aliases of several documents in a file count together."""
        pytest.importorskip("yaml")
        document = f"a: &a {'x' * 400}\nb: [{'*a, ' * 60}]\n"
        path = file(f"{document}---\n{document}", "a.yaml")
        assert (2, "", f"okta-client: {path}: $: {self.REFUSED}\n") == run("convert", path)

    def test_blank(self, run, file):
        """A file without a document is null."""
        pytest.importorskip("yaml")
        path = file("# nothing\n", "a.yaml")
        assert (1, "", f"okta-client: {path}: $: must be an object, not null\n") == run("convert", path)


class TestDocuments:
    """Several documents of YAML in a file."""

    def test_several(self, run, file):
        """They are several clients. A separator at the end begins none."""
        pytest.importorskip("yaml")
        path = file("client_name: A\n---\n[{client_name: B}, {client_name: C}]\n---\n", "a.yaml")
        _, out, _ = run("convert", path)
        assert ["A", "B", "C"] == [json.loads(line)["client_name"] for line in out.splitlines()]

    def test_faults(self, run, file):
        """The position of a client is the line that its document begins on."""
        pytest.importorskip("yaml")
        path = file("client_name: A\n---\nclient_name: 5\n---\n- client_name: 6\n", "a.yaml")
        messages = [
            f"okta-client: {path}: line {place}.client_name: must be a string, not an integer\n"
            for place in ("3: $", "5: $[0]")
        ]
        assert (1, '{"client_name":"A"}\n', "".join(messages)) == run("convert", path)

    def test_broken(self, run, file):
        """A document that is broken makes the file unreadable, and the message has the place."""
        pytest.importorskip("yaml")
        path = file("client_name: A\n---\nclient_name: [\n", "a.yaml")
        assert (2, "", f"okta-client: {path}: $: not valid yaml at line 4, column 1\n") == run("convert", path)

    def test_utf_16(self, run, tmp_path):
        """What is not UTF-8 is named, with the way out."""
        pytest.importorskip("yaml")
        path = tmp_path / "a.yaml"
        path.write_bytes("client_name: A".encode("utf-16"))
        message = "not valid UTF-8 at byte 0 (UTF-16? save the file as UTF-8)"
        assert (2, "", f"okta-client: {path}: $: {message}\n") == run("convert", path)

    def test_contract(self, run):
        """An OpenAPI document is one document."""
        pytest.importorskip("yaml")
        message = "okta-client: -: $: must be one document, not several\n"
        assert (2, "", message) == run("contract", "-", stdin=b"a: 1\n---\nb: 2\n")
