package sims

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"tradeofflab/say"
)

// MostReplay bounds a replay file, in bytes.
const MostReplay = 64 << 10

// replayFile is a run as a file: simulation, version and all knobs, seed and moves among them. Whoever plays it again
// gets the same bytes, so that the file can be handed in instead of a result.
type replayFile struct {
	Sim     string         `json:"sim"`
	Version string         `json:"version"`
	Knobs   map[string]any `json:"knobs"`
}

// ReplayFile is the run as a replay file.
func (r Run) ReplayFile() ([]byte, error) {
	f := replayFile{Sim: r.Sim.Slug, Version: r.Sim.Version, Knobs: map[string]any{}}
	for _, k := range r.Knobs {
		f.Knobs[k.ID] = k.Value()
	}
	text, err := json.MarshalIndent(f, "", "  ")
	return append(text, '\n'), err
}

// ReadReplay reads a replay file of the simulation and gives the knobs of its run. The error is a *ParamError that says
// what is wrong with the file; knobs with illegal values are found by Parse.
func (s Sim) ReadReplay(text []byte) (url.Values, error) {
	var f replayFile
	if len(text) > MostReplay {
		return nil, Refuse("", "", "a replay file has at most %d kB", MostReplay>>10)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(&f); err != nil {
		return nil, Refuse("", "", "this is no replay file: it is JSON with sim, version and knobs, as the page of "+
			"a run gives it (%s)", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, Refuse("", "", "the replay file goes on after its end; a file holds one run")
	}
	switch {
	case f.Sim != s.Slug:
		return nil, Refuse("", "", "the replay file is of the simulation %q, not of %s", say.Clip(f.Sim, 40), s.Slug)
	case f.Version != s.Version:
		return nil, Refuse("", "", "the replay file is of version %q of %s; this lab plays version %s, whose "+
			"numbers are others. Make the run again on its page", say.Clip(f.Version, 40), s.Slug, s.Version)
	case f.Knobs == nil:
		return nil, Refuse("", "", "the replay file has no knobs")
	}
	return s.replayed(f.Knobs)
}

// replayed turns the values of a file into those of a query.
func (s Sim) replayed(knobs map[string]any) (url.Values, error) {
	q, e := url.Values{}, &ParamError{}
	var known []string
	for _, k := range s.Knobs() {
		known = append(known, k.ID)
	}
	for id, value := range knobs {
		text, ok := "", true
		switch v := value.(type) {
		case string:
			text = v
		case json.Number:
			text = v.String()
		case bool:
			if text = "off"; v {
				text = "on"
			}
		default:
			ok = false
		}
		switch {
		case !slices.Contains(known, id):
			e.Fields = append(e.Fields, FieldError{Knob: say.Clip(id, 40), Message: fmt.Sprintf("%s is no knob of %s",
				say.Clip(id, 40), s.Slug)})
		case !ok:
			e.Fields = append(e.Fields, FieldError{Knob: id, Message: id + " is a number, a text, true or false"})
		default:
			q.Set(id, text)
		}
	}
	if e.Fields != nil {
		slices.SortFunc(e.Fields, func(a, b FieldError) int { return strings.Compare(a.Knob, b.Knob) })
		return nil, e
	}
	return q, nil
}
