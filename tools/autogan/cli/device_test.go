package cli

import (
	"errors"
	"strings"
	"testing"
)

// TestMessagesAreNotLostToAnError has a command that fails and that the
// validation layer complains of.
func TestMessagesAreNotLostToAnError(t *testing.T) {
	failed := badInputf("nothing fits")
	err := withMessages(failed, []string{"a hazard", "another"})
	if !errors.Is(err, failed) || !strings.Contains(err.Error(), "validation: 2 messages, first: a hazard") {
		t.Errorf("error %v", err)
	}
	if err := withMessages(nil, []string{"a hazard"}); err == nil {
		t.Error("messages alone are no error")
	}
	if err := withMessages(failed, nil); err != failed {
		t.Errorf("without messages: %v", err)
	}
}
