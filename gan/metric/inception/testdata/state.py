# Writes what PyTorch 1.13 makes of a small state dict in both of its forms:
#     python3 state.py
import collections
import torch

x = torch.arange(24, dtype=torch.float32)
state = torch.nn.BatchNorm2d(3).state_dict()  # with its _metadata and a counter
state["whole"] = x.reshape(2, 3, 4)
state["turned"] = x.reshape(2, 3, 4).permute(2, 0, 1)  # the same storage
state["part"] = x[5:9]
state["weight"] = torch.tensor([0.5, -1.0, 2.0])
torch.save(state, "state_zip.pth")
torch.save(state, "state_legacy.pth", _use_new_zipfile_serialization=False)
torch.save({"epoch": 3, "state": collections.OrderedDict(state)}, "other.pth")
