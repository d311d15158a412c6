package main

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"runtime"

	"tradeofflab/course"
	"tradeofflab/exercises"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/catalogue"
)

// resultWeight bounds the memory of kept simulation results, in bytes or so.
const resultWeight = 96 << 20

// world lets the course see the rest of the lab through functions.
func world(runs *sims.Runs) course.World {
	return course.World{
		Sim: func(slug string) (course.SimInfo, bool) {
			s, ok := catalogue.Find(slug)
			if !ok {
				return course.SimInfo{}, false
			}
			info := course.SimInfo{Slug: s.Slug, Title: s.Title}
			for _, k := range s.Knobs() {
				info.Knobs = append(info.Knobs, course.KnobInfo{ID: k.ID, Kind: string(k.Kind), Label: k.Label, Unit: k.Unit, Default: k.Default,
					Min: k.Min, Max: k.Max, Step: k.Step, Choices: k.Choices})
			}
			return info, true
		},
		Sims: func() []string {
			var slugs []string
			for _, s := range catalogue.All {
				slugs = append(slugs, s.Slug)
			}
			return slugs
		},
		Run: func(slug string, q url.Values) (course.RunResult, error) {
			s, ok := catalogue.Find(slug)
			if !ok {
				return course.RunResult{}, fmt.Errorf("unknown simulation %q", slug)
			}
			r, err := runs.Run(s, q)
			if err != nil {
				return course.RunResult{}, err
			}
			out := course.RunResult{Metrics: map[string]float64{}, Figures: map[string]figure.Figure{}}
			for _, m := range r.Metrics {
				out.Metrics[m.ID] = m.Value
			}
			for _, f := range r.Figures {
				out.Figures[f.ID] = f
			}
			return out, nil
		},
		Exercise: func(slug string) bool { _, ok := exercisecatalogue.Find(slug); return ok },
	}
}

// newPool starts learners' code in child processes of this binary: as many at once as there are processors.
func newPool() (*sandbox.Pool, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	return sandbox.NewPool(runtime.NumCPU(), &sandbox.Runner{Command: func() *exec.Cmd { return exec.Command(self, sandboxCommand) }}), nil
}

func gradingEnv(pool *sandbox.Pool) exercises.Env {
	return exercises.Env{Sim: catalogue.Find, Sandbox: pool.Seat("command line")}
}
