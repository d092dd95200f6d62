#!/usr/bin/env python3
"""Computes what package metric computes, with NumPy in float64 and by the definitions of the papers.

usage: metrics.py REAL.f32 GENERATED.f32 DIM

The files are raw float32 [N, DIM]. Prints JSON. Of figures that count distances it also prints what they would be if each
squared distance were smaller or larger by `slack` of the squares of its two vectors: [lowest, highest].
"""
import json
import sys

import numpy as np

slack = 3 * 2.0**-23


def load(path, dim):
    return np.fromfile(path, "<f4").reshape(-1, dim).astype(np.float64)


def fid(x, y):
    a, b = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    root = np.sqrt(np.maximum(np.linalg.eigvals(a @ b).real, 0)).sum()
    return np.square(x.mean(0) - y.mean(0)).sum() + np.trace(a) + np.trace(b) - 2 * root


def kernel(x, y):
    base = x @ y.T / x.shape[1] + 1
    return base * base * base


def mmd(x, y):
    m = len(x)
    xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
    return (xx.sum() - np.trace(xx) + yy.sum() - np.trace(yy)) / (m * (m - 1)) - 2 * xy.mean()


def kid(real, generated, subsets=100, size=1000, seed=2020):
    draw = np.random.RandomState(seed)
    size = min(size, len(real), len(generated))
    values = []
    for _ in range(subsets):
        x = generated[draw.choice(len(generated), size, replace=False)]
        y = real[draw.choice(len(real), size, replace=False)]
        values.append(mmd(x, y))
    return np.mean(values), np.std(values)


def distances(x, y):
    """Squared distances, and what float32 may be off."""
    squares = np.square(x).sum(1)[:, None] + np.square(y).sum(1)[None, :]
    return squares - 2 * (x @ y.T), slack * squares


def radii(x, k):
    squared, off = distances(x, x)
    np.fill_diagonal(squared, np.inf)
    at = np.argpartition(squared, k - 1, axis=1)[:, k - 1][:, None]
    return np.take_along_axis(squared, at, 1)[:, 0], np.take_along_axis(off, at, 1)[:, 0]


def neighbourhoods(real, generated):
    squared, off = distances(real, generated)
    (near, near_off), (wide, wide_off), (fake, fake_off) = radii(real, 3), radii(real, 5), radii(generated, 3)
    result = {}
    for name, by in (("exact", 0), ("lowest", -1), ("highest", 1)):
        in_near = squared <= near[:, None] + by * (off + near_off[:, None])
        in_wide = squared < wide[:, None] + by * (off + wide_off[:, None])
        in_fake = squared <= fake[None, :] + by * (off + fake_off[None, :])
        result[name] = {
            "precision": in_near.any(0).mean(),
            "recall": in_fake.any(1).mean(),
            "density": in_wide.sum() / 5 / len(generated),
            "coverage": in_wide.any(1).mean(),
        }
    return result


def main():
    dim = int(sys.argv[3])
    real, generated = load(sys.argv[1], dim), load(sys.argv[2], dim)
    mean, deviation = kid(real, generated)
    print(json.dumps({"fid": fid(real, generated), "kid": mean, "deviation": deviation, **neighbourhoods(real, generated)}))


main()
