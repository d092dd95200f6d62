package onnx

// Versions of the format (IR) and of the operators.
const (
	irVersion = 8
	opset     = 17
)

// Numbers of the fields of the messages, and values of their enumerations, in
// onnx.proto of ONNX 1.12 (Apache-2.0). They never change in later versions.
const (
	modelIRVersion, modelProducer, modelProducerVersion, modelDoc, modelGraph, modelOpset, modelProperty = 1, 2, 3, 6, 7, 8, 14

	opsetVersion = 2

	propertyKey, propertyValue = 1, 2

	graphNode, graphName, graphInitializer, graphDoc, graphInput, graphOutput = 1, 2, 5, 10, 11, 12

	nodeInput, nodeOutput, nodeName, nodeOp, nodeAttribute = 1, 2, 3, 4, 5

	attributeName, attributeFloat, attributeInt, attributeString, attributeInts, attributeType = 1, 2, 3, 4, 8, 20

	isFloat, isInt, isString, isInts = 1, 2, 3, 7

	tensorDim, tensorType, tensorName, tensorRaw = 1, 2, 8, 9

	typeFloat32, typeInt64 = 1, 7

	valueName, valueType, typeTensor = 1, 2, 1

	tensorTypeElement, tensorTypeShape = 1, 2

	shapeDim, dimValue, dimName = 1, 1, 2
)
