package lint

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// partsOfThePaper are the parts of AutoGAN (arXiv 1908.03835) that comments may
// name, with what they are about. Add a part only after looking it up; where
// that is not possible, name the figure, the table or the algorithm.
var partsOfThePaper = map[string]string{
	"section 3.1":   "the search space and the decisions of a cell",
	"section 3.3.3": "derivation: the top K are trained from scratch, the highest Inception score wins",
	"section 4":     "experiments: the settings of searches and trainings",
	"Algorithm 1":   "the search: shared GAN, controller, dynamic resetting, ranking, growth",
	"Figure 1":      "the controller and what it reads",
	"Figure 2":      "the search space",
	"Figure 3":      "the architecture found",
	"Figure 7":      "rewards with shared weights against training from scratch",
	"Figure 8":      "rewards by Inception score and by FID",
	"Figure 9":      "with and without dynamic resetting",
	"Figure 10":     "search on several levels and on one",
	"Table 1":       "results on CIFAR-10",
	"Table 2":       "results on STL-10",
}

// citation is the paper, and a part of it soon after.
var citation = regexp.MustCompile(`(?:\b[Pp]aper\b|\bAutoGAN\b)[^.;]{0,60}?\b((?i:section|figure|table|algorithm)) (\d+(?:\.\d+)*)`)

// lineOfComment joins the lines of a comment.
var lineOfComment = regexp.MustCompile(`\n\s*(?://|#) ?`)

// citations lists the parts of the paper that a text names.
func citations(text string) []string {
	var parts []string
	for _, found := range citation.FindAllStringSubmatch(lineOfComment.ReplaceAllString(text, " "), -1) {
		parts = append(parts, found[1]+" "+found[2])
	}
	return parts
}

func TestCitationsOfThePaper(t *testing.T) {
	sources, err := readTree(".go", ".comp", ".glsl", ".toml", ".md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, s := range sources {
		if strings.HasSuffix(s.path, "lint/citations_test.go") {
			continue
		}
		for _, part := range citations(s.text) {
			seen++
			if partsOfThePaper[part] == "" {
				t.Errorf("%s cites %q of the paper, which is not in the list of tests/lint/citations_test.go", s.path, part)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d citations of the paper were found", seen)
	}
}

func TestCitationsAreFound(t *testing.T) {
	for text, want := range map[string][]string{
		"// (paper, section 3.2).":                             {"section 3.2"},
		"// step (AutoGAN, section 9.9). Its input":            {"section 9.9"},
		"// as in the paper's\n\t// figure 3.":                 {"figure 3"},
		"# the baseline of the paper's Table 1, in\n# section": {"Table 1"},
		"// the paper. Vulkan, section 33.2":                   nil,
	} {
		if got := citations(text); !slices.Equal(got, want) {
			t.Errorf("%q cites %q, want %q", text, got, want)
		}
	}
}
