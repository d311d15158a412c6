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

// RegionUse is what a region has.
type RegionUse struct {
	Name   string  `json:"name"`
	Writes bool    `json:"writes"`
	Copies float64 `json:"copies"` // of the truth
}

// regionsOf spreads the copies of the truth over the regions.
func regionsOf(w Workload, truth Store) []RegionUse {
	n := max(w.Regions.Count, 1)
	out := make([]RegionUse, n)
	if w.Regions.resident() && n > 1 { // each keeps all copies of its own records
		for i, r := range w.Regions.Named {
			out[i] = RegionUse{r.Name, r.Writes, truth.Copies}
		}
		return out
	}
	rest := truth.Copies
	for i := range out {
		out[i] = RegionUse{Name: fmt.Sprintf("region %d", i+1), Writes: i == 0 || len(w.Regions.Named) == 0 &&
			(truth.Kind == kindLeaderless || truth.Kind == kindDistributed)}
		if i < len(w.Regions.Named) {
			out[i].Name, out[i].Writes = w.Regions.Named[i].Name, w.Regions.Named[i].Writes
		}
		even := math.Floor(truth.Copies / float64(n))
		out[i].Copies = max(even, 0)
		rest -= out[i].Copies
	}
	out[0].Copies += rest
	return out
}
