package course

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Check holds every reference of the course against the rest of the lab: simulations, knobs and their ranges, metrics,
// figures, assignments, rules, case studies. Without World.Run only names and ranges are checked, which takes no run at
// all: that is enough at start-up. With it every picture and text is drawn once.
func (c *Course) Check(world World) Problems {
	k := checker{world: world.remembering(), hasCase: func(slug string) bool {
		_, ok := c.Case(slug)
		return ok
	}}
	for _, l := range c.links {
		k.link(l)
	}
	for _, study := range c.Cases {
		study.check(&k)
	}
	for _, l := range c.Lessons {
		marked := k.page(&l.Page)
		for _, claim := range c.Claims {
			if claim.Where == fmt.Sprintf("lesson %d", l.Number) && !marked[claim.ID] {
				k.found.add(claim.Pos, "mark it as [value](claim:"+claim.ID+") in "+l.File,
					"claim %s is not marked in its lesson", claim.ID)
			}
		}
	}
	for _, claim := range c.Claims {
		for i, check := range claim.Checks {
			if check.Sim != "" {
				k.knobs(Pos{claim.Pos.File, claim.at.of(fmt.Sprintf("%s.checks.%d", claim.path, i))}, check.Sim,
					check.Knobs)
			}
		}
	}
	return k.found.sorted()
}

type checker struct {
	world   World
	hasCase func(slug string) bool
	found   Problems
}

// page checks the blocks of a page and gives the claims it marks.
func (k *checker) page(p *Page) (marked map[string]bool) {
	if p.Exercise != nil {
		k.link(link{Pos{p.File, p.at.of("exercise.slug")}, "exercise", p.Exercise.Slug})
	}
	marked = map[string]bool{}
	for _, s := range p.Sections {
		for i := range s.Blocks {
			s.Blocks[i].Body.check(&s.Blocks[i], k)
			for _, id := range s.Blocks[i].Claims {
				marked[id] = true
			}
		}
	}
	return marked
}

func (k *checker) link(l link) {
	switch l.scheme {
	case "sim":
		slug, query, _ := strings.Cut(l.rest, "?")
		q, err := url.ParseQuery(query)
		if err != nil {
			k.found.add(l.pos, "write name=value&name=value", "link to %s: %v", slug, err)
		}
		var knobs Knobs
		for _, id := range slices.Sorted(maps.Keys(q)) {
			knobs = append(knobs, KnobValue{ID: id, Value: q.Get(id), line: l.pos.Line})
		}
		k.knobs(l.pos, slug, knobs)
	case "exercise":
		k.exists(l, "assignment", k.world.Exercise)
	case "rule":
		k.exists(l, "rule", k.world.Rule)
	case "case":
		k.exists(l, "case study", k.hasCase)
	}
}

func (k *checker) exists(l link, what string, has func(string) bool) {
	if has != nil && !has(l.rest) {
		k.found.add(l.pos, "write the name of one that exists", "unknown %s %q", what, l.rest)
	}
}

// sim gives the knobs of a simulation with their defaults; false means that nothing can be said of it, or that it is
// unknown and reported.
func (k *checker) sim(at Pos, slug string) (Knobs, bool) {
	if k.world.Knobs == nil || slug == "" {
		return nil, false
	}
	all, known := k.world.Knobs(slug)
	if !known {
		remedy := ""
		if k.world.Sims != nil {
			remedy = Nearest(slug, k.world.Sims())
		}
		k.found.add(at, remedy, "unknown simulation %q", slug)
	}
	return all, known
}

// knobs checks names and values, each on its own line.
func (k *checker) knobs(at Pos, slug string, knobs Knobs) {
	all, known := k.sim(at, slug)
	if !known {
		return
	}
	for _, v := range knobs {
		place := at
		if v.line > 0 {
			place.Line = v.line
		}
		if _, ok := all.get(v.ID); !ok {
			k.noKnob(place, slug, v.ID, all)
			continue
		}
		if k.world.Refuse == nil {
			continue
		}
		if message, remedy := k.world.Refuse(slug, v.ID, v.Value); message != "" {
			k.found.add(place, remedy, "%s", message)
		}
	}
}

// knob checks a name.
func (k *checker) knob(at Pos, slug, id string) {
	all, known := k.sim(at, slug)
	if !known {
		return
	}
	if _, ok := all.get(id); !ok {
		k.noKnob(at, slug, id, all)
	}
}

func (k *checker) noKnob(at Pos, slug, id string, all Knobs) {
	k.found.add(at, Nearest(id, all.ids()), "unknown knob %q of %s", id, slug)
}

// run makes a run; false means that there is no run to look at, for a reason that is reported.
func (k *checker) run(at Pos, slug string, knobs Knobs) (RunResult, bool) {
	if k.world.Run == nil || k.world.Knobs == nil {
		return RunResult{}, false
	}
	if _, known := k.world.Knobs(slug); !known {
		return RunResult{}, false
	}
	r, err := k.world.Run(slug, knobs.Query())
	if err != nil {
		k.found.add(at, "change the knobs", "%s does not run: %s", slug, strings.ReplaceAll(err.Error(), "\n", "; "))
		return RunResult{}, false
	}
	return r, true
}

func (k *checker) metric(at Pos, slug, id string, r RunResult) {
	if _, ok := r.Metrics[id]; !ok {
		k.found.add(at, Nearest(id, slices.Sorted(maps.Keys(r.Metrics))), "unknown metric %q of %s", id, slug)
	}
}

func (k *checker) figure(at Pos, slug, id string, r RunResult) {
	if _, ok := r.Figures[id]; !ok {
		k.found.add(at, Nearest(id, slices.Sorted(maps.Keys(r.Figures))), "unknown figure %q of %s", id, slug)
	}
}
