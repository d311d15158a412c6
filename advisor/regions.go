package advisor

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"

	"tradeofflab/say"

	"gopkg.in/yaml.v3"
)

// Regions are the places in which a system reads or writes: their number, or each by name.
type Regions struct {
	Count int
	Named []Region // empty where only the number is known
}

// Region is a place that reads, and perhaps writes.
type Region struct {
	Name      string `json:"name" yaml:"name"`
	Writes    bool   `json:"writes" yaml:"writes"`
	Residency bool   `json:"residency,omitempty" yaml:"residency"` // its records must not leave it
}

// MarshalJSON writes what was said: a number, or the list.
func (r Regions) MarshalJSON() ([]byte, error) {
	if len(r.Named) > 0 {
		return json.Marshal(r.Named)
	}
	return json.Marshal(r.Count)
}

// IsZero says that nothing was said.
func (r Regions) IsZero() bool { return r.Count == 0 && len(r.Named) == 0 }

// String is the form in which a person types it: "3", or "Frankfurt (writes, residency); Ohio".
func (r Regions) String() string {
	if len(r.Named) == 0 {
		return say.Plain(float64(r.Count))
	}
	parts := make([]string, len(r.Named))
	for i, one := range r.Named {
		var flags []string
		if one.Writes {
			flags = append(flags, "writes")
		}
		if one.Residency {
			flags = append(flags, "residency")
		}
		parts[i] = one.Name
		if len(flags) > 0 {
			parts[i] += " (" + strings.Join(flags, ", ") + ")"
		}
	}
	return strings.Join(parts, "; ")
}

// parse reads the typed form. The error says what to write.
func (r *Regions) parse(text string) error {
	if v, err := quantity(text, ""); err == nil {
		if v != float64(int(v)) || v < 0 || v > 1e9 {
			return fmt.Errorf("write a whole number, or names; got %q", say.Clip(text, 40))
		}
		r.Count = int(v)
		return nil
	}
	for _, part := range strings.Split(text, ";") {
		name, flags, flagged := strings.Cut(strings.TrimSpace(part), "(")
		one := Region{Name: strings.TrimSpace(name)}
		if one.Name == "" || strings.ContainsAny(one.Name, "0123456789") && !strings.ContainsAny(strings.ToLower(
			one.Name),
			"abcdefghijklmnopqrstuvwxyz") {
			return fmt.Errorf("write a whole number, or names as in \"Frankfurt (writes, residency); Ohio\"; got %q",
				say.Clip(text, 60))
		}
		for _, f := range strings.Split(strings.TrimSuffix(strings.TrimSpace(flags), ")"), ",") {
			switch f = strings.TrimSpace(f); {
			case f == "writes":
				one.Writes = true
			case f == "residency":
				one.Residency = true
			case flagged || f != "":
				return fmt.Errorf("behind a region stands (writes), (residency) or both; got %q", say.Clip(f, 40))
			}
		}
		r.Named = append(r.Named, one)
	}
	r.Count = len(r.Named)
	return nil
}

// fillRegions reads a number, the typed form, or a list of regions.
func (e *InputError) fillRegions(n *yaml.Node, r *Regions, path string, depth int) {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return
		}
		if err := r.parse(n.Value); err != nil {
			e.add(path, "%s", err)
		}
	case yaml.SequenceNode:
		e.fill(n, reflect.ValueOf(&r.Named).Elem(), path, depth)
		r.Count = len(r.Named)
	default:
		e.add(path, "write a number, or a list of regions with name, writes and residency")
	}
}

// writing is how many regions take writes: those that say so, all where only the number is known, one where no named
// one says so.
func (r Regions) writing() int {
	if len(r.Named) == 0 {
		return max(r.Count, 1)
	}
	n := 0
	for _, one := range r.Named {
		if one.Writes {
			n++
		}
	}
	return max(n, 1)
}

// resident says whether records of some region must stay there.
func (r Regions) resident() bool {
	for _, one := range r.Named {
		if one.Residency {
			return true
		}
	}
	return false
}

// resident says whether the records of some of several regions must stay there.
func (q quantities) resident() bool { return q.asked.Regions.resident() && q.Regions > 1 }

// homes is how many regions are home to records that are written: those that take writes, and those whose records must
// not leave them.
func (q quantities) homes() float64 {
	n := 0.0
	for _, one := range q.asked.Regions.Named {
		if one.Writes || one.Residency {
			n++
		}
	}
	return max(n, q.writing)
}

// RegionUse is what a region has.
type RegionUse struct {
	Name   string  `json:"name"`
	Writes bool    `json:"writes"`
	Copies float64 `json:"copies"` // of the truth
}

// regionsOf spreads the copies of the truth over the regions; of rows that have homes in several of them on average.
func regionsOf(q quantities, truth Store) []RegionUse {
	named, n := q.asked.Regions.Named, int(q.Regions)
	all := len(named) == 0 && (truth.Kind == kindLeaderless || truth.Kind == kindDistributed)
	out := make([]RegionUse, n)
	first, homes := -1, 0.0 // the region of the primary; those that are home to rows
	for i := range out {
		out[i] = RegionUse{Name: fmt.Sprintf("region %d", i+1), Writes: all || len(named) == 0 && i == 0}
		if i < len(named) {
			out[i].Name, out[i].Writes = named[i].Name, named[i].Writes
		}
		if out[i].Writes && first < 0 {
			first = i
		}
	}
	first = max(first, 0)
	for i := range out {
		if out[i].Writes || i == first || i < len(named) && named[i].Residency {
			homes++
		}
	}
	switch {
	case q.resident() && truth.Kind != kindDistributed: // each has all copies of its own records
		for i := range out {
			out[i].Copies = truth.Copies
		}
	case truth.model.Wide != "" && n > 1: // two each in two regions, and one in each other
		for i := range out {
			out[i].Copies = 1
			if i < 2 {
				out[i].Copies = 2
			}
		}
	case truth.Kind == kindDistributed:
		for i := range out {
			home := out[i].Writes || i == first || i < len(named) && named[i].Residency
			switch {
			case q.resident() && home:
				out[i].Copies = truth.Copies
			case q.resident():
			case home: // all copies of a home beyond the one that each other region has
				out[i].Copies = math.Round(100*(1+(truth.Copies-q.Regions)/homes)) / 100
			default:
				out[i].Copies = 1
			}
		}
	default: // one after the other, the region of the primary first
		for left, i := truth.Copies, first; left > 0; left-- {
			out[i].Copies++
			i = (i + 1) % n
		}
	}
	return out
}
