"""A program: an interpreter that has loaded the command and forks for each :mod:`start` that connects to ADDRESS.

It ends with its standard input.
"""

from __future__ import annotations

import gc
import importlib.util
import io
import marshal
import os
import runpy
import select
import signal
import socket
import sys
import warnings
from typing import NoReturn, cast

_BEFORE_THE_START = ("LANG", "LC_", "PYTHON")
"""What the variables are called that an interpreter reads before its first line."""
_AFTER_IT = ("PYTHONPATH", "PYTHONWARNINGS")
_OF_OURS = {name: value for name, value in os.environb.items() if name.decode().startswith(_BEFORE_THE_START)}


def load() -> None:
    """Import what a run of the command may import, the language server with it if it is installed."""
    import edgewise.cli.main
    import edgewise_codemods.cli.fix
    from edgewise_codemods import fix_source

    assert edgewise.cli.main is not None
    assert edgewise_codemods.cli.fix is not None
    fix_source('URL = "https://api.ie1.twilio.com"')
    if importlib.util.find_spec("pygls"):
        import edgewise.lsp.server

        assert edgewise.lsp.server is not None


def serve(address: str) -> None:
    """Fork for each connection until the standard input ends."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(64)
        print("ready", flush=True)
        gc.collect()
        gc.freeze()
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            connection = listening.accept()[0]
            if os.fork() == 0:
                listening.close()
                attend(connection)
            connection.close()
            _reap()
    os.unlink(address)
    os.rmdir(os.path.dirname(address))


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def attend(connection: socket.socket) -> NoReturn:
    """Run what is asked for in a process of its own, tell its status, and end; end it, too, if nobody waits any more."""
    head, streams, *_ = socket.recv_fds(connection, 8, 3)
    asked = b""
    while len(asked) < int.from_bytes(head, "big"):
        asked += connection.recv(1 << 16)
    arguments, folder, variables = marshal.loads(asked)
    if not _can(arguments, dict(variables)):
        connection.sendall(b"cannot")
        os._exit(0)
    ended, held = os.pipe()
    running = os.fork()
    if running == 0:
        connection.close()
        become(arguments, folder, dict(variables), streams)
    for stream in (*streams, held, 0, 1, 2):
        os.close(stream)
    if connection in select.select([connection, ended], [], [])[0]:
        os.kill(running, signal.SIGKILL)
    connection.sendall(str(os.waitpid(running, 0)[1]).encode())
    os._exit(0)


def _can(arguments: list[str], variables: dict[bytes, bytes]) -> bool:
    theirs = {name: value for name, value in variables.items() if name.decode().startswith(_BEFORE_THE_START)}
    differing = {name.decode() for name, value in theirs.items() ^ _OF_OURS.items()}
    options = arguments[2:] if arguments[:2] == ["-W", "error"] else arguments
    return differing <= {*_AFTER_IT} and options[0] in ("-m", "-c")


def become(arguments: list[str], folder: bytes, variables: dict[bytes, bytes], streams: list[int]) -> NoReturn:
    """Be ``python ARGUMENT...``."""
    for descriptor, stream in enumerate(streams):
        os.dup2(stream, descriptor)
        os.close(stream)
    os.chdir(folder)
    os.environb.clear()
    os.environb.update(variables)
    before = (sys.stdin, sys.stdout, sys.stderr)
    opened = [_opened(descriptor, cast("io.TextIOWrapper", stream)) for descriptor, stream in enumerate(before)]
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__ = opened  # type: ignore[misc]
    if arguments[:2] == ["-W", "error"]:
        warnings.simplefilter("error")
        del arguments[:2]
    way, program, *rest = arguments
    sys.path[:0] = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path not in sys.path]
    sys.argv[:] = [way, *rest]
    code: object = 0
    try:
        if way == "-m":
            sys.path.insert(0, os.getcwd())
            runpy.run_module(program, run_name="__main__", alter_sys=True)
        else:
            sys.path.insert(0, "")
            exec(compile(program, "<string>", "exec"), vars(sys.modules["__main__"]))
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(str(code or 0)))


def _opened(descriptor: int, before: io.TextIOWrapper) -> io.TextIOWrapper:
    opened = open(descriptor, "r" if descriptor == 0 else "w", encoding=before.encoding, errors=before.errors)  # noqa: SIM115
    opened.reconfigure(line_buffering=descriptor == 2 or opened.isatty(), write_through=before.write_through)
    return opened


if __name__ == "__main__":
    del sys.path[0]
    load()
    serve(sys.argv[1])
