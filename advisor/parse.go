package advisor

import (
	"fmt"
	"math"
	"reflect"
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

// unitsOf are what each kind of number is measured in.
var unitsOf = map[string]string{"rate": "operations/s", "GB": "GB", "B": "B", "ms": "ms", "s": "s", "days": "days",
	"%": "%", "USD": "USD", "": ""}

// quantity reads a number with an optional unit of the kind: 3200, 3,200, 3.2k, 2 TB, 5k/min. A decimal comma and a
// unit of another kind are refused with a sentence that says what to write.
func quantity(text, kind string) (float64, error) {
	q, err := say.ReadQuantity(text)
	if err != nil {
		return 0, err
	}
	want, err := say.ParseMeasure(unitsOf[kind])
	if err != nil {
		return 0, err
	}
	v, got, err := q.In(want)
	if err != nil {
		return 0, err
	}
	switch {
	case got.Of == "" && got.Per == "":
		return v, nil
	case kind == "":
		return 0, fmt.Errorf("this number has no unit; got %q", say.Clip(q.Unit, 40))
	case kind == "days" && got.Of == "calendar" && got.Per == "":
		return v * got.Above * 365 / 12, nil
	case kind == "rate" && got.Counted() && (got.Per == "time" || got.Per == ""):
		return v / got.Below, nil
	case got.Of == want.Of && (got.Per == "" || got.Each == "month"): // growth and bills are those of a month
		return v * got.Above / want.Above, nil
	}
	return 0, fmt.Errorf("%q is no unit for it; write %s, or the number alone", say.Clip(q.Unit, 40), map[string]string{
		"rate": "/s, /min, /h or /day", "GB": "MB, GB or TB", "B": "B, kB or MB", "ms": "ms or s", "s": "s, min or h",
		"days": "days, months or years", "%": "%", "USD": "USD"}[kind])
}

// near names the field that was probably meant.
func near(got string, names []string) string {
	if best, close := say.Nearest(got, names); close {
		return fmt.Sprintf("did you mean %s?", best)
	}
	return "the fields are " + strings.Join(names, ", ")
}
