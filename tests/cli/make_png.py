#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a small PNG: make_png.py OUT"""
import struct
import sys
import zlib


def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data +
            struct.pack(">I", zlib.crc32(kind + data)))


pixels = b"".join(b"\0" + b"".join(bytes((x * 8, y * 8, 96))
                                   for x in range(32)) for y in range(32))
with open(sys.argv[1], "wb") as out:
    out.write(b"\x89PNG\r\n\x1a\n" +
              chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0)) +
              chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b""))
