package lint

import (
	"fmt"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// term is a private word for something that the field has a word for.
type term struct {
	forms    []string // in lower case
	instead  string
	nameOnly bool // an ordinary word in a sentence, wrong as a name
}

// terms are words that are wrong nearly always: a false alarm costs more than a
// word that is missed.
var terms = []term{
	{forms: []string{"picture", "pictures"}, instead: "image"},
	{forms: []string{"processor", "processors"}, instead: "CPU"},
	{forms: []string{"tenure", "tenures"}, instead: "lifetime"},
	{forms: []string{"stretch", "stretches", "stretched"}, instead: "barrier epoch"},
	{forms: []string{"unfold", "unfolds", "unfolded", "unfolding"}, instead: "im2col"},
	{forms: []string{"gate", "gates", "gated"}, instead: "ReLU mask"},
	{forms: []string{"behind"}, instead: "after"},
	{forms: []string{"beside"}, instead: "next to, besides"},
	{forms: []string{"halves"}, instead: "float16 mask", nameOnly: true},
	{forms: []string{"turned"}, instead: "flipped, transposed", nameOnly: true},
	{forms: []string{"enter"}, instead: "prologue", nameOnly: true},
	{forms: []string{"leave"}, instead: "epilogue", nameOnly: true},
}

// wordException allows a word in the files whose path contains where.
type wordException struct{ where, word, reason string }

var wordExceptions = []wordException{
	{"tests/lint/words_test.go", "", "lists the words"},
	{"lstm", "gate", "the gates of an LSTM"},
	{"recurrent", "gate", "the gates of an LSTM"},
	{"gates.glsl", "gate", "the gates of an LSTM"},
	{"tests/ref/tape_layers.go", "gate", "the gates of an LSTM"},
	{"tests/kernels/misuse_test.go", "gate", "the gates of an LSTM"},
	{"tests/cases/matmul.go", "gate", "the gates of an LSTM"},
	{"tests/mutate/faults/kernels.toml", "gate", "the gates of an LSTM"},
	{"tools/autogan/bench/", "gate", "the gates of an LSTM"},
	{"shaders/kernels_gen.go", "gate", "the gates of an LSTM"},
	{"convplan/", "unfold", "the name of a kernel in files of earlier versions"},
	{"tests/mutate/faults/launchers.toml", "unfold", "the name of a kernel in files of earlier versions"},
	{"nas/autogan/lines.go", "picture", "the name of a field in files of runs"},
	{"nas/autogan/result.go", "picture", "the name of a field in files of runs"},
	{"nas/autogan/forged_test.go", "picture", "the name of a field in files of runs"},
	{"nas/autogan/seeds.go", "picture", "the name of a random stream, on which samples depend"},
	{"tools/autogan/report/report_test.go", "picture", "the name of a field in files of runs"},
	{"tools/autogan/report/live_test.go", "picture", "the name of a field in files of runs"},
	{"tests/mutate/faults/documents.toml", "", "plants words"},
}

// TestTermsAreTheFields looks for private terms in comments, messages, names
// and documents.
func TestTermsAreTheFields(t *testing.T) {
	documents, err := readTree(".md", ".toml", ".html", ".py", "Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(slices.Clone(tree(t)), documents...) {
		for _, p := range pieces(s) {
			p.check(t, s.path)
		}
		for _, word := range words(s.path) {
			checkWord(t, s.path, s.path, word, true)
		}
	}
}

// piece is a part of a file: a sentence, or a name.
type piece struct {
	line int
	text string
	name bool
}

func (p piece) check(t *testing.T, path string) {
	t.Helper()
	for i, line := range strings.Split(p.text, "\n") {
		for _, word := range words(line) {
			checkWord(t, path, fmt.Sprintf("%s:%d", path, p.line+i), word, p.name)
		}
	}
}

func checkWord(t *testing.T, path, where, word string, name bool) {
	t.Helper()
	for _, term := range terms {
		if term.nameOnly && !name || !slices.Contains(term.forms, word) {
			continue
		}
		if !slices.ContainsFunc(wordExceptions, func(e wordException) bool {
			return strings.Contains(path, e.where) && (e.word == "" || e.word == term.forms[0])
		}) {
			t.Errorf("%s: %q: write %s", where, word, term.instead)
		}
	}
}

// words are the words of a text in lower case. A name such as conv2DForward or
// conv2d_forward is several.
func words(text string) []string {
	var out []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			out = append(out, strings.ToLower(word.String()))
			word.Reset()
		}
	}
	last := ' '
	for _, r := range text {
		if !unicode.IsLetter(r) || unicode.IsUpper(r) && unicode.IsLower(last) {
			end()
		}
		if unicode.IsLetter(r) {
			word.WriteRune(r)
		}
		last = r
	}
	end()
	return out
}

var slashComment = regexp.MustCompile(`(?s)//[^\n]*|/\*.*?\*/`)

// pieces takes a file apart. What is not code is one sentence.
func pieces(s source) []piece {
	switch s.ext() {
	case ".go":
		return goPieces(s)
	case ".c", ".h", ".comp", ".glsl":
		blank := func(text string) string { return strings.Repeat("\n", strings.Count(text, "\n")) }
		code := slashComment.ReplaceAllStringFunc(s.text, blank)
		out := []piece{{line: 1, text: code, name: true}}
		for _, at := range slashComment.FindAllStringIndex(s.text, -1) {
			out = append(out, piece{line: 1 + strings.Count(s.text[:at[0]], "\n"), text: s.text[at[0]:at[1]]})
		}
		return out
	}
	return []piece{{line: 1, text: s.text}}
}

func goPieces(s source) []piece {
	var out []piece
	var scan scanner.Scanner
	file := token.NewFileSet().AddFile(s.path, -1, len(s.text))
	scan.Init(file, []byte(s.text), nil, scanner.ScanComments)
	for {
		pos, tok, text := scan.Scan()
		switch tok {
		case token.EOF:
			return out
		case token.COMMENT, token.STRING:
			out = append(out, piece{line: file.Line(pos), text: text})
		case token.IDENT:
			out = append(out, piece{line: file.Line(pos), text: text, name: true})
		}
	}
}

func TestWordsOfNames(t *testing.T) {
	for text, want := range map[string]string{
		"conv2d_unfold":   "conv d unfold",
		"UnfoldKernel":    "unfold kernel",
		"besides, Beside": "besides beside",
		"TestReLUMask":    "test re lumask",
		"two pictures":    "two pictures",
	} {
		if got := strings.Join(words(text), " "); got != want {
			t.Errorf("words of %q: got %q, want %q", text, got, want)
		}
	}
}
