package course

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Measurement is a talk with a real server that shows what claims say of it. The tests repeat it.
type Measurement struct {
	Title  string   `yaml:"title"`
	Server string   `yaml:"server"` // one of measuredServers
	Claims []string `yaml:"claims"`
	Talk   string   `yaml:"talk"`

	Exchanges []Exchange `yaml:"-"`
	Pos       Pos        `yaml:"-"`
}

// Exchange is what is sent in one go, line by line, and the lines of the answer. In both, {n x} stands for n times the
// character x; in an answer "…" stands for any text within the line, and [a..b] for a number from a to b.
type Exchange struct {
	Send, Want []string
}

var measuredServers = []string{"redis", "memcached", "postgres", "postgres pair"}

const sent = "> " // begins a line that is sent

// loadMeasurements reads measured.yaml, after the claims, and looks for claims that call themselves measured and are
// not.
func (c *Course) loadMeasurements(fsys fs.FS, found *Problems) {
	c.readMeasurements(fsys, found)
	for _, claim := range c.Claims {
		says := slices.ContainsFunc(claim.Sources, func(s Source) bool { return s.Kind == measured })
		onSQLite := slices.ContainsFunc(claim.Checks, func(k ClaimCheck) bool { return k.Tables != "" })
		if says && len(claim.Measured) == 0 && !onSQLite {
			found.add(claim.Pos, "add the talk to measured.yaml, or a check with tables",
				"claim %s is called measured, and nothing measures it", claim.ID)
		}
	}
}

// readMeasurements reads measured.yaml; a course may do without.
func (c *Course) readMeasurements(fsys fs.FS, found *Problems) {
	const name = "measured.yaml"
	if _, err := fs.Stat(fsys, name); err != nil {
		return
	}
	var file struct {
		Measured []*Measurement `yaml:"measured"`
	}
	at, ok := readYAML(fsys, name, &file, found)
	if !ok {
		return
	}
	for i, m := range file.Measured {
		pos := Pos{root + name, at.of(fmt.Sprintf("measured.%d", i))}
		if m == nil {
			found.add(pos, "", "empty measurement")
			continue
		}
		m.Pos = pos
		need(found, pos, "measurement", map[string]string{"title": m.Title, "talk": m.Talk})
		oneOf(found, pos, "server", m.Server, measuredServers)
		if len(m.Claims) == 0 {
			found.add(pos, "add \"claims:\"", "measurement %q belongs to no claim", m.Title)
		}
		for _, id := range m.Claims {
			claim, known := c.claims[id]
			if !known {
				found.add(pos, Nearest(id, slices.Sorted(maps.Keys(c.claims))), "unknown claim %q", id)
				continue
			}
			claim.Measured = append(claim.Measured, m)
		}
		m.Exchanges = exchanges(m.Talk)
		if len(m.Exchanges) == 0 || slices.ContainsFunc(m.Exchanges, func(e Exchange) bool {
			return len(e.Send) == 0 || len(e.Want) == 0
		}) {
			found.add(pos, "write lines that begin with \"> \", and the answer below each",
				"measurement %q sends nothing or waits for nothing", m.Title)
		}
		c.Measurements = append(c.Measurements, m)
	}
}

// exchanges splits a talk: lines that follow one another are sent in one go.
func exchanges(talk string) []Exchange {
	var out []Exchange
	for line := range strings.Lines(talk) {
		line = strings.TrimRight(line, "\r\n")
		text, sends := strings.CutPrefix(line, sent)
		switch {
		case sends && (len(out) == 0 || len(out[len(out)-1].Want) > 0):
			out = append(out, Exchange{Send: []string{text}})
		case sends:
			out[len(out)-1].Send = append(out[len(out)-1].Send, text)
		case len(out) == 0:
			out = append(out, Exchange{Want: []string{line}})
		default:
			out[len(out)-1].Want = append(out[len(out)-1].Want, line)
		}
	}
	return out
}
