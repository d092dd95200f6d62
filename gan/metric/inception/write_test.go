package inception

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"

	"google.golang.org/protobuf/encoding/protowire"
)

// published is the content of a foreign file: weights as TensorFlow has them,
// with batch norm apart.
type published struct {
	plan    plan
	arrays  map[string]array // by the names of the graph
	scaled  bool             // gamma counts
	without string           // the node that is left out
}

func randomPublished(t *testing.T, p plan) published {
	t.Helper()
	r := testgpu.Rand(t.Name())
	pub := published{plan: p, arrays: map[string]array{}}
	add := func(name string, draw func() float64, shape ...int) {
		values := make([]float32, tensor.Shape(shape).NumElements())
		for i := range values {
			values[i] = float32(draw())
		}
		pub.arrays[name] = array{shape, values}
	}
	positive := func() float64 { return math.Exp(r.NormFloat64()) }
	for _, c := range p.convolutions() {
		add(c.name+"/conv2d_params", r.NormFloat64, c.weightsShape()...)
		add(c.name+"/batchnorm/beta", r.NormFloat64, c.out)
		add(c.name+"/batchnorm/gamma", positive, c.out)
		add(c.name+"/batchnorm/moving_mean", r.NormFloat64, c.out)
		add(c.name+"/batchnorm/moving_variance", positive, c.out)
	}
	add(logitsWeights, r.NormFloat64, p.features(), p.classes)
	add("softmax/biases", r.NormFloat64, p.classes)
	return pub
}

// folded is a weight or bias of our own file by the definition of batch norm.
func (p published) folded(c convolution, gamma bool) (weights, bias []float64) {
	at := func(name string, i int) float64 { return float64(p.arrays[c.name+name].values[i]) }
	for i := range c.weightsShape().NumElements() {
		o := i % c.out
		scale := 1 / math.Sqrt(at("/batchnorm/moving_variance", o)+0.001)
		if gamma {
			scale *= at("/batchnorm/gamma", o)
		}
		weights = append(weights, at("/conv2d_params", i)*scale)
		if i < c.out {
			bias = append(bias, at("/batchnorm/beta", o)-at("/batchnorm/moving_mean", o)*scale)
		}
	}
	return weights, bias
}

// graphDef writes the constants as a GraphDef, some with their numbers one by one.
func (p published) graphDef() []byte {
	var graph []byte
	node := func(name, op string, attrs ...[]byte) {
		if name == p.without {
			return
		}
		message := bytesField(nil, nodeName, []byte(name))
		message = bytesField(message, nodeOp, []byte(op))
		for _, a := range attrs {
			message = bytesField(message, nodeAttr, a)
		}
		graph = bytesField(graph, graphNode, message)
	}
	attr := func(name string, value []byte) []byte {
		return bytesField(bytesField(nil, mapKey, []byte(name)), mapValue, value)
	}
	node("DecodeJpeg/contents", "Placeholder")
	words := bytesField(nil, attrTensor, varintField(varintField(nil, tensorType, 3), 7, 8)) // an int32
	node("ResizeBilinear/size", "Const", attr("dtype", varintField(nil, 6, 3)), attr("value", words))
	for _, name := range slices.Sorted(maps.Keys(p.arrays)) {
		a := p.arrays[name]
		content := varintField(nil, tensorType, typeFloat)
		var shape []byte
		for _, extent := range a.shape {
			shape = bytesField(shape, shapeDim, varintField(nil, dimSize, uint64(extent)))
		}
		content = bytesField(content, tensorShape, shape)
		switch raw := littleEndian(a.values); len(a.shape) {
		case 1:
			content = bytesField(content, tensorFloats, raw)
		default:
			content = bytesField(content, tensorContent, raw)
		}
		node(name, "Const", attr("value", bytesField(nil, attrTensor, content)))
	}
	for _, c := range p.plan.convolutions() {
		eps := protowire.AppendFixed32(protowire.AppendTag(nil, attrFloat, protowire.Fixed32Type), math.Float32bits(0.001))
		scale := varintField(nil, attrBool, protowire.EncodeBool(p.scaled))
		node(c.name+"/batchnorm", "BatchNormWithGlobalNormalization", attr("variance_epsilon", eps), attr("scale_after_normalization", scale))
		node(c.name, "Relu")
	}
	return varintField(graph, 4, 0) // something else at the end
}

func bytesField(message []byte, number protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(message, number, protowire.BytesType), value)
}

func varintField(message []byte, number protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(message, number, protowire.VarintType), value)
}

func littleEndian(values []float32) []byte {
	raw := make([]byte, 0, 4*len(values))
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	return raw
}

// archived is TensorFlow's .tgz around a graph.
func archived(t *testing.T, name string, graph []byte) []byte {
	t.Helper()
	var buffer bytes.Buffer
	zipped := gzip.NewWriter(&buffer)
	archive := tar.NewWriter(zipped)
	for _, f := range []struct {
		name    string
		content []byte
	}{{"LICENSE", []byte("text")}, {name, graph}} {
		if err := archive.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write(f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// torchState turns the arrays into pytorch-fid's.
func (p published) torchState() map[string]array {
	state := map[string]array{}
	add := func(name string, from array, shape tensor.Shape) {
		// [kh, kw, in, out] to [out, in, kh, kw]
		values := make([]float32, len(from.values))
		in, out := shape[1], shape[0]
		for i, v := range from.values {
			o, c, tap := i%out, i/out%in, i/out/in
			values[(o*in+c)*(len(values)/in/out)+tap] = v
		}
		state[name] = array{shape, values}
	}
	for _, c := range p.plan.convolutions() {
		add(c.torch+".conv.weight", p.arrays[c.name+"/conv2d_params"], tensor.Shape{c.out, c.in, c.kh, c.kw})
		for torch, tf := range map[string]string{"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"} {
			state[c.torch+".bn."+torch] = p.arrays[c.name+"/batchnorm/"+tf]
		}
	}
	add("fc.weight", p.arrays[logitsWeights], tensor.Shape{p.plan.classes, p.plan.features()})
	state["fc.bias"] = p.arrays["softmax/biases"]
	return state
}

// torchZip writes a state dict as torch.save does, a storage for each tensor.
func torchZip(t *testing.T, state map[string]array) []byte {
	t.Helper()
	return torchZipOf(t, state, "FloatStorage", littleEndian)
}

// torchZipOf is torchZip with storages of any class, encoded for it.
func torchZipOf(t *testing.T, state map[string]array, class string, encode func([]float32) []byte) []byte {
	t.Helper()
	var buffer bytes.Buffer
	archive := zip.NewWriter(&buffer)
	record := func(name string, content []byte) {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: "archive/" + name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	pickled := []byte("\x80\x02ccollections\nOrderedDict\n)R(")
	text := func(s string) {
		pickled = append(binary.LittleEndian.AppendUint32(append(pickled, 'X'), uint32(len(s))), s...)
	}
	number := func(n int) { pickled = binary.LittleEndian.AppendUint32(append(pickled, 'J'), uint32(n)) }
	names := slices.Sorted(maps.Keys(state))
	for _, name := range names {
		a := state[name]
		text(name)
		pickled = append(pickled, "ctorch._utils\n_rebuild_tensor_v2\n(("...)
		text("storage")
		pickled = append(pickled, "ctorch\n"+class+"\n"...)
		text(name)
		text("cpu")
		number(len(a.values))
		pickled = append(pickled, "tQK\x00("...) // the storage, offset 0
		stride := len(a.values)
		for _, extent := range a.shape {
			number(extent)
		}
		pickled = append(pickled, "t("...)
		for _, extent := range a.shape {
			stride /= extent
			number(stride)
		}
		pickled = append(pickled, "t\x89ccollections\nOrderedDict\n)RtR"...)
	}
	record("data.pkl", append(pickled, "u."...))
	for _, name := range names {
		record("data/"+name, encode(state[name].values))
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// cuts are places at which a file of n bytes may break off.
func cuts(n int) []int {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	places := []int{0, 1, 2, 8, 9, 100, n / 2, n - 1}
	for range 20 {
		places = append(places, r.IntN(n))
	}
	return places
}
