package arch

import (
	"slices"
	"testing"
)

// The sizes are those of the reference implementation.
func TestSupernetSizes(t *testing.T) {
	perCell := map[int][]int{128: {1_133_184, 1_149_696, 1_166_208}, 256: {4_527_360, 4_593_152, 4_658_944}}
	for channels, want := range map[int]int{128: 3_716_995, 256: 14_315_267} {
		g := Geometry{Channels: channels, BottomWidth: 4}
		if got := AutoGAN.Supernet(g).Params(); got != want {
			t.Errorf("supernet at C=%d has %d parameters, want %d", channels, got, want)
		}
		for i, want := range perCell[channels] {
			if got := AutoGAN.superCell(g, i).Params(); got != want {
				t.Errorf("supernet cell %d at C=%d has %d parameters, want %d", i+1, channels, got, want)
			}
		}
	}
}

// TestSupernetHoldsEveryArch checks that a supernet has each layer once, and
// that the layers which no architecture uses are those that the space lists.
func TestSupernetHoldsEveryArch(t *testing.T) {
	g := Geometry{Channels: 8, BottomWidth: 4}
	super := map[string]Layer{}
	for _, l := range AutoGAN.Supernet(g) {
		if _, twice := super[l.Name]; twice {
			t.Fatalf("supernet has two layers named %s", l.Name)
		}
		super[l.Name] = l
	}
	used := map[string]bool{}
	for a := range everyArch(AutoGAN) {
		if a.tokens[2] != a.tokens[11] || a.tokens[5] != a.tokens[10] || a.tokens[1] != a.tokens[5] {
			continue // cells share no layers, so a part of the space has each of them
		}
		for _, l := range a.Plan(g) {
			if want := super[l.Name]; l.Name != "rgb.norm" && l.Name != "rgb.conv" && l != want {
				t.Fatalf("%s uses %+v, supernet has %+v", a, l, want)
			}
			used[l.Name] = true
		}
	}
	var unused []string
	for name := range super {
		if !used[name] {
			unused = append(unused, name)
		}
	}
	slices.Sort(unused)
	if want := AutoGAN.unusedNames(); !slices.Equal(unused, want) {
		t.Errorf("no architecture uses %v, the space lists %v", unused, want)
	}
}

func (s *Space) unusedNames() []string {
	var names []string
	for cell := range s.Unused {
		names = append(names, s.unused(Geometry{Channels: 1, BottomWidth: 1}, cell).Names()...)
	}
	slices.Sort(names)
	return names
}

// TestSupernetKeepsTheOrder of existing checkpoints, which store the steps of
// each layer by its position.
func TestSupernetKeepsTheOrder(t *testing.T) {
	want := []string{
		"cell3.post.block1.deconv", "cell3.post.block1.conv", "cell3.post.block1.norm",
		"cell3.post.block2.deconv", "cell3.post.block2.conv", "cell3.post.block2.norm",
		"cell3.pre.block1.norm", "cell3.pre.block1.deconv", "cell3.pre.block1.conv",
		"cell3.pre.block2.norm", "cell3.pre.block2.deconv", "cell3.pre.block2.conv",
		"cell3.shortcut.deconv", "cell3.shortcut.conv",
		"cell3.skip.deconv2x", "cell3.skip.deconv4x.0", "cell3.skip.deconv4x.1", "cell3.skip.conv1", "cell3.skip.conv2",
		"rgb.norm", "rgb.conv",
	}
	names := AutoGAN.Supernet(Geometry{Channels: 8, BottomWidth: 4}).Names()
	if got := names[len(names)-len(want):]; !slices.Equal(got, want) {
		t.Errorf("the supernet ends with\n%v, want\n%v", got, want)
	}
}

func TestMergeRefusesTwoLayersOfOneName(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("two layers share a name")
		}
	}()
	Plan{{Name: "conv", Kernel: 3}}.merge(Plan{{Name: "conv", Kernel: 1}})
}
