package arch

import (
	"strings"
	"testing"
)

func TestNamed(t *testing.T) {
	for _, name := range []string{"", "autogan"} {
		if s, err := Named(name); err != nil || s != AutoGAN {
			t.Errorf("Named(%q) = %v, %v, want AutoGAN's space", name, s, err)
		}
	}
	_, err := Named("adversarialnas")
	if err == nil || !strings.Contains(err.Error(), `"adversarialnas"; known: autogan`) {
		t.Errorf("error %v, want it to name the space and those that are known", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a second space of the same name was registered")
		}
	}()
	Register(&Space{Name: "autogan"})
}
