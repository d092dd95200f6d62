#!/usr/bin/env python3
"""PyTorch's side of `autogan bench --peer`: the same cases, timed in turn.

Reads a case's name from each line of its input, runs the case once and answers with the seconds it took. Needs torch (Debian:
python3-torch) and nothing else. On a CUDA device it uses TF32, channels_last and, with --mixed, autocast to float16.

    autogan bench --peer "python3 tests/bench/pytorch/bench.py"
"""
import re
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
MIXED = "--mixed" in sys.argv
torch.backends.cuda.matmul.allow_tf32 = True
torch.backends.cudnn.allow_tf32 = True
torch.backends.cudnn.benchmark = True


def images(*shape):
    return torch.randn(*shape, device=DEVICE).contiguous(memory_format=torch.channels_last)


def conv_case(n, channels, size):
    """Forward, input gradient, weight and bias gradient of a 3x3 convolution."""
    layer = nn.Conv2d(channels, channels, 3, padding=1).to(DEVICE, memory_format=torch.channels_last)
    x, g = images(n, channels, size, size).requires_grad_(), images(n, channels, size, size)

    def run():
        with torch.autocast(DEVICE, enabled=MIXED):
            y = layer(x)
        torch.autograd.grad(y, [x, layer.weight, layer.bias], g.to(y.dtype))

    return run


class Cell(nn.Module):
    """A cell in pre-activation order without norm, with a shortcut."""

    def __init__(self, width, mode, skips):
        super().__init__()
        self.mode = mode
        self.conv1, self.conv2 = nn.Conv2d(width, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        self.shortcut = nn.Conv2d(width, width, 1)
        self.skips = nn.ModuleList(nn.Conv2d(width, width, 1) for _ in range(skips))

    def up(self, x, size):
        align = None if self.mode == "nearest" else False
        return F.interpolate(x, size=size, mode=self.mode, align_corners=align)

    def forward(self, x, earlier):
        size = 2 * x.shape[-1]
        skip = h = self.conv1(self.up(F.relu(x), size))
        for conv, tap in zip(self.skips, earlier):
            h = h + conv(self.up(tap, size))
        return skip, self.conv2(F.relu(h)) + self.shortcut(self.up(x, size))


class Generator(nn.Module):
    """The first two cells of the paper's best architecture."""

    def __init__(self, width):
        super().__init__()
        self.width = width
        self.linear = nn.Linear(128, 16 * width)
        self.cells = nn.ModuleList([Cell(width, "nearest", 0), Cell(width, "bilinear", 1)])
        self.norm, self.rgb = nn.BatchNorm2d(width), nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, z):
        x = self.linear(z).view(-1, self.width, 4, 4).contiguous(memory_format=torch.channels_last)
        taps = []
        for cell in self.cells:
            tap, x = cell(x, taps)
            taps.append(tap)
        return torch.tanh(self.rgb(F.relu(self.norm(x))))


class Discriminator(nn.Module):
    """Blocks 1, 2 and 4 of the discriminator, which the second stage uses."""

    def __init__(self, width):
        super().__init__()

        def conv(inputs, kernel):
            return spectral_norm(nn.Conv2d(inputs, width, kernel, padding=kernel // 2))

        self.first = nn.ModuleList([conv(3, 3), conv(width, 3), conv(3, 1)])
        self.second = nn.ModuleList([conv(width, 3), conv(width, 3), conv(width, 1)])
        self.last = nn.ModuleList([conv(width, 3), conv(width, 3)])
        self.head = spectral_norm(nn.Linear(width, 1, bias=False))

    def forward(self, x):
        a, b, shortcut = self.first
        x = F.avg_pool2d(b(F.relu(a(x))), 2) + shortcut(F.avg_pool2d(x, 2))
        a, b, shortcut = self.second
        x = F.avg_pool2d(b(F.relu(a(F.relu(x)))), 2) + F.avg_pool2d(shortcut(x), 2)
        a, b = self.last
        x = b(F.relu(a(F.relu(x)))) + x
        return self.head(F.relu(x).sum((2, 3)))


def iteration_case(size):
    """Five discriminator steps of 64 and a generator step of 128."""
    generator = Generator(128).to(DEVICE, memory_format=torch.channels_last)
    discriminator = Discriminator(64).to(DEVICE, memory_format=torch.channels_last)
    adam = {"lr": 2e-4, "betas": (0.0, 0.9)}
    opt_g, opt_d = torch.optim.Adam(generator.parameters(), **adam), torch.optim.Adam(discriminator.parameters(), **adam)
    scaler = torch.cuda.amp.GradScaler(enabled=MIXED and DEVICE == "cuda")

    def step(optimizer, loss):
        optimizer.zero_grad(set_to_none=True)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        return loss.detach()

    def run():
        losses = []
        for _ in range(5):
            real = images(64, 3, size, size)
            with torch.autocast(DEVICE, enabled=MIXED):
                with torch.no_grad():
                    fake = generator(torch.randn(64, 128, device=DEVICE))
                loss = F.relu(1 - discriminator(real)).mean() + F.relu(1 + discriminator(fake)).mean()
            losses.append(step(opt_d, loss))
        discriminator.requires_grad_(False)
        with torch.autocast(DEVICE, enabled=MIXED):
            loss = -discriminator(generator(torch.randn(128, 128, device=DEVICE))).mean()
        losses.append(step(opt_g, loss))
        discriminator.requires_grad_(True)
        torch.stack(losses).tolist()

    return run


def make(name):
    if m := re.fullmatch(r"conv3x3/n(\d+)-c(\d+)-(\d+)x\3", name):
        return conv_case(*map(int, m.groups()))
    if m := re.fullmatch(r"iteration/(\d+)x\1", name):
        return iteration_case(int(m[1]))
    sys.exit(f"no case {name}")


def main():
    cases = {}
    for line in sys.stdin:
        name = line.strip()
        run = cases[name] = cases.get(name) or make(name)
        begin = time.perf_counter()
        run()
        if DEVICE == "cuda":
            torch.cuda.synchronize()
        print(time.perf_counter() - begin, flush=True)


main()
