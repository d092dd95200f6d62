package report

import (
	"fmt"
	"strings"
	"testing"

	"autogan/gan/arch"

	"github.com/dustin/go-humanize"
)

// TestPublishedFiguresAreOfTheDataSet (paper, tables 1 and 2): a page shows what
// is published for the images of its training, and nothing for others.
func TestPublishedFiguresAreOfTheDataSet(t *testing.T) {
	cifar := []string{"8.55 ± 0.10", "12.42", "AutoGAN top-3", "10.87", "11.26", "0.66 days", "not verified"}
	stl := []string{"9.16 ± 0.12", "31.01", "26.98", "25.35", "5,065,731"}
	for _, c := range []struct {
		data      []string
		want, not []string
	}{
		{[]string{"data.name=cifar10", "data.path=x"}, cifar, append(stl, "no published figures")},
		{[]string{"data.name=stl10", "data.path=x"}, stl, append(cifar, "no published figures")},
		{[]string{"data.name=folder", "data.path=x"}, []string{"no published figures"}, append(stl, cifar...)},
	} {
		folder := t.TempDir()
		writeTraining(t, folder, c.data...)
		page := writePage(t, folder)
		for _, text := range c.want {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the page lacks %q", c.data[0], text)
			}
		}
		for _, text := range c.not {
			if strings.Contains(page, text) {
				t.Errorf("%s: the page has %q", c.data[0], text)
			}
		}
	}
}

// TestPublishedCountsAreCounted compares the parameters and multiply-adds of the
// paper's architectures with what package arch counts at the paper's width.
func TestPublishedCountsAreCounted(t *testing.T) {
	check := func(m method, of result, a arch.Arch, bottom int) {
		params, macs := a.Count(arch.Geometry{Channels: 256, LatentDim: 128, BottomWidth: bottom})
		if want := fmt.Sprintf("%.2f G", float64(macs)/1e9); of.params != humanize.Comma(int64(params)) || of.macs != want {
			t.Errorf("%s: %s and %s, want %s and %s", m.name, of.params, of.macs, humanize.Comma(int64(params)), want)
		}
	}
	for i, named := range arch.AutoGAN.Published[:3] {
		check(published[i], published[i].cifar10, arch.AutoGAN.Must(named.Text), 4)
	}
	check(published[0], published[0].stl10, arch.AutoGAN.Must(arch.AutoGAN.Published[0].Text), 6)
	for _, m := range published {
		if m.name == "E2GAN" {
			a := arch.AutoGAN.Must("0 1 0 1 / 0 1 2 1 0 / 0 1 0 1 2")
			check(m, m.cifar10, a, 4)
			check(m, m.stl10, a, 6)
		}
	}
}
