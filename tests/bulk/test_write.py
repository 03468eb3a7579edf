"""Writing many clients."""

import errno
import gzip
import io
import json
import os
import stat
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bulk_layouts import CLIENTS, TEXTS
from support.documents import HUSH, WEB
from support.strategies import documents

from okta_client import Client, bulk

POSIX = pytest.mark.skipif(os.name != "posix", reason="of POSIX systems")
LINES = "".join(f"{text}\n" for text in TEXTS).encode()


class Few(io.RawIOBase):
    """A raw file that takes three bytes at once, or none."""

    def __init__(self) -> None:
        self.taken = b""
        self.calls = 0

    def write(self, data: Any) -> int | None:
        """Take what comes first."""
        self.calls += 1
        if self.calls % 5 == 0:
            return None
        self.taken += bytes(data[:3])
        return min(3, len(data))


class TestTargets:
    @pytest.mark.parametrize("path", [str, Path], ids=["text", "object"])
    def test_path(self, tmp_path, path):
        """A path gets a line of UTF-8 for each client, and the number of clients comes back."""
        assert len(CLIENTS) == bulk.write(iter(CLIENTS), path(tmp_path / "clients.jsonl"))
        assert LINES == (tmp_path / "clients.jsonl").read_bytes()

    def test_packed(self, tmp_path, monkeypatch):
        """A path that ends in .gz gets gzip, which is the same at any time and under any name."""
        for name in ("a.gz", "b.jsonl.gz"):
            monkeypatch.setattr(time, "time", lambda name=name: len(name) * 1e8)
            assert len(CLIENTS) == bulk.write(CLIENTS, tmp_path / name)
        assert LINES == gzip.decompress((tmp_path / "a.gz").read_bytes())
        assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()

    @pytest.mark.parametrize("name", ["clients", "clients.gz"])
    def test_no_clients(self, tmp_path, name):
        """No clients make a file without lines."""
        assert 0 == bulk.write([], tmp_path / name)
        assert [] == list(bulk.read(tmp_path / name))
        assert (tmp_path / name).exists()

    def test_open_files(self, tmp_path):
        """An open file, of bytes or text, is written to from where it stands, and left open."""
        files: list[tuple[Any, Any]] = [
            (io.BytesIO(), b"-"),
            ((tmp_path / "buffered").open("w+b"), b"-"),
            ((tmp_path / "raw").open("w+b", buffering=0), b"-"),
            (tempfile.NamedTemporaryFile(), b"-"),  # noqa: SIM115
            (tempfile.SpooledTemporaryFile(), b"-"),  # noqa: SIM115
            (io.StringIO(), "-"),
            ((tmp_path / "text").open("w+", encoding="utf-8", newline="\n"), "-"),
            (tempfile.NamedTemporaryFile("w+", encoding="utf-8", newline="\n"), "-"),  # noqa: SIM115
            (tempfile.SpooledTemporaryFile(mode="w+", encoding="utf-8", newline="\n"), "-"),  # noqa: SIM115
        ]
        for file, first in files:
            file.write(first)
            assert len(CLIENTS) == bulk.write(CLIENTS, file)
            file.seek(0)
            written = file.read()
            assert b"-" + LINES == (written.encode() if isinstance(written, str) else written)
            file.close()

    def test_few_bytes_at_once(self):
        """A raw file that takes a part of what it is given gets the rest, too."""
        file = Few()
        assert len(CLIENTS) == bulk.write(CLIENTS, file)
        assert LINES == file.taken
        file.close()

    @pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
    def test_standard_output(self, monkeypatch, encoding):
        """`-` is standard output, written as UTF-8 whatever its encoding, after what was printed before."""
        data = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(data), encoding=encoding))
        sys.stdout.write("before\n")
        assert len(CLIENTS) == bulk.write(CLIENTS, "-")
        assert b"before\n" + LINES == data.getvalue()
        text = io.StringIO()
        monkeypatch.setattr(sys, "stdout", text)
        assert len(CLIENTS) == bulk.write(CLIENTS, "-")
        assert LINES.decode() == text.getvalue()

    def test_path_like_standard_output(self, tmp_path, monkeypatch):
        """A path object is a path, whatever its name."""
        monkeypatch.chdir(tmp_path)
        bulk.write(CLIENTS, Path("-"))
        assert LINES == (tmp_path / "-").read_bytes()

    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    def test_views(self, view):
        """Each client is written in the view that is asked for."""
        file = io.StringIO()
        bulk.write(CLIENTS, file, view)
        assert [client.to_json(view) for client in CLIENTS] == file.getvalue().splitlines()
        assert (view == "full") == (HUSH in file.getvalue())

    def test_no_such_view(self, tmp_path, capsys):
        """A view that does not exist is refused before a client is taken or anything is written."""
        file = io.BytesIO()
        clients = iter(CLIENTS)
        for target in (tmp_path / "clients", file, "-"):
            with pytest.raises(
                ValueError, match=r"^unknown view 'all': the views are create, replace, full, redacted$"
            ):
                bulk.write(clients, target, "all")
        assert CLIENTS == list(clients)
        assert ([], b"", "") == (list(tmp_path.iterdir()), file.getvalue(), capsys.readouterr().out)

    def test_text_file_that_lacks_a_character(self):
        """A text file whose encoding lacks a character gives an error that does not hold the client."""
        file = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        with pytest.raises(ValueError, match=r"^the file's encoding, ascii, lacks a character$") as caught:
            bulk.write([Client(client_name="a"), Client.from_dict(WEB | {"client_name": "é"})], file)
        assert ValueError is caught.type
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None

    @given(st.lists(documents, max_size=4))
    def test_what_was_written_can_be_read(self, items):
        """Clients come back from lines as they were, through bytes and through text."""
        clients = [Client.from_json(json.dumps(item)) for item in items]
        for file in (io.BytesIO(), io.StringIO()):
            assert len(clients) == bulk.write(clients, file)
            file.seek(0)
            read = list(bulk.read(file))
            assert clients == read
            assert [client.to_json("full") for client in clients] == [client.to_json("full") for client in read]


def contents(folder: Path) -> dict[str, bytes]:
    """Return the names and contents of the files in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def mode_of(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=["clients", "clients.gz"])
def target(request, tmp_path):
    """Give the path of a file in an empty folder."""
    return tmp_path / request.param


@pytest.fixture(params=["new", "old"])
def before(request, target):
    """Give what the folder holds: nothing, or an old file at the path."""
    if request.param == "old":
        target.write_bytes(b"old")
    return contents(target.parent)


class TestAtomic:
    def test_until_all_is_written(self, target, before):
        """As long as clients are written, the file at the path is the old one."""

        def clients() -> Iterator[Client]:
            for client in CLIENTS * 20:
                yield client
                now = contents(target.parent)
                assert before == {name: now[name] for name in now if name in before}
                assert [".tmp"] == [Path(name).suffix for name in now if name not in before]

        assert len(CLIENTS) * 20 == bulk.write(clients(), target)
        assert [target.name] == list(contents(target.parent))
        assert CLIENTS * 20 == list(bulk.read(target))

    @pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit, OSError, UnicodeEncodeError])
    def test_interrupted(self, target, before, error):
        """Whatever goes wrong half-way, the folder is as it was, and the error is that which went wrong."""
        wrong = error("ascii", "x", 0, 1, "wrong") if error is UnicodeEncodeError else error("wrong")

        def clients() -> Iterator[Client]:
            yield from CLIENTS * 50
            raise wrong

        with pytest.raises(error) as caught:
            bulk.write(clients(), target)
        assert wrong is caught.value
        assert before == contents(target.parent)

    def test_no_client(self, target, before):
        """So it is when something among the clients is none."""
        with pytest.raises(AttributeError):
            bulk.write([*CLIENTS, {}], target)
        assert before == contents(target.parent)

    @POSIX
    def test_full_disk(self, target, before):
        """So it is when the disk takes no more."""
        resource = pytest.importorskip("resource")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
        try:
            with pytest.raises(OSError, match="too large") as caught:
                bulk.write(CLIENTS, target)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert errno.EFBIG == caught.value.errno
        assert before == contents(target.parent)

    @pytest.mark.parametrize(("owner", "step"), [(os, "fsync"), (Path, "replace"), (Path, "chmod")])
    def test_last_steps(self, target, monkeypatch, owner, step):
        """So it is when one of the steps fails that come around the writing."""
        target.write_bytes(b"old")

        def fail(*_: object) -> None:
            raise OSError(errno.EIO, "wrong")

        monkeypatch.setattr(owner, step, fail)
        with pytest.raises(OSError, match="wrong"):
            bulk.write(CLIENTS, target)
        monkeypatch.undo()
        assert {target.name: b"old"} == contents(target.parent)

    @POSIX
    def test_order(self, target, before, monkeypatch):
        """The file is on disk before it takes its name, and its name is on disk in the end, where that can be had."""
        steps = []
        sync, replace = os.fsync, Path.replace

        def note_sync(descriptor: int) -> None:
            folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
            steps.append(("folder" if folder else "file", os.fstat(descriptor).st_size > 0))
            sync(descriptor)
            if folder:
                raise OSError(errno.EINVAL, "not here")

        def note_replace(draft: Path, path: Path) -> Path:
            steps.append(("replace", draft.stat().st_size > 0))
            return replace(draft, path)

        monkeypatch.setattr(os, "fsync", note_sync)
        monkeypatch.setattr(Path, "replace", note_replace)
        assert len(CLIENTS) == bulk.write(CLIENTS, target)
        assert [("file", True), ("replace", True), ("folder", True)] == steps
        assert CLIENTS == list(bulk.read(target))

    def test_in_place(self, target):
        """Clients can be read from the file that they are written to."""
        bulk.write(CLIENTS, target)
        assert len(CLIENTS) == bulk.write((client.evolve(client_name="x") for client in bulk.read(target)), target)
        assert [client.evolve(client_name="x") for client in CLIENTS] == list(bulk.read(target))

    def test_missing_folder(self, target):
        """What can't be created is an OSError about the path that was given."""
        with pytest.raises(FileNotFoundError) as caught:
            bulk.write(CLIENTS, target / "none" / "x")
        assert str(target.resolve() / "none" / "x") == caught.value.filename


@POSIX
class TestPermissions:
    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o666, 0o755])
    def test_an_old_mode_is_kept(self, target, mode):
        """The new file has the old one's mode, and at no time before is it open to more."""
        target.touch()
        target.chmod(mode)

        def clients() -> Iterator[Client]:
            drafts = [path for path in target.parent.iterdir() if path != target]
            assert [0] == [mode_of(draft) & ~mode for draft in drafts]
            yield from CLIENTS

        usual = os.umask(0)
        try:
            bulk.write(clients(), target)
        finally:
            os.umask(usual)
        assert mode == mode_of(target)

    @pytest.mark.parametrize("umask", [0o022, 0o077, 0o000])
    def test_a_new_file_has_the_usual_mode(self, target, umask):
        """A file that is new has what the umask leaves."""
        usual = os.umask(umask)
        try:
            bulk.write(CLIENTS, target)
        finally:
            os.umask(usual)
        assert 0o666 & ~umask == mode_of(target)

    def test_the_owner_is_kept(self, target, monkeypatch):
        """The new file, open to no others yet, is given to the old one's owner and group, if the process may."""
        target.touch()
        target.chmod(0o600)
        given = []

        def refuse(path: Path, *owner: int) -> None:
            given.append((path.parent, mode_of(path), owner))
            raise PermissionError

        monkeypatch.setattr(os, "chown", refuse)
        usual = os.umask(0)
        try:
            bulk.write(CLIENTS, target)
        finally:
            os.umask(usual)
        owner = (target.parent, 0o600, (os.getuid(), os.getgid()))
        group = (target.parent, 0o600, (-1, os.getgid()))
        assert [owner, group] == given
        assert CLIENTS == list(bulk.read(target))

    @pytest.mark.parametrize(("mode", "left"), [(0o660, 0o600), (0o644, 0o604)])
    def test_another_group(self, target, monkeypatch, mode, left):
        """What was for a group that can't be kept is for no other group."""
        target.touch()
        target.chmod(mode)
        owners = []

        def refuse(_: Path, *owner: int) -> None:
            owners.append(owner)
            raise PermissionError

        (tmp := target.with_name("draft")).touch()
        monkeypatch.setattr(os, "chown", refuse)
        here = target.stat()
        bulk._hand_over(tmp, target, os.stat_result((*here[:5], here.st_gid + 1, *here[6:])))
        assert ([(here.st_uid, here.st_gid + 1), (-1, here.st_gid + 1)], left) == (owners, mode_of(tmp))

    def test_handing_a_list_over(self, target, monkeypatch):
        """Where there is an access control list, it is set again when the mode is."""
        target.touch()
        target.chmod(0o660)
        given = []

        def take(path: Path, name: str, access: bytes) -> None:
            given.append((path.parent, mode_of(path), name, access))

        monkeypatch.setattr(os, "getxattr", lambda path, name: f"{name} of {path.name}".encode(), raising=False)
        monkeypatch.setattr(os, "setxattr", take, raising=False)
        bulk.write(CLIENTS, target)
        name = "system.posix_acl_access"
        assert [(target.parent, 0o600, name, f"{name} of {target.name}".encode())] == given

    @pytest.mark.parametrize("kept", [True, False])
    def test_access_control_list(self, target, monkeypatch, kept):
        """An access control list is kept; where it can't be, what it leaves to the group is left to nobody."""
        target.touch()
        entries = [(1, 6, -1), (2, 6, 5003), (4, 0, -1), (16, 6, -1), (32, 0, -1)]  # user, user 5003, group, mask, all
        access = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
        try:
            os.setxattr(target, "system.posix_acl_access", access)
        except (OSError, AttributeError):
            pytest.skip("the file system has no such lists")
        assert 0o660 == mode_of(target)
        if not kept:
            monkeypatch.setattr(os, "setxattr", lambda *_: os.open("", 0))
        bulk.write(CLIENTS, target)
        assert CLIENTS == list(bulk.read(target))
        if kept:
            assert (0o660, access) == (mode_of(target), os.getxattr(target, "system.posix_acl_access"))
        else:
            assert 0o600 == mode_of(target)


@POSIX
class TestOtherPaths:
    @pytest.mark.parametrize("old", [True, False])
    def test_symbolic_link(self, tmp_path, old):
        """A symbolic link stays, and the file that it leads to is written."""
        (tmp_path / "there").mkdir()
        if old:
            (tmp_path / "there" / "real").write_bytes(b"old")
        (tmp_path / "here").mkdir()
        (tmp_path / "here" / "link").symlink_to("../there/real")
        bulk.write(CLIENTS, tmp_path / "here" / "link")
        assert (tmp_path / "here" / "link").is_symlink()
        assert {"real": LINES} == contents(tmp_path / "there")
        assert {"link": LINES} == contents(tmp_path / "here")

    @pytest.mark.parametrize("name", ["pipe", "pipe.gz"])
    def test_pipe(self, tmp_path, name):
        """A named pipe is written to, and stays."""
        os.mkfifo(tmp_path / name)
        reader = os.open(tmp_path / name, os.O_RDONLY | os.O_NONBLOCK)
        assert len(CLIENTS) == bulk.write(CLIENTS, tmp_path / name)
        written = os.read(reader, 1 << 16)
        os.close(reader)
        assert LINES == (gzip.decompress(written) if name.endswith("gz") else written)
        assert (tmp_path / name).is_fifo()

    def test_folder(self, tmp_path):
        """A folder is no target."""
        with pytest.raises(IsADirectoryError):
            bulk.write(CLIENTS, tmp_path)
        assert {} == contents(tmp_path)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
    def test_full_device(self):
        """A device that takes nothing is an OSError, and stays."""
        with pytest.raises(OSError, match="No space left"):
            bulk.write(CLIENTS, "/dev/full")
        assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
