package autogan

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// decodeWhole decodes JSON and returns an error if a field is missing, since
// its zero would pass for a value. Fields that earlier programs did not write
// are marked omitempty and may be missing.
func decodeWhole(text []byte, value any) error {
	if err := json.Unmarshal(text, value); err != nil {
		return err
	}
	if missing := missingField(text, reflect.TypeOf(value)); missing != "" {
		return fmt.Errorf("%s is missing", missing)
	}
	return nil
}

// missingField names the first field of a type that the JSON text lacks, as
// "reset.generator.size"; "" if it has them all.
func missingField(text json.RawMessage, t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return missingField(text, t.Elem())
	case reflect.Slice:
		return missingOfList(text, t.Elem())
	case reflect.Struct:
		return missingOfStruct(text, t)
	}
	return ""
}

func missingOfStruct(text json.RawMessage, t reflect.Type) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil || members == nil { // null has no members
		return ""
	}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		member, found := members[name]
		if name == "-" || options == "omitempty" && !found {
			continue
		}
		if !found || string(member) == "null" && !nullable(t.Field(i).Type) {
			return name
		}
		if below := missingField(member, t.Field(i).Type); below != "" {
			return name + "." + below
		}
	}
	return ""
}

// nullable reports whether null is a valid value of a type.
func nullable(t reflect.Type) bool { return t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice }

func missingOfList(text json.RawMessage, element reflect.Type) string {
	var items []json.RawMessage
	if json.Unmarshal(text, &items) != nil { // not a list; decoding has refused it
		return ""
	}
	for _, item := range items {
		if missing := missingField(item, element); missing != "" {
			return missing
		}
	}
	return ""
}
