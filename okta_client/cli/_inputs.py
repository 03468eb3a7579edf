"""The files that a command reads: those that are named, and those in folders."""

import errno
import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from ._formats import detect_format


def find_files(name: str, exclude: Sequence[str]) -> Iterator[str]:
    """Yield a file, or those files in a folder whose suffixes the package reads.

    Files and folders that begin with a dot are skipped. So is what a glob of `exclude` matches: a whole path, or the
    name of a file or folder in it.

    Raises:
        OSError: A folder can't be read, or contains nothing to read.
    """
    if name == "-" or not Path(name).is_dir():
        yield from () if _is_excluded(name, exclude) else [name]
        return
    files = [file for file in _files_in(name, exclude) if detect_format(file)]
    if not files:
        raise FileNotFoundError(errno.ENOENT, "no file in this folder has a suffix that can be read", name)
    yield from files


def _files_in(folder: str, exclude: Sequence[str]) -> Iterator[str]:
    """Yield the files in a folder and in the folders in it, in the order of their names."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(".") or _is_excluded(entry.path, exclude):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files_in(entry.path, exclude)
        else:
            yield str(PurePath(entry.path))


def _is_excluded(file: str, exclude: Sequence[str]) -> bool:
    path = PurePath(file)
    return any(fnmatchcase(text, glob) for glob in exclude for text in (path.as_posix(), *path.parts))
