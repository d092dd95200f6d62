package config

import (
	"math"
	"reflect"
)

// store converts a TOML value to the type of the field and stores it. It
// returns false if the value does not fit.
func (s setting) store(value any) (ok bool) {
	if s.isText() {
		text, ok := value.(string)
		reflect.ValueOf(s.field).Elem().SetString(text)
		return ok
	}
	switch field := s.field.(type) {
	case *bool:
		*field, ok = value.(bool)
	case *int:
		*field, ok = toInt(value)
	case *uint64:
		var n int
		n, ok = toInt(value)
		*field, ok = uint64(n), ok && n >= 0
	case *float64:
		*field, ok = toFloat(value)
	case *[]int:
		*field, ok = toList(value, toInt)
	case *[]string:
		*field, ok = toList(value, toText)
	case *[2]float64:
		ok = storePair(field, value)
	}
	return ok
}

func storePair(field *[2]float64, value any) bool {
	list, ok := toList(value, toFloat)
	if !ok || len(list) != 2 {
		return false
	}
	*field = [2]float64(list)
	return true
}

func toInt(value any) (int, bool) {
	n, ok := value.(int64)
	return int(n), ok && int64(int(n)) == n
}

func toText(value any) (string, bool) {
	text, ok := value.(string)
	return text, ok
}

func toFloat(value any) (float64, bool) {
	if n, ok := value.(int64); ok {
		return float64(n), true
	}
	x, ok := value.(float64)
	return x, ok && !math.IsNaN(x) && !math.IsInf(x, 0)
}

func toList[T any](value any, convert func(any) (T, bool)) ([]T, bool) {
	items, ok := value.([]any)
	if !ok {
		return nil, false
	}
	list := make([]T, len(items))
	for i, item := range items {
		if list[i], ok = convert(item); !ok {
			return nil, false
		}
	}
	return list, true
}
