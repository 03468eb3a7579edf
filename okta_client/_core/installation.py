"""Where the package was loaded from, and what other distributions installed into its folder."""

import csv
import os
import re
import sys
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import attrs

_DISTRIBUTION = "okta-client-model"


@attrs.frozen(kw_only=True)
class Installation:
    """The package as it was loaded.

    Args:
        version: The version of the package.
        path: The folder that the package was loaded from.
        foreign_files: The files in that folder that another distribution installed, or that this one did not install:
            sorted paths within the folder, with ``/``. Compiled files are left out.
        other_distributions: The names of the other distributions that installed files into that folder, sorted.
    """

    version: str
    path: Path
    foreign_files: tuple[str, ...] = ()
    other_distributions: tuple[str, ...] = ()


def installation() -> Installation:
    """Return where the package was loaded from, and the files in its folder that do not belong to it.

    Other distributions, such as okta-client-python and django-okta-client, install a package of the same name into the
    same folder. The last one that was installed has replaced files of the others.

    What can't be found out, as in a zip file, in an editable installation or without the metadata of a distribution,
    is left out.

    .. versionadded:: 0.1.0
    """
    folder = Path(__file__).absolute().parents[1]
    present = _files_of(folder)
    version = None
    own: set[str] = set()
    others: dict[str, set[str]] = {}
    for distribution in metadata.distributions():
        with suppress(Exception):  # the metadata of a distribution can be broken in any way
            if files := present & _recorded_files(distribution, folder):
                name = distribution.metadata["Name"]
                if re.sub("[-_.]+", "-", name).lower() == _DISTRIBUTION:
                    own, version = files, distribution.version
                else:
                    others[name] = files
    return Installation(
        # Where another distribution has replaced `__init__.py`, the version in it is not ours.
        version=version or sys.modules[folder.name].__version__,
        path=folder,
        foreign_files=tuple(sorted(set().union(present - own if own else (), *others.values()))),
        other_distributions=tuple(sorted(others)),
    )


def _files_of(folder: Path) -> set[str]:
    """Return the files in a folder, but for compiled ones."""
    return {
        Path(parent, name).relative_to(folder).as_posix()
        for parent, _, names in os.walk(folder)
        for name in names
        if not name.endswith(".pyc")
    }


def _recorded_files(distribution: metadata.Distribution, folder: Path) -> set[str]:
    """Return the files that a distribution installed into a folder."""
    record = distribution.read_text("RECORD") or ""
    prefix = f"{folder.name}/"
    if prefix not in record or not folder.samefile(str(distribution.locate_file(folder.name))):
        return set()
    paths = (row[0] for row in csv.reader(record.splitlines()) if row)
    return {path.removeprefix(prefix) for path in paths if path.startswith(prefix)}
