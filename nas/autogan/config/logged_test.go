package config

import (
	"strings"
	"testing"
)

// TestAlsoIsAListOfMetrics: reward.also takes different known metrics and
// survives in the configuration of a run.
func TestAlsoIsAListOfMetrics(t *testing.T) {
	for _, text := range []string{`["kid"]`, `["fid", "fid"]`, `"fid"`, `[1]`} {
		_, err := Decode("x.toml", "[reward]\nalso = "+text)
		if err == nil || !strings.HasPrefix(err.Error(), "x.toml:2: reward.also: got ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("also = %s: got %v, want one line about reward.also", text, err)
		}
	}
	c, err := Decode("x.toml", "[reward]\nalso = [\"fid\"]")
	if err != nil {
		t.Fatal(err)
	}
	again, err := Decode("again.toml", c.Encode())
	if err != nil || !again.Reward.Measures(RewardFID) || !again.Reward.Measures(RewardIS) || len(c.Differences(again)) > 0 {
		t.Errorf("it is read again as %v, %v", again.Reward, err)
	}
	if Default(Paper).Reward.Measures(RewardFID) {
		t.Error("the paper's search measures FID")
	}
}

// TestProxyCorrelationIsOfDerivedArchs (paper, Figure 7). Runs of earlier
// versions, whose configuration does not say, are of random ones.
func TestProxyCorrelationIsOfDerivedArchs(t *testing.T) {
	for name, want := range map[string]Correlated{
		"proxy-correlation": DerivedArchs, "proxy-correlation-small": DerivedArchs, "cifar10": RandomArchs,
	} {
		c, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if c.Search.CorrelateArchs != want {
			t.Errorf("%s correlates %s architectures, want %s", name, c.Search.CorrelateArchs, want)
		}
	}
}
