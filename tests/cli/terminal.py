#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command with a terminal on stdin and stdout; what the terminal shows
goes to our stdout: terminal.py COMMAND [ARGUMENT...]"""
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
child = subprocess.Popen(sys.argv[1:], stdin=slave, stdout=slave)
os.close(slave)
status = child.wait(timeout=60)
os.set_blocking(master, False)
try:
    while data := os.read(master, 65536):
        os.write(1, data)
except OSError:
    pass
sys.exit(status)
