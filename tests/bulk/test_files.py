"""Files: gzip, and replacing one in one step."""

import errno
import gzip
import io
import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.bulk_layouts import CLIENTS, TEXTS
from support.documents import refusal, triples

from okta_client import Client, bulk
from okta_client.bulk import _files

POSIX = pytest.mark.skipif(os.name != "posix", reason="of POSIX systems")

LINES = "".join(f"{text}\n" for text in TEXTS).encode()


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
    """Give what the folder contains: nothing, or an old file at the path."""
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
        """An error or interrupt while writing comes out as it is, and leaves the folder as it was."""
        wrong = error("ascii", "x", 0, 1, "wrong") if error is UnicodeEncodeError else error("wrong")

        def clients() -> Iterator[Client]:
            yield from CLIENTS * 50
            raise wrong

        with pytest.raises(error) as caught:
            bulk.write(clients(), target)
        assert wrong is caught.value
        assert before == contents(target.parent)

    def test_no_client(self, target, before):
        """The folder is as it was, too, when an item is not a client."""
        with pytest.raises(TypeError, match=r"^expected a Client, not dict"):
            bulk.write([*CLIENTS, {}], target)
        assert before == contents(target.parent)

    @POSIX
    def test_full_disk(self, target, before):
        """The folder is as it was, too, when the disk is full."""
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
        """The old file is whole, too, when a step before or after the writing fails."""
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
        """The file is synced before it is renamed, and the folder after that, where the system allows it."""
        steps = []
        sync, replace = os.fsync, Path.replace

        def note_sync(descriptor: int) -> None:
            folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
            steps.append(("folder" if folder else "file", os.fstat(descriptor).st_size > 0))
            sync(descriptor)
            if folder:
                raise OSError(errno.EINVAL, "not here")

        def note_replace(temporary: Path, path: Path) -> Path:
            steps.append(("replace", temporary.stat().st_size > 0))
            return replace(temporary, path)

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
        """A file that can't be created is an OSError about the path that was given."""
        with pytest.raises(FileNotFoundError) as caught:
            bulk.write(CLIENTS, target / "none" / "x")
        assert str(target.resolve() / "none" / "x") == caught.value.filename


@POSIX
class TestPermissions:
    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o666, 0o755])
    def test_an_old_mode_is_kept(self, target, mode):
        """The new file has the old one's mode. Until it is complete, nobody but its owner may read it."""
        target.touch()
        target.chmod(mode)

        def clients() -> Iterator[Client]:
            temporary = [path for path in target.parent.iterdir() if path != target]
            assert [0o600] == [mode_of(path) for path in temporary]
            yield from CLIENTS

        usual = os.umask(0)
        try:
            bulk.write(clients(), target)
        finally:
            os.umask(usual)
        assert mode == mode_of(target)

    @pytest.mark.parametrize("umask", [0o022, 0o077, 0o000, 0o222])
    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    def test_a_new_file(self, target, umask, view):
        """A new file of the full view is open to its owner alone; another one has the mode that the umask allows."""

        def clients() -> Iterator[Client]:
            assert [0o600] == [mode_of(path) for path in target.parent.iterdir()]
            yield from CLIENTS

        usual = os.umask(umask)
        try:
            bulk.write(clients(), target, view)
        finally:
            os.umask(usual)
        assert (0o600 if view == "full" else 0o666) & ~umask == mode_of(target)

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
        """The permissions of a group that can't be kept go to no other group."""
        target.touch()
        target.chmod(mode)
        owners = []

        def refuse(_: Path, *owner: int) -> None:
            owners.append(owner)
            raise PermissionError

        (temporary := target.with_name("temporary")).touch()
        monkeypatch.setattr(os, "chown", refuse)
        here = target.stat()
        status = os.stat_result((*here[:5], here.st_gid + 1, *here[6:]))
        _files._copy_permissions(target, status, temporary)
        assert ([(here.st_uid, here.st_gid + 1), (-1, here.st_gid + 1)], left) == (owners, mode_of(temporary))

    def test_handing_a_list_over(self, target, monkeypatch):
        """An access control list is set after the mode."""
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
        """An access control list is kept; where it can't be, nobody gets the permissions that it gave."""
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
        """A folder is refused as a target."""
        with pytest.raises(IsADirectoryError):
            bulk.write(CLIENTS, tmp_path)
        assert {} == contents(tmp_path)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
    def test_full_device(self):
        """A device that takes nothing is an OSError, and stays."""
        with pytest.raises(OSError, match="No space left"):
            bulk.write(CLIENTS, "/dev/full")
        assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


class TestPacked:
    DATA = b"\n".join(b'{"client_name": "%d"}' % number for number in range(9000))

    @pytest.mark.parametrize(
        ("damage", "some"),
        [
            (lambda data: data[:-8], True),
            (lambda data: data[: len(data) // 2], True),
            (lambda data: data[:-8] + b"\0\0\0\0" + data[-4:], True),
            (lambda data: data[:10] + b"\x07" + data[11:], False),
            (lambda data: data[:5], False),
            (lambda data: data[:0] + b"{}\n{}\n", False),
        ],
        ids=["no-end", "half", "wrong-sum", "no-deflate", "no-head", "not-packed"],
    )
    @pytest.mark.parametrize("layout", [b"%s", b"[%s]"], ids=["lines", "array"])
    def test_not_whole(self, tmp_path, damage, some, layout):
        """A file that is not a whole gzip file is an OSError, after some of the clients that are whole."""
        data = layout % (self.DATA if layout == b"%s" else self.DATA.replace(b"\n", b","))
        (tmp_path / "x.gz").write_bytes(damage(gzip.compress(data)))
        clients = []
        with pytest.raises(gzip.BadGzipFile) as caught:
            clients.extend(bulk.read(tmp_path / "x.gz"))
        assert some == bool(clients)
        assert caught.value.__context__ is None


class TestTextFiles:
    def test_text_file_of_other_bytes(self):
        """A text file whose bytes are not in its encoding is a fault without a line, and ends the reading."""
        for data in (b"{}\n" * 5 + b'{"client_secret": "hush \xff"}\n', b'[{"client_secret": "hush"}, "\xff"]'):
            error = refusal(list, bulk.read(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"), on_error=id))
            message = "not valid utf-8: open the file in binary mode to learn which client is at fault"
            assert [("$", "not-json", message)] == triples(error.faults)
            assert error.__cause__ is None
            assert error.__context__ is None
