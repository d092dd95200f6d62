"""Runs the models of a folder, CASE.onnx, by onnxruntime on CASE.z, float32
[3, latent], and writes their images to CASE.images. Where the images of a batch do
not depend on each other (CASE does not begin with "batch"), the first alone must be
the same."""

import pathlib
import sys

import numpy
import onnxruntime

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (z,), (images,) = session.get_inputs(), session.get_outputs()
    assert z.name == "z" and images.name == "images" and z.shape[0] == images.shape[0] == "N", (z, images)
    latent = numpy.fromfile(path.with_suffix(".z"), numpy.float32).reshape(3, z.shape[1])
    (made,) = session.run(["images"], {"z": latent})
    assert list(made.shape[1:]) == images.shape[1:] and images.shape[1] == 3, (made.shape, images.shape)
    if not path.name.startswith("batch"):
        (alone,) = session.run(["images"], {"z": latent[:1]})
        assert abs(alone - made[:1]).max() < 1e-5, path.name
    made.tofile(path.with_suffix(".images"))
