package advisor

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/say"

	"gopkg.in/yaml.v3"
)

// maxInput is the longest workload that is read, in bytes.
const maxInput = 1 << 20

// Parse reads a workload from JSON or YAML (JSON is YAML) and validates it. Numbers may carry a unit: "2 TB", "3k/min",
// "50 ms". Unknown fields, repeated fields, units of the wrong kind and values out of range are refused by name: the
// error is an *InputError.
func Parse(data []byte) (Workload, error) {
	var w Workload
	var bad InputError
	if len(data) > maxInput {
		bad.add("", "a workload holds at most %d bytes; got %d", maxInput, len(data))
		return w, &bad
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		bad.add("", "this is neither JSON nor YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		return w, &bad
	}
	if doc.Kind == 0 || len(doc.Content) == 0 {
		bad.add("patterns", "the text is empty; say at least one way of reading or writing, with its rate")
		return w, &bad
	}
	bad.fill(doc.Content[0], reflect.ValueOf(&w).Elem(), "", 0)
	if len(bad.Fields) > 0 {
		return w, &bad
	}
	return w, w.Validate()
}

// fill puts a node into a value of the workload.
func (e *InputError) fill(n *yaml.Node, v reflect.Value, path string, depth int) {
	if depth > 8 || n.Kind == yaml.AliasNode {
		e.add(path, "write the value in full")
		return
	}
	if r, ok := v.Addr().Interface().(*Regions); ok {
		e.fillRegions(n, r, path, depth)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if n.Tag == "!!null" {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		e.fill(n, v.Elem(), path, depth+1)
	case reflect.Struct:
		e.fillStruct(n, v, path, depth)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			e.add(path, "a list is expected here")
			return
		}
		if len(n.Content) > 10*maxPatterns {
			e.add(path, "at most %d entries are read; got %d", maxPatterns, len(n.Content))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			e.fill(c, v.Index(i), fmt.Sprintf("%s[%d]", path, i), depth+1)
		}
	default:
		if n.Kind != yaml.ScalarNode {
			e.add(path, "one value is expected here, not a list or a group")
			return
		}
		e.fillScalar(n, v, path)
	}
}

func (e *InputError) fillStruct(n *yaml.Node, v reflect.Value, path string, depth int) {
	if n.Kind != yaml.MappingNode {
		e.add(path, "fields with values are expected here")
		return
	}
	fields, names := map[string]int{}, []string{}
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("yaml")
		fields[name] = i
		names = append(names, name)
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i].Value
		at := strings.TrimPrefix(path+"."+say.Clip(key, 40), ".")
		field, known := fields[key]
		switch {
		case !known:
			e.add(at, "is no field here; %s", near(key, names))
		case seen[key]:
			e.add(at, "is written twice; keep one")
		default:
			e.fill(n.Content[i+1], v.Field(field), at, depth+1)
		}
		seen[key] = true
	}
}

func (e *InputError) fillScalar(n *yaml.Node, v reflect.Value, path string) {
	if n.Tag == "!!null" {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.TrimSpace(n.Value))
	case reflect.Bool:
		b, err := strconv.ParseBool(strings.ToLower(n.Value))
		if err != nil {
			e.add(path, "write true or false; got %q", say.Clip(n.Value, 40))
		}
		v.SetBool(b)
	case reflect.Int:
		f, err := quantity(n.Value, "")
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1e9 {
			e.add(path, "write a whole number; got %q", say.Clip(n.Value, 40))
			return
		}
		v.SetInt(int64(f))
	default:
		f, err := quantity(n.Value, unitOf(path))
		if err != nil {
			e.add(path, "%s", err)
			return
		}
		v.SetFloat(f)
	}
}

// unitOf is the kind of unit that a field is measured in.
func unitOf(path string) string {
	name := path[strings.LastIndexByte(path, '.')+1:]
	switch {
	case strings.HasSuffix(name, "_per_s"):
		return "rate"
	case strings.Contains(name, "_gb"):
		return "GB"
	case strings.HasSuffix(name, "bytes"):
		return "B"
	case strings.Contains(name, "_ms"):
		return "ms"
	case strings.HasSuffix(name, "days"):
		return "days"
	case strings.HasSuffix(name, "_pct"), name == "availability":
		return "%"
	case strings.HasSuffix(name, "_s"):
		return "s"
	case strings.Contains(name, "_usd"):
		return "USD"
	}
	return ""
}

// units are the units of each kind with what one is worth in the unit of the field.
var units = map[string]map[string]float64{
	"rate": {"": 1, "/s": 1, "per s": 1, "per second": 1, "/min": 1. / 60, "per minute": 1. / 60, "/h": 1. / 3600,
		"per hour": 1. / 3600, "/day": 1. / 86400, "per day": 1. / 86400, "rps": 1, "qps": 1},
	"GB": {"": 1, "gb": 1, "b": 1e-9, "kb": 1e-6, "mb": 1e-3, "tb": 1e3, "pb": 1e6, "mib": 1 << 20 / 1e9,
		"gib": 1 << 30 / 1e9, "tib": 1 << 40 / 1e9, "gb/month": 1, "tb/month": 1e3, "mb/month": 1e-3,
		"gb per month": 1, "tb per month": 1e3},
	"B": {"": 1, "b": 1, "bytes": 1, "byte": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 1 << 10, "mib": 1 << 20,
		"gib": 1 << 30},
	"ms":   {"": 1, "ms": 1, "us": 1e-3, "µs": 1e-3, "s": 1000, "min": 60_000, "h": 3_600_000},
	"s":    {"": 1, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "days": 86400},
	"days": {"": 1, "days": 1, "day": 1, "d": 1, "weeks": 7, "months": 30, "years": 365, "year": 365},
	"%":    {"": 1, "%": 1}, "USD": {"": 1, "usd": 1, "$": 1, "usd/month": 1}, "": {"": 1},
}

// counted are the kinds of numbers that are written as 3k and 2M; of times and volumes M would be read in two ways.
var counted = map[string]bool{"rate": true, "B": true, "USD": true, "": true}

// quantity reads a number with an optional unit of the kind: 3200, 3,200, 3.2k, 2 TB, 5k/min. A decimal comma and a
// unit of another kind are refused with a sentence that says what to write.
func quantity(text, kind string) (float64, error) {
	s := strings.TrimSpace(text)
	end := strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789.,+-", r) })
	// An exponent belongs to the number: 1e5.
	if end > 0 && (s[end] == 'e' || s[end] == 'E') && end+1 < len(s) && strings.ContainsRune("0123456789+-",
		rune(s[end+1])) {
		rest := strings.IndexFunc(s[end+2:], func(r rune) bool { return r < '0' || r > '9' })
		if rest < 0 {
			end = -1
		} else {
			end += 2 + rest
		}
	}
	number, unit := s, ""
	if end >= 0 {
		number, unit = s[:end], strings.ToLower(strings.TrimSpace(s[end:]))
	}
	v, err := say.ParseNumber(number)
	if err != nil && strings.Contains(number, ",") {
		return 0, fmt.Errorf("write a decimal point, as in 12.5; commas only group thousands; got %q",
			say.Clip(text, 40))
	}
	if err != nil {
		return 0, fmt.Errorf("write a number; got %q", say.Clip(text, 40))
	}
	if factor, ok := units[kind][unit]; ok {
		return v * factor, nil
	}
	for suffix, thousand := range map[string]float64{"k": 1e3, "m": 1e6} { // 3k, 3k/min; at most one of them fits
		if rest, ok := strings.CutPrefix(unit, suffix); ok && counted[kind] {
			if factor, ok := units[kind][strings.TrimSpace(rest)]; ok {
				return v * thousand * factor, nil
			}
		}
	}
	known := make([]string, 0, len(units[kind]))
	for u := range units[kind] {
		if u != "" {
			known = append(known, u)
		}
	}
	slices.Sort(known)
	if len(known) == 0 {
		return 0, fmt.Errorf("this number has no unit; got %q", say.Clip(unit, 40))
	}
	return 0, fmt.Errorf("%q is no unit for it; write one of %s, or the number alone", say.Clip(unit, 40),
		strings.Join(known, ", "))
}

// near names the field that was probably meant.
func near(got string, names []string) string {
	if best, close := say.Nearest(got, names); close {
		return fmt.Sprintf("did you mean %s?", best)
	}
	return "the fields are " + strings.Join(names, ", ")
}
