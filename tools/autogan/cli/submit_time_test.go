package cli

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"autogan/vk"

	"github.com/spf13/pflag"
)

// TestSubmitTimeReachesTheStream parses the flag and opens a device.
func TestSubmitTimeReachesTheStream(t *testing.T) {
	for text, want := range map[string]time.Duration{"50ms": 50 * time.Millisecond, "0": 0} {
		target := target{notice: func(string) {}}
		flags := pflag.NewFlagSet("autogan", pflag.ContinueOnError)
		target.addFlags(flags)
		if err := flags.Parse([]string{"--submit-time", text}); err != nil {
			t.Fatal(err)
		}
		err := target.withStream("", func(s *vk.Stream) error {
			if got := s.Options().SubmitTime; got != want {
				t.Errorf("--submit-time %s: the stream's is %v", text, got)
			}
			return nil
		})
		if errors.Is(err, vk.ErrNoVulkan) && os.Getenv("AUTOGAN_REQUIRE_DEVICE") != "1" {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestSubmitTimeBelowZeroIsRefused(t *testing.T) {
	target := target{submitTime: -time.Millisecond}
	err := target.withStream("", func(*vk.Stream) error { return nil })
	if exitStatus(err) != statusBadInput || !strings.Contains(err.Error(), "--submit-time") {
		t.Errorf("error %v of status %d, want one of the flag and status 2", err, exitStatus(err))
	}
}
