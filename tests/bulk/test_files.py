"""Files: gzip, and replacing one in one step."""

import errno
import gzip
import io
import json
import os
import stat
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from support.bulk_layouts import CLIENTS, TEXTS
from support.command import ENVIRONMENT
from support.documents import refusal, triples

from okta_client import Client, bulk
from okta_client.bulk import _files, _items

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
        with pytest.raises(TypeError, match=r"^expected Client, not dict"):
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
        assert (errno.EFBIG, str(target)) == (caught.value.errno, caught.value.filename)
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

    @POSIX
    @pytest.mark.parametrize("linked", [True, False])
    def test_errors_name_the_target(self, tmp_path, monkeypatch, linked):
        """An error of the system has the path that was given as its file name."""
        path = tmp_path / "clients"
        if linked:
            path.symlink_to("elsewhere")

        def refuse(_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", refuse)
        with pytest.raises(OSError, match="No space") as caught:
            bulk.write(CLIENTS, path)
        assert str(path) == caught.value.filename
        assert ([path] if linked else []) == list(tmp_path.iterdir())

    def test_errors_of_a_source(self, target):
        """An error of the file that clients are read from names that file."""
        (source := target.with_name("source.gz")).write_bytes(b"{}")
        with pytest.raises(gzip.BadGzipFile) as caught:
            bulk.write(bulk.read(source), target)
        assert str(source) == caught.value.filename

    @pytest.mark.parametrize("name", ["a\0b", "a\ud800b"], ids=["nul", "surrogate"])
    def test_impossible_name(self, tmp_path, name):
        """A name that no file can have is an OSError that names it, for a target and for a source."""
        for path in (f"{tmp_path}/{name}", tmp_path / name):
            for call in (lambda path: bulk.write(CLIENTS, path), lambda path: list(bulk.read(path))):
                with pytest.raises(OSError, match="not a valid file name") as caught:
                    call(path)
                assert (errno.EINVAL, str(path)) == (caught.value.errno, caught.value.filename)
        assert [] == list(tmp_path.iterdir())

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

    @pytest.mark.parametrize("old", [True, False])
    def test_list_of_the_folder(self, target, old):
        """A list that the folder gives to new files opens neither the new version of an old file nor secrets."""
        if old:
            target.touch()
            target.chmod(0o640)
        entries = [(1, 6, -1), (2, 6, 5003), (4, 6, -1), (16, 6, -1), (32, 4, -1)]  # user, user 5003, group, mask, all
        access = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
        try:
            os.setxattr(target.parent, "system.posix_acl_default", access)
        except (OSError, AttributeError):
            pytest.skip("the file system has no such lists")
        bulk.write(CLIENTS, target)
        assert (0o640 if old else 0o600) == mode_of(target)
        assert old == ("system.posix_acl_access" not in os.listxattr(target))
        bulk.write(CLIENTS, target.with_name("redacted"), "redacted")
        target.with_name("usual").touch()
        assert mode_of(target.with_name("usual")) == mode_of(target.with_name("redacted"))

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

    def test_link_to_another_name(self, tmp_path):
        """The name that is given says whether the file is gzip, for writing as for reading."""
        (tmp_path / "link.gz").symlink_to("real")
        bulk.write(CLIENTS, tmp_path / "link.gz")
        assert LINES == gzip.decompress((tmp_path / "real").read_bytes())
        assert CLIENTS == list(bulk.read(tmp_path / "link.gz"))

    def test_circle_of_links(self, tmp_path):
        """Symbolic links that lead nowhere are an OSError that names the target."""
        (tmp_path / "a").symlink_to("b")
        (tmp_path / "b").symlink_to("a")
        with pytest.raises(OSError, match="symbolic links") as caught:
            bulk.write(CLIENTS, tmp_path / "a")
        assert str(tmp_path / "a") == caught.value.filename

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
        with pytest.raises(OSError, match="No space left") as caught:
            bulk.write(CLIENTS, "/dev/full")
        assert "/dev/full" == caught.value.filename
        assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="of systems that show open files as paths")
class TestOpenFiles:
    @pytest.fixture(params=["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd", "link", "link-to-link"])
    def path_of(self, request, tmp_path):
        """Give a function that returns a path to the open file of a number."""

        def path(number: int) -> Path:
            if request.param.startswith("/"):
                if not Path(request.param).exists():
                    pytest.skip("the system has no such folder")
                return Path(request.param, str(number))
            (tmp_path / "links" / "in").mkdir(parents=True)
            (tmp_path / "links" / "link").symlink_to(f"/dev/fd/{number}")
            (tmp_path / "links" / "in" / "link-to-link").symlink_to("../link")
            return next((tmp_path / "links").rglob(request.param))

        return path

    @pytest.mark.parametrize("mode", ["wb", "ab"])
    def test_it_is_written_where_it_stands(self, tmp_path, path_of, mode):
        """A file that the process has opened is written to at its position. It stays the same file, and stays open."""
        log = tmp_path / "log"
        with log.open(mode) as file:
            file.write(b"before\n")
            file.flush()
            assert len(CLIENTS) == bulk.write(iter(CLIENTS), path_of(file.fileno()))
            file.write(b"after\n")
        assert b"before\n" + LINES + b"after\n" == log.read_bytes()
        assert {"log": log.read_bytes()} == {
            path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()
        }

    def test_deleted(self, tmp_path, path_of):
        """A file that was deleted is written to, and no other one appears."""
        log = tmp_path / "log"
        with log.open("w+b") as file:
            log.unlink()
            bulk.write(CLIENTS, path_of(file.fileno()))
            file.seek(0)
            assert LINES == file.read()
        assert [] == [path for path in tmp_path.iterdir() if path.is_file()]

    def test_pipe(self, path_of):
        """A pipe that the process has opened is written to, and stays open."""
        reader, writer = os.pipe()
        bulk.write(CLIENTS, path_of(writer))
        os.write(writer, b"after")
        os.close(writer)
        with os.fdopen(reader, "rb") as file:
            assert LINES + b"after" == file.read()

    def test_packed(self, tmp_path):
        """A name that ends in .gz means gzip there, too."""
        with (tmp_path / "log").open("w+b") as file:
            (tmp_path / "link.gz").symlink_to(f"/dev/fd/{file.fileno()}")
            bulk.write(CLIENTS, tmp_path / "link.gz")
        assert LINES == gzip.decompress((tmp_path / "log").read_bytes())

    def test_closed(self, tmp_path, path_of):
        """A file that was closed is an OSError that names the target."""
        with (tmp_path / "log").open("wb") as file:
            path = path_of(file.fileno())
        with pytest.raises(OSError, match="Bad file descriptor") as caught:
            bulk.write(CLIENTS, path)
        assert str(path) == caught.value.filename

    def test_full_pipe(self, path_of):
        """A pipe that is full and does not block is a BlockingIOError that names the target."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        path = path_of(writer)
        with pytest.raises(BlockingIOError) as caught:
            bulk.write(CLIENTS * 1_000, path)
        assert str(path) == caught.value.filename
        os.close(reader)
        os.close(writer)

    def test_a_number_elsewhere(self, tmp_path, monkeypatch):
        """A file whose name is a number is a file like any other."""
        monkeypatch.chdir(tmp_path)
        bulk.write(CLIENTS, "1")
        assert {"1": LINES} == contents(tmp_path)

    @pytest.mark.parametrize("mode", ["wb", "ab"])
    def test_standard_output(self, tmp_path, mode):
        """`/dev/stdout` is written to after what was printed before, and keeps what the file contained."""
        (tmp_path / "log").write_bytes(b"old\n")
        script = (
            "from okta_client import Client, bulk\n"
            "print('before')\n"
            "bulk.write([Client()], '/dev/stdout')\n"
            "print('after')"
        )
        with (tmp_path / "log").open(mode) as file:
            subprocess.run([sys.executable, "-c", script], stdout=file, check=True, env=ENVIRONMENT)
        old = b"old\n" if mode == "ab" else b""
        assert {"log": old + b"before\n{}\nafter\n"} == contents(tmp_path)

    def test_without_stdout(self, tmp_path, monkeypatch):
        """The open file 1 is written to, too, in a process whose `sys.stdout` is None."""
        with (tmp_path / "log").open("wb") as file:
            real = os.dup(1)
            os.dup2(file.fileno(), 1)
            monkeypatch.setattr(sys, "stdout", None)
            try:
                bulk.write(CLIENTS, "/dev/stdout")
            finally:
                os.dup2(real, 1)
                os.close(real)
        assert {"log": LINES} == contents(tmp_path)


class TestOneLine:
    def test_array(self):
        """An array is read in chunks, even if it is one line."""

        class File(io.BytesIO):
            def readline(self, size: int | None = -1) -> bytes:
                assert 0 < size < 100
                return super().readline(size)

        assert [Client()] * 50 == list(bulk.read(File(json.dumps([{}] * 50).encode())))


class TestBlankLines:
    @pytest.mark.parametrize("blank", ["\n", "\r\n", " \t\n\n \n"], ids=["lf", "crlf", "mixed"])
    @pytest.mark.parametrize(
        ("number", "last"), [(0, "{}"), (0, "{}\n"), (1, "{}"), (1, "{}\n \n \t"), (9_000, "{}\n")]
    )
    @pytest.mark.parametrize("opening", ["path", "packed", "bytes", "text", "lines"])
    def test_lines_are_counted(self, tmp_path, blank, number, last, opening):
        """Any number of blank lines, before, between and behind clients, count as the lines that they are."""
        text = "  " + blank * number + "5\n" + blank * number + "{}\n" + blank * number + "\f\n6\n" + last
        at = 1 + blank.count("\n") * number
        lines = [f"line {n}: $" for n in (at, at * 3, at * 3 + 1)]
        path = tmp_path / ("x.gz" if opening == "packed" else "x")
        path.write_bytes(gzip.compress(text.encode()) if opening == "packed" else text.encode())
        source: Any = {
            "bytes": io.BytesIO(text.encode()),
            "text": io.StringIO(text, newline=""),
            "lines": text.split("\n"),
        }.get(opening, path)
        errors = []
        assert 2 == len(list(bulk.read(source, on_error=errors.append)))
        assert lines == [error.faults[0].path for error in errors]

    @pytest.mark.parametrize("blank", ["\n", " \r\n"])
    @pytest.mark.parametrize("before", ["", "{}\n"], ids=["first", "behind"])
    def test_they_come_together(self, tmp_path, blank, before):
        """Blank lines of a packed file are not taken one by one."""
        (tmp_path / "x.gz").write_bytes(gzip.compress((before + blank * 500_000 + "{}\n").encode()))
        with _files.open_source(tmp_path / "x.gz") as (pieces, _):
            assert sum(1 for _ in pieces) < 300

    def test_the_search_for_a_second_line_ends(self):
        """Behind a line that begins a client, blank lines without end are not kept."""
        ahead: list[str] = []
        assert not _items._is_cut_short(repeat("\n"), ahead)
        assert 200 > len(ahead)
        lines = ['{"client_name":', *["\n"] * 5_000, '"A"}', "5"]
        errors = []
        assert [Client(client_name="A")] == list(bulk.read(lines, on_error=errors.append))
        assert ["line 5003: $"] == [error.faults[0].path for error in errors]


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

    @pytest.mark.parametrize("size", [None, 1 << 17], ids=["usual", "large"])
    @pytest.mark.parametrize("chunk", [100, _files.CHUNK])
    @pytest.mark.parametrize("layout", [b"%s\n", b"[%s]", b'{"a":\n1}\n%s'], ids=["lines", "array", "printed"])
    @pytest.mark.parametrize("left", [0.1, 0.5, 0.99])
    def test_before_the_break(self, tmp_path, monkeypatch, size, chunk, layout, left):
        """Every client before the break of a file that was cut is given, however large the buffers are."""

        class Buffer(io.BufferedReader):
            def __init__(self, raw: Any) -> None:
                super().__init__(raw, *filter(None, [size]))

        monkeypatch.setattr(io, "BufferedReader", Buffer)
        monkeypatch.setattr(_files, "CHUNK", chunk)
        separator = b"," if layout == b"[%s]" else b"\n"
        items = (b'{"client_name": "%d", "x": %d}' % (number, number**9) for number in range(4000))
        packed = gzip.compress(layout % separator.join(items))
        packed = packed[: int(len(packed) * left)]
        (tmp_path / "x.gz").write_bytes(packed)
        whole = zlib.decompressobj(31).decompress(packed)
        clients = []
        with pytest.raises(gzip.BadGzipFile):
            clients.extend(bulk.read(tmp_path / "x.gz"))
        assert whole.count(b"}\n" if layout == b"%s\n" else b"}") == len(clients)


class TestTextFiles:
    def test_text_file_of_other_bytes(self):
        """A text file whose bytes are not in its encoding is a fault without a line, and ends the reading."""
        for data in (b"{}\n" * 5 + b'{"client_secret": "hush \xff"}\n', b'[{"client_secret": "hush"}, "\xff"]'):
            error = refusal(list, bulk.read(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"), on_error=id))
            message = "not valid utf-8: open the file in binary mode to learn which client is at fault"
            assert [("$", "not-json", message)] == triples(error.faults)
            assert error.__cause__ is None
            assert error.__context__ is None
