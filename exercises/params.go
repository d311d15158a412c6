package exercises

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// seedCount is the number of seeds that a params part is graded on.
const seedCount = 5

// Params asks for knob values of a simulation that reach every goal on every hidden seed.
type Params struct {
	Sim    string            `json:"sim"`    // slug
	Free   []string          `json:"free"`   // knobs that the learner sets
	Preset map[string]string `json:"preset"` // values of the other knobs, and where the free ones start
	Goals  []Goal            `json:"goals"`
}

// Goal bounds one metric of each run: from below with AtLeast, else from above.
type Goal struct {
	Name    string  `json:"name"`
	Metric  string  `json:"metric"`
	Limit   float64 `json:"limit"`
	AtLeast bool    `json:"at_least,omitempty"`
	Unit    string  `json:"unit,omitempty"`
	Scale   float64 `json:"-"` // metric × Scale is in Unit; 0 stands for 1

	// Median holds the middle of the seeds to the limit instead of the worst, for a metric whose value is far from the
	// others on one seed in thousands, whatever the design.
	Median bool `json:"median,omitempty"`

	Hint string `json:"-"`
}

// Kind is KindParams.
func (*Params) Kind() Kind { return KindParams }

func (p *Params) read(raw json.RawMessage) (any, error) {
	if isNull(raw) {
		return nil, errEmpty
	}
	const want = "an object of knobs and values"
	var values map[string]any
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	if err := dec.Decode(&values); err != nil {
		return nil, shape(raw, want)
	}
	knobs := map[string]string{}
	for id, v := range values {
		switch v := v.(type) {
		case string:
			if strings.TrimSpace(v) != "" {
				knobs[id] = v
			}
		case json.Number:
			knobs[id] = v.String()
		case bool:
			knobs[id] = strconv.FormatBool(v)
		case nil:
		default:
			return nil, &shapeError{got: quote(id) + " with a value of several parts", want: want}
		}
	}
	if len(knobs) == 0 {
		return nil, errEmpty
	}
	return knobs, nil
}

func (p *Params) grade(ctx context.Context, answer any, at attempt) (result, error) {
	if at.env.Sim == nil {
		return result{}, errors.New("no simulations to run")
	}
	sim, ok := at.env.Sim(p.Sim)
	if !ok {
		return result{}, fmt.Errorf("no simulation %q", p.Sim)
	}
	query := url.Values{}
	for id, v := range p.Preset {
		query.Set(id, v)
	}
	knobs := answer.(map[string]string)
	legal := Check{Name: "Legal values", OK: true, Got: p.words(knobs), Want: "a value within its range for " +
		strings.Join(p.Free, ", ")}
	for _, id := range slices.Sorted(maps.Keys(knobs)) {
		if slices.Contains(p.Free, id) {
			query.Set(id, knobs[id])
		} else if knobs[id] != p.Preset[id] {
			legal.OK = false
			legal.Hint = fmt.Sprintf("%s is not yours to set here.", id)
		}
	}
	query.Set("seed", "0")
	if _, err := sim.Parse(query); err != nil {
		legal.OK = false
		legal.Hint = sentence(firstLine(err.Error()))
	}
	r := result{whole: true, checks: []Check{legal}}
	if !legal.OK {
		for _, g := range p.Goals {
			r.checks = append(r.checks, Check{Name: g.Name, Got: "no run", Want: g.Words(),
				Hint: "The values have to be legal first."})
		}
		return r, nil
	}
	return p.judge(ctx, sim, query, at, r)
}

// judge runs every hidden seed and reports, for each goal, the run that fails it or comes closest to failing, or where
// the goal says so the one in the middle.
func (p *Params) judge(ctx context.Context, sim sims.Sim, query url.Values, at attempt, r result) (result, error) {
	type outcome struct {
		value, margin float64
		seed          int
		run           string
	}
	outcomes := make([][]outcome, len(p.Goals))
	for i, seed := range hiddenSeeds(at.env.Secret, at.exercise, at.variant, at.part.ID) {
		if err := ctx.Err(); err != nil {
			return result{}, err
		}
		query.Set("seed", strconv.Itoa(seed))
		run, err := sim.Parse(query)
		if err != nil {
			return result{}, fmt.Errorf("run %s on seed %d: %w", p.Sim, seed, err)
		}
		report, err := run.Partial(ctx, func(string) bool { return false })
		if err != nil {
			return result{}, fmt.Errorf("run %s on seed %d: %w", p.Sim, seed, err)
		}
		for g, goal := range p.Goals {
			m, ok := report.Metric(goal.Metric)
			if !ok {
				return result{}, fmt.Errorf("%s has no metric %q", p.Sim, goal.Metric)
			}
			v := m.Value * goal.scale()
			margin := goal.Limit - v
			if goal.AtLeast {
				margin = -margin
			}
			outcomes[g] = append(outcomes[g], outcome{v, margin, i + 1, run.Query})
		}
	}
	tightest := 0.0
	for g, goal := range p.Goals {
		slices.SortStableFunc(outcomes[g], func(a, b outcome) int { return cmp.Compare(a.margin, b.margin) })
		c, where := outcomes[g][0], "at worst"
		if goal.Median {
			c, where = outcomes[g][seedCount/2], "in the middle of the seeds"
		}
		got := goal.number(c.value)
		check := Check{Name: goal.Name, OK: c.margin >= 0, Want: goal.Words(), Hint: goal.Hint, Run: c.run}
		check.Got = fmt.Sprintf("%s %s, on hidden seed %d", got, where, c.seed)
		r.checks = append(r.checks, check)
		if relative := c.margin / max(goal.Limit, 1e-9); r.run == "" || relative < tightest {
			r.run, tightest = c.run, relative
		}
	}
	return r, nil
}

// hiddenSeeds gives the hidden seeds of a part: a pure function of exercise, variant, part and the secret of the
// installation, without which nobody can work them out from the program.
func hiddenSeeds(secret, exercise string, variant int, part string) [seedCount]int {
	place := fmt.Sprintf("%s/%d/%s", exercise, variant, part)
	h := fnv.New64a()
	h.Write([]byte(place))
	from := h.Sum64()
	if secret != "" {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(place))
		from = binary.BigEndian.Uint64(mac.Sum(nil))
	}
	var seeds [seedCount]int
	for i := range seeds {
		seeds[i] = int(model.Mix64(from+uint64(i)) % 999_999_999)
	}
	return seeds
}

func (g Goal) scale() float64 {
	if g.Scale == 0 {
		return 1
	}
	return g.Scale
}

// Words are the bound in words, with its unit.
func (g Goal) Words() string {
	text := "at most " + g.number(g.Limit)
	if g.AtLeast {
		text = "at least " + g.number(g.Limit)
	}
	if g.Median {
		text += ", in the middle of the seeds"
	}
	return text
}

func (g Goal) number(v float64) string {
	text := say.Short(v)
	if v != g.Limit && text == say.Short(g.Limit) {
		// More digits, where rounding would hide on which side of the limit the value lies.
		text = say.Number(v, 4)
	}
	if g.Unit == "" {
		return text
	}
	return text + " " + g.Unit
}

func (p *Params) words(knobs map[string]string) string {
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(knobs)) {
		parts = append(parts, id+" "+say.Clip(knobs[id], 40))
	}
	return strings.Join(parts, ", ")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func (p *Params) fromForm(prefix string, form url.Values) json.RawMessage {
	knobs := map[string]string{}
	for _, id := range p.Free {
		if v := form.Get(prefix + "." + id); strings.TrimSpace(v) != "" {
			knobs[id] = v
		}
	}
	if len(knobs) == 0 {
		return nil
	}
	return Value(knobs)
}

func (p *Params) toForm(prefix string, raw json.RawMessage, form url.Values) {
	answer, err := p.read(raw)
	if err != nil {
		return
	}
	for id, v := range maps.All(answer.(map[string]string)) {
		if slices.Contains(p.Free, id) {
			form.Set(prefix+"."+id, v)
		}
	}
}
