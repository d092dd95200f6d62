package pytorch

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"runtime"
	"strings"
	"testing"

	"autogan/layers/checkpoint"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// example has every kind of value that a checkpoint of the published code has.
func example() *Dict {
	weights := &Dict{Ordered: true, Metadata: &Dict{}}
	weights.Metadata.Set("", &Dict{})
	weights.Set("l1.weight", checkpoint.Floats("l1.weight", []float32{1, 2, 3, 4, 5, 6}, 2, 3))
	weights.Set("bn.num_batches_tracked", checkpoint.Array{Name: "bn.num_batches_tracked", DType: checkpoint.I64, Shape: []int{}, Data: make([]byte, 8)})
	d := &Dict{}
	for _, e := range []Entry{{"epoch", int64(320)}, {"best_fid", 12.42}, {"load_path", nil}, {"negative", int64(-5)}, {int64(1 << 40), true},
		{"gen_state_dict", weights}, {"params", &List{Items: []Value{int64(0), false}}}, {"betas", Tuple{0.0, 0.9}}, {"empty", checkpoint.Floats("empty", nil, 0)}} {
		d.Set(e.Key, e.Value)
	}
	return d
}

// arrays replaces the tensors of a value by arrays named by their keys.
func arrays(t *testing.T, key, v Value) Value {
	switch v := v.(type) {
	case *Tensor:
		label, _ := key.(string)
		a, err := v.Array(label)
		if err != nil {
			t.Fatal(err)
		}
		return a
	case *Dict:
		for i, e := range v.Entries {
			v.Entries[i].Value = arrays(t, e.Key, e.Value)
		}
	}
	return v
}

// legacy is a file of the older form.
func legacy(v Value) []byte {
	var b bytes.Buffer
	if err := Encode(&b, v); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// zipped is a file of the newer form with the given records after data.pkl.
func zipped(pickle []byte, records map[string]string, method uint16) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	records["data.pkl"] = string(pickle)
	for name, content := range records {
		r, err := w.CreateHeader(&zip.FileHeader{Name: "archive/" + name, Method: method})
		if err != nil {
			panic(err)
		}
		r.Write([]byte(content))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// newer is example in the newer form.
func newer() []byte {
	body := &pickler{}
	body.program(example())
	return zipped(body.Bytes(), map[string]string{
		"data/0": string(body.arrays[0].Data), "data/1": string(make([]byte, 8)), "data/2": "", "version": "3\n", "byteorder": "little",
	}, zip.Store)
}

func TestBothFormsReadAsTheyWereWritten(t *testing.T) {
	for form, data := range map[string][]byte{"legacy": legacy(example()), "zip": newer()} {
		v, err := Decode(data)
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		equal := []cmp.Option{cmpopts.IgnoreUnexported(Dict{}), cmpopts.EquateEmpty()}
		if diff := cmp.Diff(Value(example()), arrays(t, nil, v), equal...); diff != "" {
			t.Errorf("%s: -want +got\n%s", form, diff)
		}
	}
}

// program is a pickle of protocol 2 of instructions.
func program(text string) string { return "\x80\x02" + text + "." }

// ofStorage is a legacy file whose value are instructions, with a storage "0" of
// one float.
func ofStorage(instructions string) []byte {
	whole := legacy(checkpoint.Floats("x", []float32{7}))
	body := &pickler{}
	body.program(checkpoint.Floats("x", []float32{7}))
	return bytes.Replace(whole, body.Bytes(), []byte(program(instructions)), 1)
}

// persistentID is a storage of so many elements.
func persistentID(count int64) string {
	p := &pickler{}
	p.tuple("storage", name("torch.FloatStorage"), "0", "cpu", count, nil)
	return p.String() + "Q"
}

// view are the instructions of a tensor of that storage.
func view(count int64, rest ...Value) string {
	p := &pickler{}
	p.WriteString("ctorch._utils\n_rebuild_tensor_v2\n(" + persistentID(count))
	for _, v := range rest {
		p.value(v)
	}
	return p.String() + "tR"
}

// hostile are files that claim, hide or ask for something, and words of the
// errors that they must get.
func hostile() map[string]struct {
	data []byte
	want string
} {
	type h = struct {
		data []byte
		want string
	}
	long := func(n uint64, code string) string { return code + string(binary.LittleEndian.AppendUint64(nil, n)) }
	sound := legacy(example())
	return map[string]h{
		"runs a command":                   {ofStorage("cos\nsystem\nX\x04\x00\x00\x00true\x85R"), `"os.system"`},
		"runs a command, protocol 4":       {ofStorage("\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R"), `"posix.system"`},
		"evaluates":                        {ofStorage("c__builtin__\neval\nX\x01\x00\x00\x001\x85R"), `"__builtin__.eval"`},
		"names a part of a known name":     {ofStorage("ctorch._utils\n_rebuild_tensor_v2.__globals__\n)R"), "__globals__"},
		"calls a storage":                  {ofStorage("ctorch\nFloatStorage\n)R"), "calls a"},
		"an instance":                      {ofStorage("(icollections\nOrderedDict\n"), "0x69"},
		"a new object":                     {ofStorage("ccollections\nOrderedDict\n)\x81"), "0x81"},
		"a text of 2 GiB":                  {ofStorage("X\xff\xff\xff\x7f"), "cut short"},
		"a text of 16 EiB":                 {ofStorage(long(1<<64-1, "\x8d")), "cut short"},
		"a text that ends after the file":  {[]byte("\x80\x02X\x05\x00\x00\x00abc"), "cut short"},
		"bytes of 2 GiB":                   {ofStorage("B\xff\xff\xff\x7f"), "cut short"},
		"an integer of 4 GiB":              {ofStorage("\x8b\xff\xff\xff\xff"), "cut short"},
		"a storage of 2^60 numbers":        {ofStorage(view(1<<60, int64(0), Tuple{int64(1)}, Tuple{int64(1)})), "not of a storage"},
		"a storage of 2^31 numbers":        {ofStorage(view(1<<31, int64(0), Tuple{int64(1)}, Tuple{int64(1)})), "has 1 elements in 4 bytes"},
		"a tensor of 2^62 numbers":         {ofStorage(view(1, int64(0), Tuple{int64(1 << 31), int64(1 << 31)}, Tuple{int64(0), int64(0)})), "shape"},
		"a number repeated":                {ofStorage(view(1, int64(0), Tuple{int64(1 << 20)}, Tuple{int64(0)})), "shape"},
		"a negative stride":                {ofStorage(view(1, int64(0), Tuple{int64(1)}, Tuple{int64(-1)})), "strides"},
		"a negative offset":                {ofStorage(view(1, int64(-1), Tuple{}, Tuple{})), "begins at element -1"},
		"an offset beyond the end":         {ofStorage(view(1, int64(1), Tuple{int64(1)}, Tuple{int64(1)})), "reaches element 1"},
		"strides that overflow":            {ofStorage(view(1, int64(0), Tuple{int64(1 << 30), int64(1 << 30), int64(1 << 30)}, Tuple{int64(1 << 30), int64(1 << 30), int64(1 << 30)})), "strides"},
		"shape without strides":            {ofStorage(view(1, int64(0), Tuple{int64(1)}, Tuple{})), "strides"},
		"a storage in two ways":            {ofStorage("(" + persistentID(1) + persistentID(2) + "t"), "two ways"},
		"deep nesting":                     {ofStorage(strings.Repeat("(", 1_000_000)), "nested"},
		"deep lists":                       {ofStorage(strings.Repeat("]", 1_000_000) + strings.Repeat("a", 1_000_000)), "nested"},
		"a memo that is not written":       {ofStorage("h\x05"), "number 5 of its memo"},
		"nothing to take":                  {ofStorage("\x87"), "has not made"},
		"takes what is before a mark":      {ofStorage("K\x01(\x85"), "has not made"},
		"a mark that is not there":         {ofStorage("t"), "has not begun"},
		"two values":                       {ofStorage("NN"), "ends with 2 values"},
		"a list as a key":                  {ofStorage("}]Ns"), "key of type"},
		"appends to a dict":                {ofStorage("}Na"), "appends to"},
		"a large OrderedDict of pairs":     {ofStorage("ccollections\nOrderedDict\n]\x85R"), "1 arguments"},
		"a state for a tensor":             {ofStorage(view(1, int64(0), Tuple{}, Tuple{}) + "}b"), "a state"},
		"a list that contains itself":      {ofStorage("]q\x00h\x00a\x85QN0"), "not of a storage"},
		"bytes of a long text":             {ofStorage("c_codecs\nencode\nX\x41\x00\x00\x00" + strings.Repeat("a", 65) + "X\x06\x00\x00\x00latin1\x86R"), "text of a number"},
		"an object of NumPy":               {ofStorage("cnumpy.core.multiarray\n_reconstruct\n)R"), "_reconstruct"},
		"cut in a pickle":                  {sound[:len(sound)/2], "cut short"},
		"cut in a storage":                 {sound[:len(sound)-20], "cut short"},
		"a pickle of something else":       {[]byte(program("K\x01") + program("K\x01") + program("K\x01")), "something else"},
		"a web page":                       {[]byte("<!DOCTYPE html><title>Log in</title>"), "web page"},
		"a pointer of Git LFS":             {[]byte("version https://git-lfs.github.com/spec/v1\n"), "git lfs pull"},
		"nothing":                          {nil, "empty"},
		"a zip archive without a pickle":   {zipOf(map[string]string{"a": "b"}), "missing"},
		"a zip archive that is cut":        {newer()[:len(newer())-30], "cut short"},
		"a zip bomb":                       {zipped([]byte(program(strings.Repeat("N", 1<<20))), map[string]string{}, zip.Deflate), "compressed"},
		"a record of 2 GiB":                {claiming(1 << 31), "cut short"},
		"a record that is damaged":         {bytes.Replace(newer(), []byte("little"), []byte("bottle"), 1), "not little-endian"},
		"a storage that is damaged":        {bytes.Replace(newer(), []byte("\x00\x00\x80?\x00\x00\x00@"), []byte("\x00\x00\x80?\x00\x00\x00A"), 1), "checksum"},
		"a storage that is missing":        {zipped([]byte(program(view(1, int64(0), Tuple{}, Tuple{}))), map[string]string{}, zip.Store), `"archive/data/0" is missing`},
		"a storage that is short":          {zipped([]byte(program(view(1, int64(0), Tuple{}, Tuple{}))), map[string]string{"data/0": "12"}, zip.Store), "2 bytes, want 4"},
		"big-endian":                       {zipped([]byte(program("N")), map[string]string{"byteorder": "big"}, zip.Store), "little-endian"},
		"TorchScript":                      {zipped([]byte(program("N")), map[string]string{"code/m.py": ""}, zip.Store), "TorchScript"},
		"a key of a storage with a parent": {zipped([]byte(program(strings.Replace(view(1, int64(0), Tuple{}, Tuple{}), "X\x01\x00\x00\x000", "X\x05\x00\x00\x00../up", 1))), map[string]string{}, zip.Store), "missing"},
	}
}

// zipOf is an archive of other things.
func zipOf(records map[string]string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range records {
		r, _ := w.Create(name)
		r.Write([]byte(content))
	}
	w.Close()
	return b.Bytes()
}

// claiming is an archive whose pickle claims another size than it has.
func claiming(size uint64) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	pickle := []byte(program("N"))
	r, err := w.CreateRaw(&zip.FileHeader{Name: "archive/data.pkl", Method: zip.Store, CRC32: crc32.ChecksumIEEE(pickle), UncompressedSize64: size, CompressedSize64: size})
	if err != nil {
		panic(err)
	}
	r.Write(pickle)
	w.Close()
	return b.Bytes()
}

func TestHostileFilesAreRefused(t *testing.T) {
	for name, h := range hostile() {
		_, err := Decode(h.data)
		if err == nil || !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), h.want) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 400 {
			t.Errorf("%s: got %v, want a line with %q", name, err, h.want)
		}
	}
}

// TestClaimsAreNotAllocated: what a file of a few bytes claims is never
// allocated.
func TestClaimsAreNotAllocated(t *testing.T) {
	for _, name := range []string{"a text of 2 GiB", "a storage of 2^31 numbers", "a number repeated", "a record of 2 GiB", "a zip bomb"} {
		data := hostile()[name].data
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = Decode(data)
		runtime.ReadMemStats(&after)
		if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 1<<17 {
			t.Errorf("%s: %d bytes are allocated for %d", name, bytes, len(data))
		}
	}
}

// TestViewsOfOneStorage: tensors may be transposed, begin anywhere and share a
// storage.
func TestViewsOfOneStorage(t *testing.T) {
	s := &storage{kind: kinds[0], count: 6, data: checkpoint.Floats("", []float32{0, 1, 2, 3, 4, 5}).Data}
	for _, c := range []struct {
		offset         int64
		shape, strides []int64
		want           []float32
	}{
		{0, []int64{2, 3}, []int64{3, 1}, []float32{0, 1, 2, 3, 4, 5}},
		{0, []int64{3, 2}, []int64{1, 3}, []float32{0, 3, 1, 4, 2, 5}},
		{1, []int64{2}, []int64{4}, []float32{1, 5}},
		{4, []int64{}, []int64{}, []float32{4}},
		{2, []int64{1, 1, 2}, []int64{0, 0, 1}, []float32{2, 3}},
		{6, []int64{0, 3}, []int64{3, 1}, nil},
	} {
		v, err := newTensor(s, c.offset, c.shape, c.strides)
		if err != nil {
			t.Errorf("%v %v: %v", c.shape, c.strides, err)
			continue
		}
		a, err := v.Array("x")
		if diff := cmp.Diff(c.want, a.Floats(), cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Errorf("%v %v: %v %s", c.shape, c.strides, err, diff)
		}
	}
	for _, strides := range [][]int64{{1, 1}, {0, 1}, {2, 1}} { // [2 3]
		if _, err := newTensor(s, 0, []int64{2, 3}, strides); err == nil {
			t.Errorf("strides %v: elements share their memory, want an error", strides)
		}
	}
}

// TestOtherElements: halves and doubles become float32; counts stay; masks are
// named.
func TestOtherElements(t *testing.T) {
	for _, c := range []struct {
		class, data string
		want        float32
	}{
		{"HalfStorage", "\x00\x3e", 1.5}, {"BFloat16Storage", "\xc0\x3f", 1.5}, {"DoubleStorage", "\x00\x00\x00\x00\x00\x00\xf8\x3f", 1.5},
	} {
		v, err := newTensor(&storage{kind: *storageKind(name("torch." + c.class)), count: 1, data: []byte(c.data)}, 0, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := v.Array("x"); err != nil || a.Floats()[0] != c.want {
			t.Errorf("%s: got %v, %v", c.class, a, err)
		}
	}
	mask, err := newTensor(&storage{kind: *storageKind("torch.BoolStorage"), count: 1, data: []byte{1}}, 0, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mask.Array("mask"); err == nil || !strings.Contains(err.Error(), "BoolStorage") {
		t.Errorf("got %v, want an error about BoolStorage", err)
	}
}

// TestNumbersOfNumPy: the published code keeps its best FID as one.
func TestNumbersOfNumPy(t *testing.T) {
	scalar := "cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nX\x02\x00\x00\x00f8K\x00K\x01\x87R(K\x03X\x01\x00\x00\x00<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
	double := "\x00\x00\x00\x00\x00\x00)@"
	for _, raw := range []string{
		"c_codecs\nencode\nX\x08\x00\x00\x00" + double + "X\x06\x00\x00\x00latin1\x86R\x86R", "C\x08" + double + "\x86R",
	} {
		v, _, _, err := unpickle([]byte(program(scalar + raw)))
		if err != nil || v != 12.5 {
			t.Errorf("got %v, %v, want 12.5", v, err)
		}
	}
}

// FuzzDecode: a file of any bytes is read or refused, and takes no more memory
// than its size accounts for.
func FuzzDecode(f *testing.F) {
	for _, h := range hostile() {
		if len(h.data) < 1<<16 {
			f.Add(h.data)
		}
	}
	f.Add(legacy(example()))
	f.Add(newer())
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := Decode(data)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Errorf("error %v is no ErrFormat", err)
			}
			return
		}
		dict, _ := v.(*Dict)
		if dict == nil {
			return
		}
		for _, e := range dict.Entries {
			tensor, ok := e.Value.(*Tensor)
			if !ok {
				continue
			}
			if a, err := tensor.Array("x"); err == nil && len(a.Data) > 2*len(data) {
				t.Errorf("a tensor takes %d bytes of a file of %d", len(a.Data), len(data))
			}
		}
	})
}
