"""Build the package, which setup.cfg describes, so that the same files give the same bytes."""

import gzip
import os
import tarfile
import time
from typing import Any

from setuptools import setup
from setuptools.command.sdist import sdist

TIME = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
"""The time of everything in the sdist (https://reproducible-builds.org/specs/source-date-epoch)."""


def normalize(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Remove what depends on the checkout from a member of the sdist: its times, its owner and the umask."""
    member.mtime = TIME
    member.mode = 0o755 if member.mode & 0o100 else 0o644
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


class ReproducibleSdist(sdist):
    """The command `sdist`. Setuptools does the same for wheels, but not for sdists."""

    def make_archive(self, base_name: str, *_: Any, base_dir: str, **__: Any) -> str:
        """Write the archive, which is always a gzipped tar file (PEP 625)."""
        name = f"{base_name}.tar.gz"
        with gzip.GzipFile(name, "wb", mtime=TIME) as file, tarfile.open(fileobj=file, mode="w") as archive:
            archive.add(base_dir, filter=normalize)
        return name


setup(cmdclass={"sdist": ReproducibleSdist})
