#!/usr/bin/env python3
"""PyTorch's side of `autogan bench --peer`: the same cases, timed in turn.

Reads a case's name from each line of its input, runs the case once and answers with the seconds it took, or with "no" and the reason
why it can't. Needs torch (Debian: python3-torch) and nothing else. Cases in mixed precision and in bfloat16 run under autocast, on a GPU only.

    autogan bench --peer "python3 tests/bench/pytorch/bench.py"
"""
import argparse
import json
import platform
import re
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"  # ROCm has the name of CUDA, too


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--about", action="store_true", help="print versions and device as JSON, and end")
    parser.add_argument("--tf32", choices=["on", "off"], default="on", help="float32 products in TF32, on GPUs that have it")
    parser.add_argument("--layout", choices=["channels_last", "contiguous"], default="channels_last", help="of images and their weights")
    parser.add_argument("--autocast", choices=["float16", "bfloat16"], default="float16", help="type of cases in mixed precision")
    return parser.parse_args()


ARGS = arguments()
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = ARGS.tf32 == "on"
torch.backends.cudnn.benchmark = True
LAYOUT = torch.channels_last if ARGS.layout == "channels_last" else torch.contiguous_format
AUTOCAST = getattr(torch, ARGS.autocast)


def about():
    on_gpu = DEVICE == "cuda"
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "runs_on": torch.cuda.get_device_name() if on_gpu else "CPU",
        "gpu": on_gpu,
        "cuda": torch.version.cuda,
        "rocm": getattr(torch.version, "hip", None),
        "cudnn": torch.backends.cudnn.version() if on_gpu else None,
    }


def images(*shape):
    return torch.randn(*shape, device=DEVICE).contiguous(memory_format=LAYOUT)


def timed_backward(run, inputs):
    """Calls run and differentiates its result, by a constant cotangent, with respect to inputs."""
    cotangent = torch.randn_like(run())

    def both():
        torch.autograd.grad(run(), inputs, cotangent)

    return both


def conv_case(kernel, n, inputs, outputs, size):
    """Forward, input gradient, weight and bias gradient of a convolution that keeps the size."""
    layer = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2).to(DEVICE, memory_format=LAYOUT)
    x = images(n, inputs, size, size).requires_grad_()

    return timed_backward(lambda: layer(x), [x, layer.weight, layer.bias])


def image_case(name, n, channels, size):
    """The operations on batches of images; all but add and the sums with their gradients."""
    x = images(n, channels, size, size).requires_grad_()
    half = images(n, channels, size // 2, size // 2).requires_grad_()
    if name == "batchnorm":
        norm = nn.BatchNorm2d(channels).to(DEVICE)
        return timed_backward(lambda: norm(x), [x, norm.weight, norm.bias])
    if name == "upsample-nearest":
        return timed_backward(lambda: F.interpolate(half, scale_factor=2, mode="nearest"), [half])
    if name == "upsample-bilinear":
        return timed_backward(lambda: F.interpolate(half, scale_factor=2, mode="bilinear", align_corners=False), [half])
    if name == "avg-pool":
        return timed_backward(lambda: F.avg_pool2d(x, 2), [x])
    plain, y = x.detach(), images(n, channels, size, size)
    sums = {"add": lambda: plain + y, "sum-rows": lambda: plain.sum((0, 2, 3)), "sum-hw": lambda: plain.sum((2, 3))}
    if name in sums:
        return sums[name]
    function = getattr(F, name, None) or getattr(torch, name)
    return timed_backward(lambda: function(x), [x])


def in_a_row(calls, name):
    """The same case so often, each result dropped before the next call."""
    once = make(name)

    def run():
        for _ in range(calls):
            once()

    return run


def linear_case():
    layer, x = nn.Linear(128, 2048).to(DEVICE), torch.randn(64, 128, device=DEVICE).requires_grad_()
    return timed_backward(lambda: layer(x), [x, layer.weight, layer.bias])


def spectral_case(layers):
    """A power iteration and the division for each weight; the gradients of the weights."""
    weights = [torch.randn(128, 9 * 128, device=DEVICE).requires_grad_() for _ in range(layers)]
    lefts = [torch.randn(128, device=DEVICE) for _ in range(layers)]

    def normalised(weight, u):
        with torch.no_grad():
            v = F.normalize(weight.t() @ u, dim=0)
            u = F.normalize(weight @ v, dim=0)
        return weight / (u @ (weight @ v))

    return timed_backward(lambda: torch.stack([normalised(w, u) for w, u in zip(weights, lefts)]), weights)


def adam_case(layers):
    weights = [nn.Parameter(torch.randn((1 << 20) // layers, device=DEVICE)) for _ in range(layers)]
    for weight in weights:
        weight.grad = torch.randn_like(weight)
    return torch.optim.Adam(weights, lr=2e-4, betas=(0.0, 0.9)).step


def lstm_case():
    both, weight = torch.randn(10, 200, device=DEVICE).requires_grad_(), torch.randn(200, 400, device=DEVICE).requires_grad_()
    cell = torch.randn(10, 100, device=DEVICE).requires_grad_()

    def forward():
        i, f, g, o = (both @ weight).chunk(4, 1)
        after = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
        return torch.cat([after, torch.sigmoid(o) * torch.tanh(after)])

    return timed_backward(forward, [both, weight, cell])


def scorer_case():
    """The built-in scorer: three convolutions, the norms folded into them."""
    convs = [nn.Conv2d(3, 32, 4, stride=4), nn.Conv2d(32, 64, 3, padding=1), nn.Conv2d(64, 96, 3, padding=1)]
    net = nn.Sequential(convs[0], nn.ReLU(), convs[1], nn.ReLU(), nn.AvgPool2d(2), convs[2], nn.ReLU(),
                        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(96, 10), nn.Softmax(1)).to(DEVICE, memory_format=LAYOUT)
    pixels = torch.zeros(100, 3, 32, 32, dtype=torch.uint8, device=DEVICE).contiguous(memory_format=LAYOUT)

    def run():
        with torch.no_grad():
            net(pixels.float() * (2 / 255) - 1)

    return run


class Controller(nn.Module):
    """Four decisions by an LSTM of width 100, as in the search's first stage."""

    def __init__(self, options=(2, 3, 3, 2)):
        super().__init__()
        self.cell, self.start = nn.LSTMCell(100, 100), nn.Parameter(torch.zeros(1, 100))
        self.tables = nn.ModuleList(nn.Embedding(n, 100) for n in options)
        self.heads = nn.ModuleList(nn.Linear(100, n) for n in options)

    def forward(self, n):
        x, state, log_p, entropy, tokens = self.start.expand(n, -1), None, 0, 0, []
        for table, head in zip(self.tables, self.heads):
            state = self.cell(x, state)
            choice = torch.distributions.Categorical(logits=head(state[0]))
            tokens.append(choice.sample())
            log_p, entropy = log_p + choice.log_prob(tokens[-1]), entropy + choice.entropy()
            x = table(tokens[-1])
        return torch.stack(tokens), log_p, entropy


def controller_case():
    """Ten architectures drawn, the policy's gradient, and an Adam step."""
    controller = Controller().to(DEVICE)
    optimizer = torch.optim.Adam(controller.parameters(), lr=3.5e-4, betas=(0.0, 0.9))

    def run():
        tokens, log_p, entropy = controller(10)
        tokens.tolist()
        advantage = torch.arange(10, device=DEVICE) % 3 - 1.0
        optimizer.zero_grad(set_to_none=True)
        (-(advantage * log_p).mean() - 1e-4 * entropy.mean()).backward()
        optimizer.step()

    return run


class Cell(nn.Module):
    """A cell in pre-activation order without norm."""

    def __init__(self, width, mode, skips, shortcut=True):
        super().__init__()
        self.mode = mode
        self.conv1, self.conv2 = nn.Conv2d(width, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        self.shortcut = nn.Conv2d(width, width, 1) if shortcut else None
        self.skips = nn.ModuleList(nn.Conv2d(width, width, 1) for _ in range(skips))

    def up(self, x, size):
        align = None if self.mode == "nearest" else False
        return F.interpolate(x, size=size, mode=self.mode, align_corners=align)

    def forward(self, x, earlier):
        size = 2 * x.shape[-1]
        skip = h = self.conv1(self.up(F.relu(x), size))
        for conv, tap in zip(self.skips, earlier):
            h = h + conv(self.up(tap, size))
        y = self.conv2(F.relu(h))
        return skip, y if self.shortcut is None else y + self.shortcut(self.up(x, size))


class Generator(nn.Module):
    """The first two or all three cells of the paper's best architecture."""

    def __init__(self, width, cells):
        super().__init__()
        self.width = width
        self.linear = nn.Linear(128, 16 * width)
        cell = [Cell(width, "nearest", 0), Cell(width, "bilinear", 1), Cell(width, "nearest", 2, shortcut=False)]
        self.cells = nn.ModuleList(cell[:cells])
        self.norm, self.rgb = nn.BatchNorm2d(width), nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, z):
        x = self.linear(z).view(-1, self.width, 4, 4).contiguous(memory_format=LAYOUT)
        taps = []
        for cell in self.cells:
            tap, x = cell(x, taps)
            taps.append(tap)
        return torch.tanh(self.rgb(F.relu(self.norm(x))))


class Discriminator(nn.Module):
    """The discriminator; that of the search's second stage is without block 3."""

    def __init__(self, width, cells):
        super().__init__()

        def conv(inputs, kernel):
            return spectral_norm(nn.Conv2d(inputs, width, kernel, padding=kernel // 2))

        self.first = nn.ModuleList([conv(3, 3), conv(width, 3), conv(3, 1)])
        self.second = nn.ModuleList([conv(width, 3), conv(width, 3), conv(width, 1)])
        self.last = nn.ModuleList(nn.ModuleList([conv(width, 3), conv(width, 3)]) for _ in range(cells - 1))
        self.head = spectral_norm(nn.Linear(width, 1, bias=False))

    def forward(self, x):
        a, b, shortcut = self.first
        x = F.avg_pool2d(b(F.relu(a(x))), 2) + shortcut(F.avg_pool2d(x, 2))
        a, b, shortcut = self.second
        x = F.avg_pool2d(b(F.relu(a(F.relu(x)))), 2) + F.avg_pool2d(shortcut(x), 2)
        for a, b in self.last:
            x = b(F.relu(a(F.relu(x)))) + x
        return self.head(F.relu(x).sum((2, 3)))


class GAN:
    """The steps of a GAN: batches of 64 for the discriminator and 128 for the generator."""

    def __init__(self, size, cells, channels, half=None):
        """half is the type of autocast, None without it."""
        self.size, self.half = size, half
        self.generator = Generator(channels, cells).to(DEVICE, memory_format=LAYOUT)
        self.discriminator = Discriminator(channels // 2, cells).to(DEVICE, memory_format=LAYOUT)
        adam = {"lr": 2e-4, "betas": (0.0, 0.9)}
        self.opt_g = torch.optim.Adam(self.generator.parameters(), **adam)
        self.opt_d = torch.optim.Adam(self.discriminator.parameters(), **adam)
        self.scaler = torch.cuda.amp.GradScaler(enabled=half == torch.float16)

    def autocast(self):
        return torch.autocast(DEVICE, dtype=self.half, enabled=self.half is not None)

    def step(self, optimizer, loss):
        optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        self.scaler.step(optimizer)
        self.scaler.update()
        return loss.detach()

    def discriminator_step(self):
        real = images(64, 3, self.size, self.size)
        with self.autocast():
            with torch.no_grad():
                fake = self.generator(torch.randn(64, 128, device=DEVICE))
            loss = F.relu(1 - self.discriminator(real)).mean() + F.relu(1 + self.discriminator(fake)).mean()
        return self.step(self.opt_d, loss)

    def generator_step(self):
        self.discriminator.requires_grad_(False)
        with self.autocast():
            loss = -self.discriminator(self.generator(torch.randn(128, 128, device=DEVICE))).mean()
        loss = self.step(self.opt_g, loss)
        self.discriminator.requires_grad_(True)
        return loss

    def iteration(self):
        """Five discriminator steps and a generator step, whose losses the host reads."""
        torch.stack([self.discriminator_step() for _ in range(5)] + [self.generator_step()]).tolist()


class Declined(Exception):
    """A case that is not run, with the reason."""


def gan_case(size, cells, channels, precision):
    if precision and DEVICE == "cpu":
        raise Declined("autocast is for GPUs")
    half = {"": None, "-mixed": AUTOCAST, "-bfloat16": torch.bfloat16}[precision]
    return GAN(size, cells, channels, half).iteration


# The cases by name: a pattern, and what makes the case of the pattern's groups.
CASES = [
    (r"conv(\d)x\1/n(\d+)-c(\d+)(?:-(\d+))?-(\d+)x\5", lambda k, n, i, o, s: conv_case(int(k), int(n), int(i), int(o or i), int(s))),
    (r"([a-z-]+)/n(\d+)-c(\d+)-(\d+)x\4", lambda name, n, c, s: image_case(name, int(n), int(c), int(s))),
    (r"([a-z-]+)/(\d+)-(n\d+-c\d+-.*)", lambda name, calls, shape: in_a_row(int(calls), f"{name}/{shape}")),
    (r"linear/n64-2048-128", linear_case),
    (r"spectral/(\d+)-3x3-c128", lambda layers: spectral_case(int(layers))),
    (r"adam/(\d+)-64K", lambda layers: adam_case(int(layers))),
    (r"lstm/n10-100", lstm_case),
    (r"scorer/n100-32x32", scorer_case),
    (r"step/controller", controller_case),
    (r"step/discriminator", lambda: GAN(16, 2, 128).discriminator_step),
    (r"step/generator", lambda: GAN(16, 2, 128).generator_step),
    (r"iteration/16x16(|-mixed|-bfloat16)", lambda precision: gan_case(16, 2, 128, precision)),
    (r"iteration/final-32x32(|-mixed|-bfloat16)", lambda precision: gan_case(32, 3, 256, precision)),
]


def make(name):
    for pattern, case in CASES:
        if m := re.fullmatch(pattern, name):
            return case(*m.groups())
    raise Declined(f"PyTorch's side has no case {name}")


def seconds(cases, name):
    run = cases[name] = cases.get(name) or make(name)
    begin = time.perf_counter()
    run()
    if DEVICE == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - begin


def main():
    if ARGS.about:
        print(json.dumps(about()))
        return
    cases = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in cases:
            cases.clear()  # a case needs the memory of the one before it
        try:
            print(seconds(cases, name), flush=True)
        except (Declined, RuntimeError) as why:  # also where the card has too little memory
            print("no", " ".join(str(why).split()), flush=True)


main()
