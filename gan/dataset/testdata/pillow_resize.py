#!/usr/bin/env python3
"""Writes pillow_resize.bin: what Pillow makes of pseudo-random pictures.

Run in this folder, with Debian's python3-pil (made with Pillow 9.4.0):
    python3 pillow_resize.py
Each case is four little-endian uint16 (in height, in width, out height, out
width) and the output's RGB bytes. Inputs are not stored: both sides compute them.
"""
import struct
from PIL import Image

CASES = [(32, 32, 8, 8), (32, 32, 16, 16), (8, 8, 20, 20), (96, 96, 48, 48), (32, 32, 48, 48),
         (37, 23, 8, 8), (5, 7, 16, 9), (16, 16, 16, 5), (33, 9, 12, 9), (1, 1, 3, 3), (64, 3, 1, 1)]


def noise(n):
    """The top bytes of the 32-bit linear congruential generator 1664525 x + 1013904223, from 1."""
    x, out = 1, bytearray()
    for _ in range(n):
        x = (1664525 * x + 1013904223) & 0xFFFFFFFF
        out.append(x >> 24)
    return bytes(out)


with open("pillow_resize.bin", "wb") as f:
    for h, w, oh, ow in CASES:
        image = Image.frombytes("RGB", (w, h), noise(h * w * 3))
        f.write(struct.pack("<4H", h, w, oh, ow))
        f.write(image.resize((ow, oh), Image.BILINEAR).tobytes())
