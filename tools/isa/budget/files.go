package budget

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed *.txt
var files embed.FS

// Of reads the budget of a card, by the name of its file.
func Of(card string) (Table, error) {
	text, err := files.ReadFile(card + ".txt")
	if err != nil {
		return Table{}, fmt.Errorf("budget: %w", err)
	}
	t, err := Read(string(text))
	if err != nil {
		return t, fmt.Errorf("budget: %s.txt: %w", card, err)
	}
	return t, nil
}

// Constants writes specialisation constants as a row has them.
func Constants(spec []uint32) string {
	if len(spec) == 0 {
		return "-"
	}
	words := make([]string, len(spec))
	for i, v := range spec {
		words[i] = strconv.FormatUint(uint64(v), 10)
	}
	return strings.Join(words, ",")
}
