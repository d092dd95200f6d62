package cli

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"
	"time"

	"autogan/tools/autogan/bench"

	"github.com/spf13/cobra"
)

// outputsJSON are the values that commands print with --json, by the command.
var outputsJSON = []struct {
	command string
	value   any
}{
	{"arch", archJSON{}}, {"arch --space", spaceJSON{}}, {"bench", bench.Report{}}, {"check", []checkedJSON{}},
	{"data list", []setJSON{}}, {"devices", []deviceJSON{}}, {"doctor", diagnosisJSON{}}, {"eval", evaluation{}}, {"experiments", []experimentJSON{}}, {"import", importedJSON{}},
	{"runs", []storedJSON{}}, {"sample", sampledJSON{}}, {"scorer eval, scorer train", scorerJSON{}},
	{"search, train, derive, compare", outcomeJSON{}}, {"search --forecast", forecastJSON{}}, {"settings", []settingJSON{}}, {"version", buildJSON{}},
}

// newJSONFields is the topic of what --json prints. Its text follows from the types
// that are printed.
func newJSONFields() *cobra.Command {
	var b strings.Builder
	b.WriteString(`With --json a command prints one JSON value in place of its tables. Errors stay on
standard error, and the exit status is the same. A field that may be left out has
nothing to say there. New versions may add fields.
`)
	for _, o := range outputsJSON {
		fmt.Fprintf(&b, "\n%s: %s\n", o.command, kindJSON(reflect.TypeOf(o.value)))
		fieldsJSON(&b, reflect.TypeOf(o.value), "  ")
	}
	return &cobra.Command{Use: "json", Short: "The fields of what --json prints", Long: strings.TrimSuffix(b.String(), "\n")}
}

// fieldsJSON writes a line for each field of a type, and of the types in it that
// are this program's own. Others are those of the package's documentation.
func fieldsJSON(b *strings.Builder, t reflect.Type, indent string) {
	t = elementOf(t)
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		name = cmp.Or(name, f.Name)
		line := fmt.Sprintf("%s%-*s %s", indent, 24-len(indent), name, kindJSON(f.Type))
		if about := f.Tag.Get("about"); about != "" {
			line += ": " + about
		}
		if strings.Contains(options, "omit") {
			line += "; may be left out"
		}
		b.WriteString(line + "\n")
		if own := reflect.TypeFor[outcomeJSON]().PkgPath(); elementOf(f.Type).PkgPath() == own {
			fieldsJSON(b, f.Type, indent+"  ")
		}
	}
}

func elementOf(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// kindJSON says what a type is in JSON.
func kindJSON(t reflect.Type) string {
	if t == reflect.TypeFor[time.Time]() {
		return "a time, as RFC 3339 writes it"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return kindJSON(t.Elem())
	case reflect.Slice:
		return "a list, each " + kindJSON(t.Elem())
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Uint32, reflect.Uint64:
		return "an integer"
	case reflect.Float64:
		return "a number"
	case reflect.Interface, reflect.Map:
		return "an object"
	}
	if elementOf(t).PkgPath() != reflect.TypeFor[outcomeJSON]().PkgPath() {
		return fmt.Sprintf("an object, `go doc %s.%s`", t.PkgPath(), t.Name())
	}
	return "an object"
}
