"""Checks the models of a folder, CASE.onnx, by ONNX's own checker, with its
inference of shapes."""

import pathlib
import sys

import onnx

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    for value in inferred.graph.value_info:
        batch = value.type.tensor_type.shape.dim[0].dim_value
        assert batch in (0, 1), f"{path.name}: {value.name} is of {batch} images"  # 0: unknown; 1: a mean over the batch
    properties = {p.key: p.value for p in model.metadata_props}
    assert properties["autogan.arch"] in model.doc_string and properties["test"] == path.stem, f"{path.name}: {properties}"
    assert model.producer_name == "autogan" and model.producer_version == "v1", model.producer_version
    assert [(o.domain, o.version) for o in model.opset_import] == [("", 17)], model.opset_import
