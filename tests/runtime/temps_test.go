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
	"autogan/vk/tensor"
)

// juggler keeps a few temporaries in use, and a result that outlives the steps.
// It keeps both on the device and on the host.
type juggler struct {
	stream *vk.Stream
	r      *rand.Rand
	temps  []memory
	result memory
}

// take puts a new temporary in the place of an old one. It may be large, so
// that the arena has several blocks, and holds something from the start on.
func (j *juggler) take(at int) {
	words := 1 + j.r.IntN(1<<j.r.IntN(14))
	m := memory{j.stream.Temp(uint64(4 * words)), make([]uint32, words)}
	value := j.r.Uint32()
	switch fill(m.want, value); j.r.IntN(3) {
	case 0:
		j.stream.Fill(m.buffer, value)
	case 1:
		j.stream.Kernel(shaders.Fill).Write(m.buffer).Int(words).Uint(value).Run1D(words)
	case 2:
		data := make([]byte, 4*words)
		for i := range m.want {
			m.want[i] += uint32(i)
			binary.LittleEndian.PutUint32(data[4*i:], m.want[i])
		}
		j.stream.Upload(m.buffer, data)
	}
	j.temps[at] = m
}

// copy copies a part of one memory over a part of another.
func (j *juggler) copy(to, from memory) {
	words := 1 + j.r.IntN(min(len(to.want), len(from.want)))
	src, data := from.slice(j.r, words)
	dst, want := to.slice(j.r, words)
	j.stream.Copy(dst, src)
	copy(want, data)
}

// juggle records random commands, some inside a part of the step. Temporaries of
// the part end with it, and those from before are in use again.
func (j *juggler) juggle(commands int) {
	for range commands {
		switch at := j.r.IntN(len(j.temps)); j.r.IntN(9) {
		case 0, 1:
			j.take(at)
		case 2:
			j.copy(j.result, j.temps[at])
		case 3:
			if j.r.IntN(8) == 0 { // what is recorded by then runs, and the step goes on
				_ = j.stream.Submit()
			}
		case 4:
			if commands > 8 {
				before := slices.Clone(j.temps)
				j.stream.Scratch(func() { j.juggle(commands / 4) })
				j.temps = before
			}
		default:
			if to := j.r.IntN(len(j.temps)); to != at {
				j.copy(j.temps[to], j.temps[at])
			}
		}
	}
}

// checkTemps runs steps of random commands on temporaries that come and go,
// and compares what is left of them with the same commands on the host.
func checkTemps(t *testing.T, seed uint64, steps, commands int, options vk.StreamOptions) {
	t.Helper()
	dev, _ := testgpu.Stream(t)
	s, err := dev.NewStreamWith(options)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Release()
	const size = 4 << 10 // words
	b, err := dev.Alloc(4 * size)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = s.Sync()
		dev.Free(b)
	}()
	r := rand.New(rand.NewPCG(seed, 1))
	j := &juggler{s, r, make([]memory, 1+r.IntN(6)), memory{b, make([]uint32, size)}}
	s.Fill(b, 0)
	for step := range steps {
		for at := range j.temps {
			j.take(at)
		}
		j.juggle(commands)
		j.copy(j.result, j.temps[0])
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
		if step%2 == 0 {
			j.wantResult(t, fmt.Sprintf("seed %d, %+v, step %d", seed, options, step))
		}
	}
	if stats := s.Stats(); stats.TempBytes > stats.TempsAsked && !options.FreshTemps {
		t.Errorf("seed %d, %+v: %d bytes of temporaries take %d", seed, options, stats.TempsAsked, stats.TempBytes)
	}
}

func (j *juggler) wantResult(t *testing.T, when string) {
	t.Helper()
	got := make([]byte, 4*len(j.result.want))
	if err := j.stream.Download(got, j.result.buffer); err != nil {
		t.Fatal(err)
	}
	for i, want := range j.result.want {
		if g := binary.LittleEndian.Uint32(got[4*i:]); g != want {
			t.Fatalf("%s: word %d is %#x, want %#x", when, i, g, want)
		}
	}
}

// TestTempsKeepWhatTheyHold runs random commands in every way.
func TestTempsKeepWhatTheyHold(t *testing.T) {
	for _, options := range ways {
		t.Run(fmt.Sprintf("%+v", options), func(t *testing.T) {
			for seed := range uint64(20) {
				checkTemps(t, seed, 4, 60, options)
			}
		})
	}
}

// TestStepsAreOrdered gives a temporary the memory of one of the last step, which
// may still run: the first command waits for that step, the others need no barrier.
func TestStepsAreOrdered(t *testing.T) {
	_, s := testgpu.Stream(t)
	for step, want := range []uint64{0, 1, 1} {
		got := barriers(s, func() {
			if step%2 == 0 {
				s.Temp(64) // two that are not used, so that the others have other numbers than in the next step
				s.Temp(64)
			}
			s.Fill(s.Temp(64), 1)
			s.Fill(s.Temp(64), 1)
		})
		if got != want {
			t.Errorf("step %d: %d barriers before its first commands, want %d", step, got, want)
		}
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzTempsKeepWhatTheyHold runs other commands in a way of its choice.
func FuzzTempsKeepWhatTheyHold(f *testing.F) {
	f.Add(uint64(1000), uint8(3))
	f.Fuzz(func(t *testing.T, seed uint64, way uint8) { checkTemps(t, seed, 3, 60, ways[int(way)%len(ways)]) })
}

// TestScratchIsOrdered uses scratch memory for values one after the other: each
// must be read before the next is written over it, whether the work is
// submitted in one piece or in several.
func TestScratchIsOrdered(t *testing.T) {
	const n, parts = 1 << 16, 6
	for _, submits := range []bool{false, true} {
		s := testgpu.StreamWith(t, vk.StreamOptions{ReverseUnordered: true})
		sum := tensor.Temp(s, n)
		tensor.Fill(s, sum, 0)
		for i := range parts {
			s.Scratch(func() {
				x := tensor.Full(s, float32(1+i), n)
				s.Scratch(func() { tensor.CopyTo(s, sum, tensor.Add(s, sum, x)) })
			})
			if submits {
				_ = s.Submit()
			}
		}
		got, err := sum.Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			if v != 1+2+3+4+5+6 {
				t.Fatalf("element %d is %g, want 1 + 2 + … + 6", i, v)
			}
		}
		limit := uint64(4 * n * 5) // the sum, and two of the others with their successors
		if took := s.Stats().TempBytes; took > limit {
			t.Errorf("temporaries take %d bytes, want at most %d", took, limit)
		}
	}
}
