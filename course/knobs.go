package course

import (
	"fmt"
	"net/url"
	"strconv"

	"gopkg.in/yaml.v3"
)

// KnobValue is one knob of a run as the author wrote it.
type KnobValue struct {
	ID, Value string
	line      int
}

// Knobs are the fixed values of a run, in the order of the file.
type Knobs []KnobValue

// Query gives the values as a query.
func (k Knobs) Query() url.Values {
	q := url.Values{}
	for _, v := range k {
		q.Set(v.ID, v.Value)
	}
	return q
}

// Path gives the page of the run, "/sims/hashing?algo=modulo&nodes=4".
func (k Knobs) Path(sim string) string {
	path := "/sims/" + sim
	for i, v := range k {
		sign := "&"
		if i == 0 {
			sign = "?"
		}
		path += sign + url.QueryEscape(v.ID) + "=" + url.QueryEscape(v.Value)
	}
	return path
}

// with returns k with the values of more added; a value of more wins.
func (k Knobs) with(more Knobs) Knobs {
	var out Knobs
	for _, v := range k {
		if _, replaced := more.get(v.ID); !replaced {
			out = append(out, v)
		}
	}
	return append(out, more...)
}

func (k Knobs) get(id string) (string, bool) {
	for _, v := range k {
		if v.ID == id {
			return v.Value, true
		}
	}
	return "", false
}

func (k Knobs) ids() []string {
	ids := make([]string, len(k))
	for i, v := range k {
		ids[i] = v.ID
	}
	return ids
}

// numbers gives the knobs that hold a number, as names for an expression.
func (k Knobs) numbers() map[string]float64 {
	vars := map[string]float64{}
	for _, v := range k {
		if x, err := strconv.ParseFloat(v.Value, 64); err == nil {
			vars[v.ID] = x
		}
	}
	return vars
}

// UnmarshalYAML reads a mapping of knob names to values and keeps its order.
func (k *Knobs) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: knobs are written as {name: value}", n.Line)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i+1].Kind != yaml.ScalarNode {
			return fmt.Errorf("line %d: knob %s has one value", n.Content[i+1].Line, n.Content[i].Value)
		}
		*k = append(*k, KnobValue{ID: n.Content[i].Value, Value: n.Content[i+1].Value, line: n.Content[i].Line})
	}
	return nil
}
