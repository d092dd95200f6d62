#!/usr/bin/env python3
"""PyTorch's side of the tests of package interop.

    exchange.py write DIR    writes a checkpoint NAME.pth for each case in DIR/cases.json
    exchange.py check DIR    reads NAME.out.pth, which autogan has written for each, and prints what differs
"""
import copy
import json
import os
import sys
import warnings

import numpy
import torch

from networks import Discriminator, Generator

TOLERANCE = 1e-4
warnings.filterwarnings("ignore", category=UserWarning)


def networks(case):
    generator = Generator(case["tokens"], case["fixed"], case["channels"], case["latent"], case["bottom"])
    generator.cell2.before_skips = case["before_skips"]
    critic = Discriminator(case["critic"], len(case["tokens"]) // 4)
    optimisers = [torch.optim.Adam(n.parameters(), 2e-4, (0.0, 0.9)) for n in (generator, critic)]
    return generator, critic, optimisers


def perturb(generator):
    """Gives batch norms and averages other values than those that they begin with."""
    for module in generator.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.5)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.normal_(1, 0.2)
            module.bias.data.normal_(0, 0.2)


def train(case, generator, critic, optimisers):
    """Takes a step of both networks, so that there are moments."""
    loss = critic(generator(torch.randn(4, case["latent"]))).mean()
    loss.backward()
    for optimiser in optimisers:
        optimiser.step()


def write(case, folder):
    generator, critic, optimisers = networks(case)
    perturb(generator)
    train(case, generator, critic, optimisers)
    averaged = copy.deepcopy(generator)
    for p in averaged.parameters():
        p.data += 0.1 * p.data.abs().mean() * torch.randn_like(p)
    generator.eval(), averaged.eval()
    saved = {
        "epoch": 3,
        "gen_model": "shared_gan",
        "dis_model": "shared_gan",
        "gen_state_dict": copy.deepcopy(generator.state_dict()),
        "dis_state_dict": copy.deepcopy(critic.state_dict()),
        "avg_gen_state_dict": averaged.state_dict(),
        "gen_optimizer": optimisers[0].state_dict(),
        "dis_optimizer": optimisers[1].state_dict(),
        "best_fid": numpy.float64(12.5),
        "path_helper": {"log_path": "logs/x/Log"},
        "z": torch.randn(3, case["latent"]),
    }
    with torch.no_grad():
        saved["raw_image"], saved["image"] = generator(saved["z"]), averaged(saved["z"])
        saved["score"] = critic(saved["image"])  # a power iteration, as always in training
    torch.save(saved, os.path.join(folder, case["name"] + ".pth"), _use_new_zipfile_serialization=case["zip"])


def difference(got, want):
    """The largest difference, relative to the largest value."""
    return ((got - want).abs().max() / want.abs().max()).item()


def same_state(label, got, want, problems, unused=False):
    """Compares two state dicts bit by bit. Layers that are not used may be zero, or as they were made."""
    for key, value in want.items():
        zero = unused and (torch.count_nonzero(got[key]) == 0 or bool((got[key] == 1).all()))
        if not torch.equal(got[key], value) and not zero and "num_batches" not in key:
            problems.append(f"{label}: {key} differs")


def same_moments(label, got, want, problems):
    for key, value in want["state"].items():
        other = got["state"][key]
        for moment in ("exp_avg", "exp_avg_sq"):
            if not torch.equal(other[moment], value[moment]):
                problems.append(f"{label}: {moment} of parameter {key} differs")
        if int(other["step"]) != int(value["step"]):
            problems.append(f"{label}: step of parameter {key} differs")
    if sorted(got["state"]) != sorted(want["state"]):
        problems.append(f"{label}: moments of other parameters")


def check(case, folder):
    ours = torch.load(os.path.join(folder, case["name"] + ".out.pth"))
    theirs = torch.load(os.path.join(folder, case["name"] + ".pth"))
    whole, problems = ours["whole"], []
    generator, critic, optimisers = networks(case)
    for state, z in ((ours["plain"], "image"), (whole["gen_state_dict"], "raw_image")):
        generator.load_state_dict(state, strict=True)
        generator.eval()
        with torch.no_grad():
            far = difference(ours[z].permute(0, 3, 1, 2), generator(theirs["z"]))
        if not far < TOLERANCE:
            problems.append(f"{z} differs by {far:.2g}")
    supernet = networks({**case, "fixed": False})[0]
    supernet.load_state_dict(ours["supernet"], strict=True)
    supernet.eval()
    with torch.no_grad():
        far = difference(ours["image"].permute(0, 3, 1, 2), supernet(theirs["z"]))
    if not far < TOLERANCE:
        problems.append(f"image of the supernet differs by {far:.2g}")
    critic.load_state_dict(whole["dis_state_dict"], strict=True)
    with torch.no_grad():
        far = difference(ours["score"], critic(theirs["image"]))
    if not far < TOLERANCE:
        problems.append(f"score differs by {far:.2g}")
    for optimiser, key in zip(optimisers, ("gen_optimizer", "dis_optimizer")):
        optimiser.load_state_dict(whole[key])
        same_moments(key, whole[key], theirs[key], problems)
    same_state("discriminator", whole["dis_state_dict"], theirs["dis_state_dict"], problems)
    same_state("generator", whole["gen_state_dict"], theirs["gen_state_dict"], problems, unused=True)
    same_state("average", whole["avg_gen_state_dict"], theirs["avg_gen_state_dict"], problems, unused=True)
    return problems


def main():
    action, folder = sys.argv[1:]
    torch.set_num_threads(1)
    torch.manual_seed(7)
    with open(os.path.join(folder, "cases.json")) as file:
        cases = json.load(file)
    failed = False
    for case in cases:
        for problem in {"write": write, "check": check}[action](case, folder) or []:
            print(f"{case['name']}: {problem}")
            failed = True
    sys.exit(failed)


if __name__ == "__main__":
    main()
