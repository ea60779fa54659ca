"""Runs a command and writes what it cost to a descriptor: exit status, seconds of processor time, kilobytes at its peak.

A process begins with the peak of the one that starts it, and that of a long run of tests is larger than any bound.
"""

from __future__ import annotations

import json
import os
import sys

descriptor, program, *arguments = sys.argv[1:]
pid = os.posix_spawn(program, [program, *arguments], os.environ)
_, status, usage = os.wait4(pid, 0)
os.write(int(descriptor), json.dumps([status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]).encode())
