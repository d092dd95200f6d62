package runtime

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"autogan/shaders"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// ways of running a stream. They must not change what memory holds.
var ways = []vk.StreamOptions{
	{},
	{SubmitWords: 1},
	{BarrierEverywhere: true},
	{ReverseUnordered: true},
	{ReverseUnordered: true, SubmitWords: 200},
	{FreshTemps: true, PoisonTemps: true, SubmitWords: 1 << 20},
	{SeparateTemps: true, ReverseUnordered: true},
	{PoisonTemps: true, GuardBytes: 300, ReverseUnordered: true, SubmitWords: 1000},
}

// memory is a buffer and what it should hold, word by word.
type memory struct {
	buffer vk.Buffer
	want   []uint32
}

func (m memory) slice(r *rand.Rand, words int) (vk.Buffer, []uint32) {
	from := r.IntN(len(m.want) - words + 1)
	return m.buffer.Slice(uint64(4*from), uint64(4*words)), m.want[from : from+words]
}

// checkOrder records random fills, kernels, copies and uploads on overlapping
// parts of two buffers, and compares what they hold in the end with the same
// commands done one after the other on the host.
func checkOrder(t *testing.T, seed uint64, commands int, options vk.StreamOptions) {
	t.Helper()
	dev, _ := testgpu.Stream(t)
	s, err := dev.NewStreamWith(options)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Release()
	const size = 4 << 10 // words
	r := rand.New(rand.NewPCG(seed, 0))
	var memories [2]memory
	for i := range memories {
		memories[i] = memory{s.Temp(4 * size), make([]uint32, size)}
		s.Fill(memories[i].buffer, 0)
	}
	for range commands {
		words, at := 1+r.IntN(size/32), r.IntN(2)
		dst, want := memories[at].slice(r, words)
		value := r.Uint32()
		switch r.IntN(4) {
		case 0:
			s.Fill(dst, value)
			fill(want, value)
		case 1:
			s.Kernel(shaders.Fill).Write(dst).Int(words).Uint(value).Run1D(words)
			fill(want, value)
		case 2:
			src, from := memories[1-at].slice(r, words)
			s.Copy(dst, src)
			copy(want, from)
		case 3:
			data := make([]byte, 4*words)
			for i := range want {
				want[i] = value + uint32(i)
				binary.LittleEndian.PutUint32(data[4*i:], want[i])
			}
			s.Upload(dst, data)
		}
	}
	for i, m := range memories {
		got := make([]byte, 4*size)
		if err := s.Download(got, m.buffer); err != nil {
			t.Fatal(err)
		}
		for k, want := range m.want {
			if g := binary.LittleEndian.Uint32(got[4*k:]); g != want {
				t.Fatalf("seed %d, %+v: word %d of buffer %d is %#x, want %#x", seed, options, k, i, g, want)
			}
		}
	}
}

func fill(words []uint32, value uint32) {
	for i := range words {
		words[i] = value
	}
}

// TestCommandsKeepTheirOrder runs random commands in every way.
func TestCommandsKeepTheirOrder(t *testing.T) {
	for _, options := range ways {
		t.Run(fmt.Sprintf("%+v", options), func(t *testing.T) {
			for seed := range uint64(20) {
				checkOrder(t, seed, 100, options)
			}
		})
	}
}

// FuzzCommandsKeepTheirOrder runs other commands in a way of its choice.
func FuzzCommandsKeepTheirOrder(f *testing.F) {
	f.Add(uint64(1000), uint8(3))
	f.Fuzz(func(t *testing.T, seed uint64, way uint8) { checkOrder(t, seed, 100, ways[int(way)%len(ways)]) })
}

// TestReadsAreNotOvertaken writes what an earlier command reads, in the way in
// which only a barrier keeps the two in order.
func TestReadsAreNotOvertaken(t *testing.T) {
	s := testgpu.StreamWith(t, vk.StreamOptions{ReverseUnordered: true})
	a, b := s.Temp(64), s.Temp(64)
	s.Fill(a, 1)
	s.Copy(b, a)
	s.Fill(a, 2)
	got := make([]byte, 64)
	if err := s.Download(got, b); err != nil {
		t.Fatal(err)
	}
	if want := slices.Repeat([]byte{1, 0, 0, 0}, 16); !slices.Equal(got, want) {
		t.Errorf("the copy holds %v, want %v", got, want)
	}
}
