"""Results are the same in every process and on every version of Python, and imports are lazy."""

import importlib.util
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from support.documents import DOCUMENTS, MANAGED, NATIVE, SCALARS, TOMORROW, WEB

import okta_client
from okta_client import Client

pytestmark = pytest.mark.slow

TEXTS = {
    "empty": ({}, "{}"),
    "web": (
        WEB,
        (
            '{"application_type":"web","client_id":"0oaparcel7Kd2Vb9Q0x7","client_id_issued_at":1718093241,'
            '"client_name":"Parcel tracking","client_secret":"hush-Zk3v9Qw7Lr1Tn5Bx","client_secret_expires_at":0,'
            '"client_uri":"https://parcel.example.net","frontchannel_logout_session_required":true,'
            '"frontchannel_logout_uri":"https://parcel.example.net/out?all=1","grant_types":["refresh_token","authorization_code"],'
            '"initiate_login_uri":"https://parcel.example.net/login","logo_uri":"https://parcel.example.net/logo.svg",'
            '"post_logout_redirect_uris":["https://parcel.example.net/bye"],'
            '"redirect_uris":["https://parcel.example.net/cb","https://staging.parcel.example.net/cb"],'
            '"response_types":["code","id_token"],"token_endpoint_auth_method":"client_secret_basic"}'
        ),
    ),
    "native": (
        NATIVE,
        (
            '{"application_type":"native","client_id":"0oawalker5Hs6Mc2P0x7","client_name":"Dog walker",'
            '"client_secret":null,'
            '"client_secret_expires_at":null,"frontchannel_logout_session_required":false,"grant_types":null,"jwks":null,'
            '"jwks_uri":null,"logo_uri":null,"policy_uri":"","post_logout_redirect_uris":[],'
            '"redirect_uris":["net.example.walker:/cb"],"response_types":[],"tos_uri":null}'
        ),
    ),
    "bare-strings": (
        SCALARS,
        (
            '{"client_name":"One of each","grant_types":"implicit","post_logout_redirect_uris":"https://one.example.net/bye",'
            '"redirect_uris":"https://one.example.net/cb","request_object_signing_alg":"RS256","response_types":"token"}'
        ),
    ),
    "tomorrow": (
        TOMORROW,
        (
            '{"application_type":"wearable","client_name":"Ahead of its time",'
            '"grant_types":["authorization_code","urn:example:params:oauth:grant-type:telepathy"],'
            '"request_object_signing_alg":["EdDSA"],"response_types":["code","thought"],'
            '"token_endpoint_auth_method":"self_signed_tls_client_auth","dpop_bound_access_tokens":true,'
            '"backchannel":{"uri":"https://tomorrow.example.net/out","ttl":1.5,"modes":["poll",null,[]]},'
            '"client_name#ja":"時代の先\\n\\"引用\\"",'
            '"_links":{"self":[{"href":"https://parcel.example.net/x","hints":{"allow":["GET"]}}],"empty":{}}}'
        ),
    ),
    "numbers": (
        {"client_id_issued_at": -1, "a": -0.0, "b": 1e22, "c": 5e-324, "e": [1e16, 123456789.125, 1e-7], "f": 2**64},
        '{"client_id_issued_at":-1,"a":-0.0,"b":1e+22,"c":5e-324,"e":[1e+16,123456789.125,1e-07],"f":18446744073709551616}',
    ),
    "surrogates": (
        {"client_name": "\ud800é", "\udc00": "\U0001f600"},
        '{"client_name":"\\ud800é","\\udc00":"\U0001f600"}',
    ),
}

SCRIPT = """
import json, pickle, sys
from okta_client import Client
documents = json.load(sys.stdin)
clients = [Client.from_dict(document) for document in documents]
again = [Client.from_json(json.dumps(document)) for document in documents]
print(json.dumps({
    "texts": [[client.to_json(view) for view in ("create", "replace", "full", "redacted")] for client in clients],
    "dicts": [json.dumps(client.to_dict("full")) for client in clients],
    "reprs": [repr(client) for client in clients],
    "equal": [[one == other for other in again] for one in clients],
    "pickles": [pickle.dumps(client, 2).hex() for client in clients],
    "seed": hash("seed"),
}))
"""


def output_of(script: str, text: str = "", **variables: str) -> str:
    """Run a script in a new process without errors and warnings, and return its output."""
    package = Path(okta_client.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=text,
        env=os.environ | {"PYTHONPATH": str(package), "PYTHONIOENCODING": "utf-8"} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


def run(seed: str) -> dict[str, object]:
    """Run the script in a new process with a seed for Python's hashes."""
    result: dict[str, object] = json.loads(output_of(SCRIPT, json.dumps([*DOCUMENTS.values()]), PYTHONHASHSEED=seed))
    return result


class TestProcesses:
    def test_same_results(self):
        """Equality, repr, pickle and the text of each view are the same in every process."""
        results = [run(seed) for seed in ("0", "1", "4294967295", "random")]
        seeds = {result.pop("seed") for result in results}
        assert len(seeds) >= 3, "the processes must have different hashes"
        for result in results[1:]:
            assert results[0] == result
        clients = [Client.from_dict(document) for document in DOCUMENTS.values()]
        assert [client.to_json() for client in clients] == [texts[0] for texts in results[0]["texts"]]
        assert [repr(client) for client in clients] == results[0]["reprs"]
        assert [[one == other for other in clients] for one in clients] == results[0]["equal"]
        assert clients == [pickle.loads(bytes.fromhex(text)) for text in results[0]["pickles"]]

    def test_first_use_by_many_threads(self):
        """Several threads can be the first to use a class at the same time."""
        pytest.importorskip("msgspec")  # its decoders must not be created at the same time
        script = (
            "import attrs, sys, threading\n"
            "from okta_client import Client\n"
            "sys.setswitchinterval(1e-6)\n"
            'text = \'{"client_name":"A","jwks":{"keys":[{"kty":"RSA"}]}}\'\n'
            "def work(kind, start, texts):\n"
            "    start.wait()\n"
            "    texts.append(kind.from_json(text).to_json('full'))\n"
            "for _ in range(25):\n"
            "    kind, start, texts = attrs.make_class('Derived', {}, bases=(Client,)), threading.Barrier(8), []\n"
            "    threads = [threading.Thread(target=work, args=(kind, start, texts)) for _ in range(8)]\n"
            "    [thread.start() for thread in threads], [thread.join() for thread in threads]\n"
            "    assert [text] * 8 == texts, texts\n"
        )
        assert "" == output_of(script)

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
    def test_fork_during_first_use(self):
        """A child that is forked while other threads use classes for the first time can use classes itself."""
        script = (
            "import os, signal, sys, threading, warnings\n"
            "import attrs\n"
            "from okta_client import Client\n"
            "warnings.simplefilter('ignore', DeprecationWarning)  # of os.fork in a process with threads\n"
            "sys.setswitchinterval(1e-6)\n"
            'text = \'{"client_name":"A","jwks":{"keys":[{"kty":"RSA"}]}}\'\n'
            "stop = threading.Event()\n"
            "def use(kind):\n"
            "    return kind.from_json(text).to_json('full')\n"
            "def work():\n"
            "    while not stop.is_set():\n"
            "        use(Client), use(attrs.make_class('Derived', {}, bases=(Client,)))\n"
            "threads = [threading.Thread(target=work) for _ in range(3)]\n"
            "[thread.start() for thread in threads]\n"
            "codes = []\n"
            "for _ in range(20):\n"
            "    child = os.fork()\n"
            "    if not child:\n"
            "        signal.alarm(30)  # ends a child that hangs\n"
            "        kinds = Client, attrs.make_class('Derived', {}, bases=(Client,))\n"
            "        os._exit([text] * 2 != [use(kind) for kind in kinds])\n"
            "    codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
            "stop.set()\n"
            "[thread.join() for thread in threads]\n"
            "print(codes)\n"
        )
        assert f"{[0] * 20}\n" == output_of(script)

    def test_subinterpreter(self):
        """The package works in a subinterpreter, where extension modules such as msgspec's may not be importable."""
        modules = ("_interpreters", "_xxsubinterpreters")  # the name from Python 3.13 on, and the older one
        module = next(filter(importlib.util.find_spec, modules), None)
        if module is None:
            pytest.skip("this Python has no subinterpreters")
        if "COVERAGE_RCFILE" in os.environ:
            pytest.skip("the tracer of coverage can't be loaded in a subinterpreter")
        script = (
            f"import os, sys, {module} as interpreters\n"
            "interpreters.run_string(interpreters.create(), f'sys_path = {sys.path}' + '''\n"
            "import sys\n"
            "sys.path[:] = sys_path\n"
            "from okta_client import Client\n"
            "from okta_client.converters import make_converter\n"
            'client = Client.from_json(b"{}").evolve(client_name="A")\n'
            "print(client.to_json(), make_converter().dumps(client), flush=True)\n"
            "''')\n"
            "os._exit(0)  # CPython 3.13.0 can crash when it ends a subinterpreter\n"
        )
        assert '{"client_name":"A"} {"client_name": "A"}\n' == output_of(script)

    def test_msgspec_is_imported_lazily(self):
        """The extra msgspec is imported only when text is first read or written."""
        pytest.importorskip("msgspec")
        script = (
            "import sys, okta_client as o\n"
            "o.Client.from_dict({'client_name': 'A'}).evolve(client_name='B').to_dict()\n"
            "print('msgspec' in sys.modules)\n"
            "o.Client.from_json('{}')\n"
            "print('msgspec' in sys.modules)"
        )
        assert "False\nTrue\n" == output_of(script)

    def test_msgspec_is_refused(self):
        """Until its hooks are imported, msgspec gets an error instead of the fields."""
        pytest.importorskip("msgspec")
        script = (
            "import msgspec, okta_client as o\n"
            "try:\n"
            "    msgspec.json.decode(b'{}', type=o.Client)\n"
            "except TypeError as error:\n"
            "    print(str(error).partition(':')[0])"
        )
        assert "msgspec can't read a Client without loss\n" == output_of(script)

    def test_cattrs_is_not_imported(self):
        """Reading, changing and writing clients does not import cattrs."""
        script = (
            "import sys, okta_client as o\n"
            'c = o.Client.from_json(\'{"client_name": "A", "x": [1]}\')\n'
            "c.evolve(logo_uri=None).without('x').with_defaults().to_json('full')\n"
            "o.Client.from_dict(c.to_dict()), o.Client.salvage('{\"client_name\": 5}'), o.Client(client_name='B')\n"
            "hash(c), repr(c), c == c.evolve()\n"
            "print(sorted({'cattrs', 'cattr', 'okta_client.converters'} & set(sys.modules)))"
        )
        assert "[]\n" == output_of(script)


class TestPythons:
    """Expected values that are the same on every version of Python. The suite runs on each."""

    @pytest.mark.parametrize(("document", "text"), TEXTS.values(), ids=TEXTS)
    def test_text(self, document, text):
        """`to_json` writes the same text on every version of Python."""
        assert text == Client.from_dict(document).to_json("full")
        assert text == Client.from_json(text).to_json("full")

    def test_repr(self):
        """The repr is the same on every version of Python, including that of enum members."""
        client = Client.from_dict(MANAGED | {"grant_types": ["implicit", "x"], "application_type": "web"})
        assert (
            "Client(application_type=<ApplicationType.WEB: 'web'>, client_id='0oamanaged4Gj9Lz1S0x7', "
            "client_name='Managed', client_secret='***', "
            "grant_types=(<GrantType.IMPLICIT: 'implicit'>, <GrantType: 'x'>), "
            "extra={'registration_access_token': '***', "
            "'registration_client_uri': 'https://id.example.net/oauth2/v1/clients/0oamanaged4Gj9Lz1S0x7', "
            "'software_id': '4NRB1-0XZABZI9E6-5SM3R', "
            "'_embedded': {'owner': {'name': 'Ada', 'client_secret': '***'}, 'k': '***', 'tokens': [{'d': '***'}]}})"
        ) == repr(client)
