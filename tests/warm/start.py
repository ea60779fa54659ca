"""A program: ``start.py ADDRESS PYTHON ARGUMENT...`` is ``PYTHON ARGUMENT...``, run by a fork of the warm interpreter.

Its streams, folder and environment are those of this process, and so is its end. What a fork cannot be, such as a
program without a standard stream or in another locale, is run by PYTHON itself.
"""

import marshal
import os
import signal
import socket
import sys


def main(address: str, python: str, *arguments: str) -> None:
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        os.execv(python, [python, *arguments])
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        asked = marshal.dumps((list(arguments), os.getcwdb(), list(os.environb.items())))
        socket.send_fds(server, [len(asked).to_bytes(8, "big")], [0, 1, 2])
        server.sendall(asked)
        told = server.recv(64)
    if told == b"cannot":
        os.execv(python, [python, *arguments])
    status = int(told)
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) != signal.SIGKILL:
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.WEXITSTATUS(status))


main(*sys.argv[1:])
