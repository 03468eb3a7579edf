"""How the package is laid out, what it loads, and what is built and published of it."""

import ast
import importlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from importlib import metadata
from pathlib import Path

import attrs
import pytest

import okta_client

ROOT = Path(__file__).parent.parent
PACKAGE = Path(okta_client.__file__).parent
MODULES = {".".join(file.relative_to(PACKAGE).with_suffix("").parts): file for file in sorted(PACKAGE.rglob("*.py"))}

# The architecture: a module imports only from the layers above its own in this table. The layers of the engine's
# modules are told by their full names, those of the others by their first part.
LAYERS = (
    ("errors", "enums"),
    ("_core.codegen", "_core.installation", "_core.pem", "_core.secrets"),
    ("_core.values",),
    ("_core.fields", "_core.json"),
    ("_core.fast_read", "_core.write"),
    ("_core.msgspec", "_core.validate"),
    ("_core.construct", "_core.read", "_core.write_text"),
    ("_core.text",),
    ("_core.document",),
    ("_core.__init__",),
    ("converters", "model"),
    ("bulk", "changes", "contract", "rules", "schema"),
    ("apps",),
    ("__init__",),
    ("integrations",),
    ("cli",),
    ("__main__",),
)
LAYER_OF = {module: layer for layer, modules in enumerate(LAYERS) for module in modules}

# What a module may import beside attrs, the standard library and the package itself.
LIBRARIES = {
    "converters": {"cattrs"},
    "_core.msgspec": {"msgspec"},
    "_core.pem": {"cryptography"},
    "cli": {"rich"},
    "integrations.fastapi": {"fastapi"},
    "integrations.pydantic": {"pydantic", "pydantic_core"},
    "integrations.kombu": {"kombu"},
    "integrations.litestar": {"litestar"},
    "integrations.django": {"django"},
    "integrations.djangorestframework": {"django", "rest_framework"},
    "integrations.sqlalchemy": {"sqlalchemy"},
    "schema": {"pyarrow"},
    "integrations.hypothesis": {"hypothesis"},
    "integrations.okta": {"okta", "pydantic"},
}

INSTALLED = pytest.mark.skipif("TOX_ENV_NAME" not in os.environ, reason="only tox installs the package")
BUILT = pytest.mark.skipif("OKTA_CLIENT_DIST" not in os.environ, reason="only tox's env `package` builds it")


def settings(name: str) -> ConfigParser:
    """Read one of the project's ini files."""
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / name, encoding="utf-8")
    return parser


def words(parser: ConfigParser, section: str, option: str) -> list[str]:
    """Return the lines of a setting."""
    return parser[section][option].strip().splitlines()


def unit_of(module: str) -> str:
    """Return the part of the architecture that a module belongs to: a folder is one, but for the engine."""
    return module if module.startswith("_core.") else module.partition(".")[0]


def imports(module: str, source: str) -> Iterator[tuple[str, str]]:
    """Find all that a module imports, lazily or not: names of libraries, and of modules of the package."""
    package = ["okta_client", *module.split(".")[:-1]]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source_of_names = ".".join([*base, *filter(None, [node.module])])
            targets = [f"{source_of_names}.{alias.name}" for alias in node.names]
        else:
            continue
        for target in targets:
            library, *parts = target.split(".")
            if library != "okta_client":
                yield "library", library
                continue
            inside = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
            known = (name for name in inside if name in MODULES or f"{name}.__init__" in MODULES)
            yield "module", next(known, parts[0] if parts and parts[0] in LAYER_OF else "__init__")


def wrong_imports(module: str, source: str) -> list[str]:
    """Return what a module may not import: see CONTRIBUTING.md."""
    layer, folder = LAYER_OF[unit_of(module)], module.rpartition(".")[0]
    wrong = []
    for kind, name in imports(module, source):
        if kind == "library":
            allowed = {
                "attrs",
                *sys.stdlib_module_names,
                *LIBRARIES.get(unit_of(module), ()),
                *LIBRARIES.get(module, ()),
            }
            wrong += [name] if name not in allowed else []
            continue
        is_own = unit_of(name) == unit_of(module)
        home, _, last = name.rpartition(".")
        is_private = bool(home) and home != "_core" and last.startswith("_")
        shared = ("apps._terraform", "bulk._items", "bulk._files", "bulk._stream")
        is_shared = unit_of(module) == "cli" and name in shared
        if (LAYER_OF[unit_of(name)] >= layer and not is_own) or (is_private and home != folder and not is_shared):
            wrong.append(name)
    return wrong


def loaded_by(statements: str) -> set[str]:
    """Run statements in a Python of its own, and return the modules that they load."""
    script = f"import sys\n{statements}\nprint(*sys.modules)"
    # Without `site`, which loads whatever the environment's .pth files ask for.
    path = os.pathsep.join({str(PACKAGE.parent), *(str(Path(attrs.__file__).parent.parent),)})
    result = subprocess.run(
        [sys.executable, "-S", "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=True,
        text=True,
    )
    return set(result.stdout.split())


class TestImports:
    """The layers hold: see CONTRIBUTING.md."""

    def test_every_module_has_a_layer(self) -> None:
        """A module that is new to the package is given its layer here."""
        assert [] == [module for module in MODULES if unit_of(module) not in LAYER_OF]

    @pytest.mark.parametrize("module", MODULES)
    def test_no_import_is_wrong(self, module: str) -> None:
        """A module imports from lower layers alone, within functions too, and no folder's private modules."""
        assert [] == wrong_imports(module, MODULES[module].read_text("utf-8"))

    @pytest.mark.parametrize(
        ("module", "source", "expected"),
        [
            ("cli.__init__", "from .. import __version__", ("module", "__init__")),
            ("cli.__init__", "def run():\n from .. import rules", ("module", "rules")),
            ("errors", "from .model import Client", ("module", "model")),
            ("errors", "from okta_client.model import Client", ("module", "model")),
            ("errors", "import okta_client.model", ("module", "model")),
            ("errors", "from okta_client import Client", ("module", "__init__")),
            ("rules._uris", "from ._uri import split", ("module", "rules._uri")),
            ("changes", "from ._core.fields import spec_of", ("module", "_core.fields")),
            ("_core.read", "from . import json", ("module", "_core.json")),
            ("integrations.django", "from ..model import Client", ("module", "model")),
            ("integrations.django", "from . import pydantic", ("module", "integrations.pydantic")),
            ("model", "import cattrs.preconf.json", ("library", "cattrs")),
            ("model", "if TYPE_CHECKING:\n from cattrs import Converter", ("library", "cattrs")),
        ],
    )
    def test_no_import_is_overlooked(self, module: str, source: str, expected: tuple[str, str]) -> None:
        """An import is found wherever and however it is written."""
        assert [expected] == list(imports(module, source))

    @pytest.mark.parametrize(
        ("module", "source"),
        [
            ("errors", "from .enums import GrantType"),
            ("_core.values", "from .fields import spec_of"),
            ("_core.fields", "from ..model import Client"),
            ("model", "from . import rules"),
            ("rules._uris", "from ..changes import diff"),
            ("changes", "from .rules import check"),
            ("schema", "from .rules._uri import split"),
            ("converters", "from .cli import main"),
            ("cli._check", "from ..rules._uri import split"),
            ("bulk.__init__", "def read():\n from ..cli import main"),
            ("changes", "import cattrs"),
            ("_core.read", "import msgspec"),
            ("bulk.__init__", "import rich"),
        ],
    )
    def test_wrong_imports_are_found(self, module: str, source: str) -> None:
        """The check fails for an import that breaks a rule."""
        assert [] != wrong_imports(module, source)


class TestLightness:
    """Importing the package costs next to nothing."""

    def test_import(self) -> None:
        """`import okta_client` loads json beside what attrs loads, and none of the package's larger modules."""
        new = loaded_by("import okta_client") - loaded_by("import attrs")
        assert set() == {name.partition(".")[0] for name in new} - {"_json", "json", "math", "okta_client"}
        assert set() == new & {
            f"okta_client.{name}" for name in ("apps", "bulk", "cli", "contract", "converters", "schema")
        }

    def test_use(self) -> None:
        """Reading, changing and writing a client loads no cattrs."""
        loaded = loaded_by(
            "from okta_client import Client\n"
            "client = Client.from_json(b'{}').evolve(client_name='Parcel desk', logo_uri=None)\n"
            "client.to_json(), client.to_dict('full'), repr(client), Client.salvage({'client_name': 1})"
        )
        assert "okta_client.model" in loaded
        assert set() == loaded & {"cattr", "cattrs", "okta_client.converters"}


class TestSurface:
    """What is public is named once, and shown to type checkers as a user writes it."""

    PUBLIC = tuple(
        f"okta_client.{name}".removesuffix(".__init__")
        for name, file in MODULES.items()
        # Those of integrations are tested where their libraries are.
        if "\n__all__ = " in file.read_text("utf-8") and not name.startswith("integrations.")
    )

    def test_completion(self) -> None:
        """`dir(okta_client)` has the names that are loaded when they are used, for completion."""
        shown = dir(okta_client)
        assert {
            *okta_client.__all__,
            "apps",
            "bulk",
            "changes",
            "cli",
            "contract",
            "converters",
            "rules",
            "schema",
        } <= {*shown}
        assert sorted(shown) == shown

    @pytest.mark.parametrize("module", PUBLIC)
    def test_names_are_sorted_and_there(self, module: str) -> None:
        """`__all__` is sorted, constants before classes before functions, and each of its names exists."""
        names = importlib.import_module(module).__all__
        assert sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name)) == list(names)
        assert [] == [name for name in names if not hasattr(importlib.import_module(module), name)]

    @pytest.mark.parametrize("module", PUBLIC)
    def test_names_are_typed(self, module: str) -> None:
        """Each public name stands in the typing tests."""
        used = {
            alias.name
            for file in (ROOT / "tests" / "typing").glob("*.py")
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module == module
            for alias in node.names
        }
        assert set() == set(importlib.import_module(module).__all__) - used


class TestSettings:
    """The settings agree with each other and with the code."""

    SETUP = settings("setup.cfg")
    TOX = settings("tox.ini")

    def test_version(self) -> None:
        """The version is stated in the package only."""
        assert "attr: okta_client.__version__" == self.SETUP["metadata"]["version"]

    def test_command(self) -> None:
        """The command that is installed exists."""
        (line,) = words(self.SETUP, "options.entry_points", "console_scripts")
        assert callable(metadata.EntryPoint(*line.split(" = "), group="console_scripts").load())

    def test_oldest_versions(self) -> None:
        """The oldest versions that are allowed are those that are tested."""
        extras = self.SETUP["options.extras_require"]
        floors = [*words(self.SETUP, "options", "install_requires"), *extras["cli"].split(), extras["fast"]]
        pins = words(self.TOX, "testenv:min", "deps")
        assert [] == [floor for floor in floors if floor.replace(">=", "==") not in pins]

    def test_extras(self) -> None:
        """Each extra for a format is one of cattrs'. Each extra for an integration has its library's name."""
        extras = dict(self.SETUP["options.extras_require"])
        formats = {name for name, needs in extras.items() if needs.startswith(f"cattrs[{name}]")}
        integrations = {name for name, needs in extras.items() if needs.startswith(f"{name}>=")}
        assert {"cli", "crypto", "fast"} == extras.keys() - formats - integrations
        # The oldest supported cattrs has no converter for tomllib.
        assert formats - set(metadata.metadata("cattrs").get_all("Provides-Extra", ())) <= {"tomllib"}

    def test_one_command_runs_the_tests(self) -> None:
        """CI runs the command that the README gives for the tests, and so does CONTRIBUTING."""
        (command,) = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if "/tox " in line]
        for name in (".ci/run", "CONTRIBUTING.md"):
            assert command in (ROOT / name).read_text("utf-8").splitlines()

    def test_every_environment_is_explained(self) -> None:
        """CONTRIBUTING explains each of tox's environments."""
        text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
        sections = [name.removeprefix("testenv:") for name in self.TOX.sections() if name.startswith("testenv:")]
        names = {*self.TOX["tox"]["env_list"].split(", "), *sections}
        assert [] == [name for name in names if f"`{name}`" not in text]


@INSTALLED
class TestInstalled:
    """What tox tests is what users get."""

    def test_place(self) -> None:
        """The tests import the package that was installed, not the checkout's."""
        assert PACKAGE.is_relative_to(sys.prefix)
        assert not PACKAGE.is_relative_to(ROOT / "okta_client")

    def test_version(self) -> None:
        """The installed version is the package's."""
        assert okta_client.__version__ == metadata.version("okta-client-model")

    def test_command(self) -> None:
        """The command is on the path of the environment."""
        command = shutil.which("okta-client", path=Path(sys.executable).parent)
        assert command
        output = subprocess.run([command, "--version"], capture_output=True, check=True, text=True).stdout
        assert f"okta-client {okta_client.__version__}\nloaded from {PACKAGE}\n" == output

    def test_types(self) -> None:
        """Type checkers are told that the package is typed."""
        assert (PACKAGE / "py.typed").is_file()

    @pytest.mark.skipif(os.environ.get("TOX_ENV_NAME") != "min", reason="for the env of the oldest versions")
    def test_oldest_versions(self) -> None:
        """The oldest versions are really there."""
        pins = [pin.split("==") for pin in words(settings("tox.ini"), "testenv:min", "deps") if "==" in pin]
        assert pins == [[name, metadata.version(name)] for name, _ in pins]


@BUILT
class TestBuilt:
    """What is published contains what it should."""

    @staticmethod
    def built(pattern: str) -> Path:
        """Return the one built file whose name matches a pattern."""
        (file,) = Path(os.environ["OKTA_CLIENT_DIST"]).glob(pattern)
        return file

    def test_wheel(self) -> None:
        """The wheel contains the package's files, py.typed among them, and nothing else."""
        with zipfile.ZipFile(self.built("*.whl")) as wheel:
            names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        files = (ROOT / "okta_client").rglob("*")
        assert {
            file.relative_to(ROOT).as_posix() for file in files if file.is_file() and "__pycache__" not in file.parts
        } == names
        assert "okta_client/py.typed" in names

    def test_sdist(self) -> None:
        """The sdist contains everything that the repository does, so that the tests run from it."""
        with tarfile.open(self.built("*.tar.gz")) as sdist:
            names = {name.partition("/")[2] for name in sdist.getnames()}
        top = {".ruff.toml", "LICENSE", "MANIFEST.in", "setup.cfg", "setup.py", "tox.ini"}
        top |= {"CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"}
        folders = (ROOT / folder for folder in (".ci", "bench", "docs", "okta_client", "tests"))
        files = [
            file.relative_to(ROOT).as_posix() for folder in folders for file in folder.rglob("*") if file.is_file()
        ]
        assert set() == ({name for name in files if "cache" not in name} | top) - names
        assert ".ci/run" in names
        assert [] == [name for name in names if "cache" in name or name.endswith(".pyc")]

    def test_same_bytes(self, tmp_path: Path) -> None:
        """Building the same files at the same SOURCE_DATE_EPOCH gives the same bytes, wherever and whenever that is."""
        with tarfile.open(self.built("*.tar.gz")) as sdist:
            sdist.extraction_filter = getattr(tarfile, "data_filter", None)  # not on each Python
            sdist.extractall(tmp_path)  # noqa: S202 (it was built here)
        (source,) = tmp_path.iterdir()
        for file in [source, *source.rglob("*")]:
            os.utime(file, (1, 1))
            file.chmod(file.stat().st_mode | 0o020)
        command = [sys.executable, "-m", "build", "--outdir", str(tmp_path / "dist"), str(source)]
        subprocess.run(command, capture_output=True, check=True)
        for pattern in ("*.tar.gz", "*.whl"):
            (again,) = (tmp_path / "dist").glob(pattern)
            assert self.built(pattern).read_bytes() == again.read_bytes()
