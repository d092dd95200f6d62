package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestNameShowsWhenTheWorkBegins, which may say nothing for long.
func TestNameShowsWhenTheWorkBegins(t *testing.T) {
	var out strings.Builder
	said := &stderr{to: &out}
	var cmd cobra.Command
	cmd.SetErr(said)
	said.hold("device\n")
	begins(&cmd)
	if out.String() != "device\n" {
		t.Errorf("when the work begins there is %q", out.String())
	}
}

// TestHeldTextComesFirst: what is held shows before the next line, and only once.
func TestHeldTextComesFirst(t *testing.T) {
	var out strings.Builder
	said := &stderr{to: &out}
	said.hold("device\n")
	if out.Len() > 0 {
		t.Errorf("%q is not held back", out.String())
	}
	for _, line := range []string{"a\n", "b\n"} {
		if _, err := said.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	said.flush()
	if got, want := out.String(), "device\na\nb\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestQuietDropsWhatIsHeld, and whatever comes.
func TestQuietDropsWhatIsHeld(t *testing.T) {
	var out strings.Builder
	said := &stderr{to: &out}
	said.hold("device\n")
	said.silence()
	said.hold("another\n")
	if n, err := said.Write([]byte("progress\n")); n != 9 || err != nil {
		t.Errorf("writing gives %d, %v, want all 9 bytes", n, err)
	}
	said.flush()
	if out.Len() > 0 {
		t.Errorf("there is %q", out.String())
	}
}
