#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later
"""A filter program in Python that is loaded once and forked (-E). docs/WARM-WORKERS.md has the
protocol. Started with -server or -serveru as its last argument it is an ordinary worker; with
-warm or -warmu it loads, and forks a worker for each order."""

import ctypes
import os
import platform
import random
import signal
import socket
import sys

CONTROL = 3
CLONE_PARENT = 0x8000
PR_SET_DUMPABLE = 4
SYS_CLONE = {"x86_64": 56, "aarch64": 220}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)


def load():
    """What takes long or much memory: modules, rules. Nothing that workers must not share, such as
    connections to a database."""


def serve():
    """The loop of a worker: one line in, one line out, until the end of file."""
    for line in sys.stdin:
        word = line.split()[0] if line.strip() else ""
        print("PONG" if word == "ping" else "error: Unknown command", flush=True)
    return 0


def become_worker(control, descriptors):
    control.close()
    os.setpgid(0, 0)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    random.seed()
    sys.exit(serve())


def fork_workers(wanted):
    control = socket.socket(fileno=CONTROL)
    control.set_inheritable(False)
    control.sendall(b"warm 1\n")
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    load()
    control.sendall(b"ready\n")
    while True:
        # One order at a time, as each comes with descriptors.
        line, descriptors, _, _ = socket.recv_fds(control, 256, 8)
        if line in (b"", b"quit\n"):
            os._exit(0)
        if line != b"fork\n" or len(descriptors) != wanted:
            reply = "error not an order with %d descriptors" % wanted
        else:
            sys.stdout.flush()
            sys.stderr.flush()
            # The worker becomes a child of the multiplexor, not of this process.
            pid = libc.syscall(SYS_CLONE, CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0)
            if pid == 0:
                become_worker(control, descriptors)
            reply = "forked %d" % pid if pid > 0 else "error " + os.strerror(ctypes.get_errno())
        for descriptor in descriptors:
            os.close(descriptor)
        control.sendall(reply.encode() + b"\n")


if __name__ == "__main__":
    if sys.argv[-1] in ("-warm", "-warmu"):
        fork_workers(4 if sys.argv[-1] == "-warmu" else 3)
    load()
    sys.exit(serve())
