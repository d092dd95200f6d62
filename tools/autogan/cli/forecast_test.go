package cli

import (
	"testing"

	"autogan/nas/autogan/config"
)

func TestDurationsForPeople(t *testing.T) {
	const hour, day = 3600, 86400
	for seconds, want := range map[float64]string{
		0: "0 s", 0.2: "under a second", 1.4: "1 s", 59.4: "59 s", 59.6: "1 min", 130: "2 min 10 s", 119.7: "2 min",
		hour - 0.6: "59 min 59 s", hour: "1 h", 3*hour + 20*60 + 29: "3 h 20 min", day - 10: "1 day",
		day + hour: "1 day 1 h", 5*day + 4.4*hour: "5 days 4 h", 40 * day: "40 days", 1.4 * 365.25 * day: "1.4 years",
	} {
		if got := lasting(seconds); got != want {
			t.Errorf("%v s read %q, want %q", seconds, got, want)
		}
	}
}

// TestDurationsInASentence: what is under a second is not about that.
func TestDurationsInASentence(t *testing.T) {
	for seconds, want := range map[float64]string{0: "about 0 s", 0.2: "under a second", 48: "about 48 s"} {
		if got := roughly(seconds); got != want {
			t.Errorf("%v s read %q, want %q", seconds, got, want)
		}
	}
}

// TestPapersTimeIsForItsSettings: 43 hours, 72 without dynamic resetting (paper,
// section 4), and for no other settings.
func TestPapersTimeIsForItsSettings(t *testing.T) {
	for _, c := range []struct {
		experiment string
		overrides  []string
		want       string
	}{
		{"cifar10", []string{"seed=7"}, "the paper's search with these settings took 43 hours, on a GPU that it does not name"},
		{"cifar10-no-reset", nil, "the paper's search with these settings took 72 hours, on a GPU that it does not name"},
		{"cifar10", []string{"gan.channels=64"}, ""},
		{"cifar10-small", nil, ""},
	} {
		loaded, err := config.Load(c.experiment, c.overrides...)
		if err != nil {
			t.Fatal(err)
		}
		if got := paperTime(loaded); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.experiment, c.overrides, got, c.want)
		}
	}
}
