package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/advisor"
	"tradeofflab/say"
)

// adviceForm is the questionnaire with what was typed and what is wrong with it.
type adviceForm struct {
	Values url.Values
	Errs   map[string]string // by field name; "" holds what belongs to no field
	Rows   int
}

// formFields are the names of the form's fields for a part of a workload, by the names its JSON has: of what is nested
// with the name of its parent and a point. A field that a workload gets is a field of the form, so that none is lost on
// the way from page to page.
func formFields(of reflect.Type) []string {
	var out []string
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		t := f.Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch {
		case t == reflect.TypeFor[advisor.Regions](), t.Kind() != reflect.Struct && t.Kind() != reflect.Slice:
			out = append(out, name)
		case t.Kind() == reflect.Struct:
			for _, inner := range formFields(t) {
				out = append(out, name+"."+inner)
			}
		}
	}
	return out
}

// The fields of one pattern and of the rest.
var (
	patternFields  = formFields(reflect.TypeFor[advisor.Pattern]())
	workloadFields = formFields(reflect.TypeFor[advisor.Workload]())
)

// Rows of patterns: so many at first, at most, and more with each press. Still more go through the API or a file.
const (
	firstRows = 2
	maxRows   = 20
)

func patternField(i int, name string) string { return "p" + strconv.Itoa(i) + "." + name }

// readAdviceForm builds the workload of a query. The form always comes back with what was typed.
func readAdviceForm(q url.Values) (advisor.Workload, adviceForm, error) {
	form := adviceForm{Values: q, Errs: map[string]string{}, Rows: firstRows}
	if n, err := strconv.Atoi(q.Get("rows")); err == nil {
		form.Rows = min(max(n, 1), maxRows)
	}
	doc := map[string]any{}
	for _, f := range workloadFields {
		put(doc, f, q.Get(f))
	}
	var patterns []map[string]any
	var rows []int // the row of each pattern
	for i := range maxRows {
		p := map[string]any{}
		for _, f := range patternFields {
			put(p, f, q.Get(patternField(i, f)))
		}
		if len(p) == 0 || len(p) == 1 && p["consistency"] != nil {
			continue
		}
		patterns, rows = append(patterns, p), append(rows, i)
		form.Rows = max(form.Rows, i+1)
	}
	if patterns != nil {
		doc["patterns"] = patterns
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return advisor.Workload{}, form, err
	}
	w, err := advisor.Parse(text)
	var wrong *advisor.InputError
	if errors.As(err, &wrong) {
		for _, f := range wrong.Fields {
			form.Errs[formName(f.Field, rows)] = f.Message
		}
	}
	return w, form, err
}

// put sets a field that was typed, within its group where its name has a point.
func put(to map[string]any, field, text string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	group, inner, nested := strings.Cut(field, ".")
	if !nested {
		to[field] = text
		return
	}
	if to[group] == nil {
		to[group] = map[string]any{}
	}
	if g, ok := to[group].(map[string]any); ok {
		g[inner] = text
	}
}

// formName turns patterns[2].op into the name of the field in the form.
func formName(path string, rows []int) string {
	var i int
	if _, err := fmt.Sscanf(path, "patterns[%d]", &i); err == nil && i < len(rows) {
		_, field, _ := strings.Cut(path, "].")
		return patternField(rows[i], field)
	}
	if strings.HasPrefix(path, "regions") {
		return "regions"
	}
	return path
}

// adviceQuery is the address of a workload: the fields that are said, in a fixed order.
func adviceQuery(w advisor.Workload) string {
	q := url.Values{}
	saidFields(q, "", reflect.ValueOf(w))
	for i, p := range w.Patterns {
		saidFields(q, patternField(i, ""), reflect.ValueOf(p))
	}
	return q.Encode()
}

// saidFields puts every field of a part of a workload that is not empty into the query.
func saidFields(q url.Values, before string, v reflect.Value) {
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if f.IsZero() {
			continue
		}
		if f.Kind() == reflect.Pointer {
			f = f.Elem()
		}
		switch x := f.Interface().(type) {
		case advisor.Regions:
			q.Set(before+name, x.String())
		case float64:
			q.Set(before+name, say.Plain(x))
		case string:
			q.Set(before+name, x)
		case bool:
			q.Set(before+name, "true")
		default:
			if f.Kind() == reflect.Struct {
				saidFields(q, before+name+".", f)
			}
		}
	}
}

// asked says whether the query holds any part of a workload.
func asked(q url.Values) bool {
	for name := range q {
		if strings.HasPrefix(name, "p") && strings.Contains(name, ".") || slices.Contains(workloadFields, name) {
			return true
		}
	}
	return false
}

// given says whether any of the fields holds something, or is wrong.
func (f adviceForm) given(fields []formField) bool {
	return slices.ContainsFunc(fields, func(x formField) bool {
		return f.Values.Get(x.name) != "" ||
			f.Errs[x.name] != ""
	})
}

// value is the text of a field.
func (f adviceForm) value(name string) string { return f.Values.Get(name) }
