"""The networks of AutoGAN's published code, made again from its description.

Names of modules and the order in which they are made are those of the published classes, since state dicts and optimisers follow
from them. The code is new. Where the published cells add skip-ins in place, these add them out of place and hand on the sum: the
values are the same, and PyTorch since 1.5 can differentiate it. With before_skips they hand on what they had before: the cells of a
copy of the code that says h = h + … .
"""
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm

UPSAMPLING = ["bilinear", "nearest", "deconv"]


def enlarge(x, mode, size):
    return F.interpolate(x, size=(size, size), mode=mode)


class Norms(nn.Module):
    """What both kinds of blocks choose from: batch norm with weights, instance norm without."""

    def normalise(self, x, norm):
        return [lambda y: y, self.bn, self.inn][norm](x)


class PostBlock(Norms):
    def __init__(self, ch, up):
        super().__init__()
        self.deconv = nn.ConvTranspose2d(ch, ch, 2, 2)
        self.conv = nn.Conv2d(ch, ch, 3, padding=1)
        self.bn = nn.BatchNorm2d(ch)
        self.inn = nn.InstanceNorm2d(ch)
        self.up = up

    def forward(self, x, norm, mode):
        if self.up:
            x = self.deconv(x) if mode == "deconv" else enlarge(x, mode, 2 * x.shape[3])
        return F.relu(self.normalise(self.conv(x), norm))


class PreBlock(Norms):
    def __init__(self, ch, up):
        super().__init__()
        self.bn = nn.BatchNorm2d(ch)
        self.inn = nn.InstanceNorm2d(ch)
        self.deconv = nn.ConvTranspose2d(ch, ch, 2, 2)
        self.conv = nn.Conv2d(ch, ch, 3, padding=1)
        self.up = up

    def forward(self, x, norm, mode):
        x = F.relu(self.normalise(x, norm))
        if self.up:
            x = self.deconv(x) if mode == "deconv" else enlarge(x, mode, 2 * x.shape[3])
        return self.conv(x)


class SuperCell(nn.Module):
    """A cell that holds the layers of all choices."""

    before_skips = False

    def __init__(self, ch, skips):
        super().__init__()
        self.post_conv1, self.pre_conv1 = PostBlock(ch, True), PreBlock(ch, True)
        self.post_conv2, self.pre_conv2 = PostBlock(ch, False), PreBlock(ch, False)
        self.deconv_sc = nn.ConvTranspose2d(ch, ch, 2, 2)
        self.c_sc = nn.Conv2d(ch, ch, 1)
        self.skip_deconvx2 = nn.ConvTranspose2d(ch, ch, 2, 2)
        self.skip_deconvx4 = nn.Sequential(nn.ConvTranspose2d(ch, ch, 2, 2), nn.ConvTranspose2d(ch, ch, 2, 2))
        if skips:
            self.skip_in_ops = nn.ModuleList([nn.Conv2d(ch, ch, 1) for _ in range(skips)])

    def choose(self, tokens):
        pre, self.norm, up, self.shortcut = tokens[:4]
        self.blocks = (self.pre_conv1, self.pre_conv2) if pre else (self.post_conv1, self.post_conv2)
        self.mode, self.mask = UPSAMPLING[up], tokens[4] if len(tokens) > 4 else 0

    def resized(self, x, size, deconv):
        return deconv(x) if self.mode == "deconv" else enlarge(x, self.mode, size)

    def forward(self, x, earlier=()):
        h = first = self.blocks[0](x, self.norm, self.mode)
        size = h.shape[3]
        for i, feature in enumerate(earlier):
            if self.mask >> (len(earlier) - 1 - i) & 1:  # the oldest cell is the highest bit
                deconv = self.skip_deconvx4 if size == 4 * feature.shape[3] else self.skip_deconvx2
                h = h + self.skip_in_ops[i](self.resized(feature, size, deconv))
        out = self.blocks[1](h, self.norm, self.mode)
        if self.shortcut:
            out = out + self.c_sc(self.resized(x, size, self.deconv_sc))
        return first if self.before_skips else h, out


class FixedCell(nn.Module):
    """A cell that holds the layers of one choice: pre-activation, no deconvolution, all skip-ins or none."""

    def __init__(self, ch, skips, tokens):
        super().__init__()
        _, norm, up, shortcut = tokens[:4]
        self.mode, self.norm = UPSAMPLING[up], norm
        self.c1, self.c2 = nn.Conv2d(ch, ch, 3, padding=1), nn.Conv2d(ch, ch, 3, padding=1)
        if norm == 1:
            self.n1, self.n2 = nn.BatchNorm2d(ch), nn.BatchNorm2d(ch)
        self.c_sc = nn.Conv2d(ch, ch, 1) if shortcut else None
        self.skip_in_ops = nn.ModuleList([nn.Conv2d(ch, ch, 1) for _ in range(skips)]) if skips else None

    def forward(self, x, earlier=()):
        size = 2 * x.shape[3]
        h = self.c1(enlarge(F.relu(self.n1(x) if self.norm else x), self.mode, size))
        for op, feature in zip(self.skip_in_ops or (), earlier):
            h = h + op(enlarge(feature, self.mode, size))
        out = self.c2(F.relu(self.n2(h) if self.norm else h))
        if self.c_sc is not None:
            out = out + self.c_sc(enlarge(x, self.mode, size))
        return h, out


def cells_of(tokens):
    """The tokens of each cell: four of the first, five of the others."""
    return [tokens[:4]] + [tokens[i : i + 5] for i in range(4, len(tokens), 5)]


class Generator(nn.Module):
    def __init__(self, tokens, fixed, ch, latent, bottom):
        super().__init__()
        self.ch, self.bottom, cells = ch, bottom, cells_of(tokens)
        self.used = len(cells)
        self.l1 = nn.Linear(latent, bottom**2 * ch)
        for i in range(3):
            skips = bin(cells[i][4]).count("1") if fixed and i else i
            setattr(self, f"cell{i + 1}", FixedCell(ch, skips, cells[i]) if fixed else SuperCell(ch, skips))
        self.to_rgb = nn.Sequential(nn.BatchNorm2d(ch), nn.ReLU(), nn.Conv2d(ch, 3, 3, 1, 1), nn.Tanh())
        if not fixed:
            for i, choice in enumerate(cells):
                getattr(self, f"cell{i + 1}").choose(choice)

    def forward(self, z):
        x, earlier = self.l1(z).view(-1, self.ch, self.bottom, self.bottom), []
        for i in range(self.used):
            half, x = getattr(self, f"cell{i + 1}")(x, earlier)
            earlier.append(half)
        return self.to_rgb(x)


class DisBlock(nn.Module):
    def __init__(self, into, ch, first, down):
        super().__init__()
        self.first, self.down = first, down
        self.c1 = spectral_norm(nn.Conv2d(into, ch, 3, padding=1))
        self.c2 = spectral_norm(nn.Conv2d(ch, ch, 3, padding=1))
        if down:
            self.c_sc = spectral_norm(nn.Conv2d(into, ch, 1))

    def forward(self, x):
        h = self.c2(F.relu(self.c1(x if self.first else F.relu(x))))
        if not self.down:
            return h + x
        shortcut = self.c_sc(F.avg_pool2d(x, 2)) if self.first else F.avg_pool2d(self.c_sc(x), 2)
        return F.avg_pool2d(h, 2) + shortcut


class Discriminator(nn.Module):
    def __init__(self, ch, cells):
        super().__init__()
        self.cells = cells
        self.block1, self.block2 = DisBlock(3, ch, True, True), DisBlock(ch, ch, False, True)
        self.block3, self.block4 = DisBlock(ch, ch, False, False), DisBlock(ch, ch, False, False)
        self.l5 = spectral_norm(nn.Linear(ch, 1, bias=False))

    def forward(self, x):
        for block in [self.block1, self.block2, self.block3][: self.cells]:
            x = block(x)
        return self.l5(F.relu(self.block4(x)).sum((2, 3)))
