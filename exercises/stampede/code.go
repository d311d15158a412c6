package stampede

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/sims"
)

//go:embed starter.star
var starter string

//go:embed model.star
var model string

// The bounds of the code part. Early refresh under a lock sends one query a cycle and lets one read in some hundred
// wait.
const (
	maxRebuilds = 3
	maxP99Ms    = 100
)

// The names of the checks.
const (
	checkStep     = "Every read gets a step it can take"
	checkRebuilds = "At most 3 rebuilds in any cycle"
	checkP99      = "99 of 100 reads are answered within 100 ms"
	checkCrash    = "No read fails when the holder of the lock dies"
)

func getPart(variant int, t task) exercises.Asked {
	rng := sims.Stream(variant, "assignment stampede: get")
	try := trial{Rate: 40}
	for range 3 {
		try.Seeds = append(try.Seeds, 1+rng.IntN(999_999_998))
	}
	ask := &exercises.Code{Starter: starter, Functions: []string{"get(key, now)"}, Help: exercises.Section(prompt,
		"The language"),
		Checks: []string{checkStep, checkRebuilds, checkP99, checkCrash},
		Trial:  exercises.Value(try), Judge: judge}
	wrong := func(name, source string, checks ...string) exercises.WrongAnswer {
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value("def get(key, now):\n" + source)}
	}
	changed := func(name, from, to string, checks ...string) exercises.WrongAnswer {
		if !strings.Contains(model, from) {
			panic("model.star no longer holds " + from)
		}
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value(strings.ReplaceAll(model, from, to))}
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "get", Points: 4, Section: "early-refresh", Ask: ask, Title: "Write `get(key, now)`",
			Text: fmt.Sprintf("Every read of a small cache asks your function what to do: %d reads a second, a "+
				"rebuild of about %s s, values that live %s s, and an empty cache at the start. In two rounds no "+
				"cycle may rebuild more than %d times, "+
				"and 99 of 100 reads have to be answered within %d ms once there has been a value. In a third round "+
				"the process of the second rebuild dies half-way with its lock; no read may wait for more than 10 s.",
				try.Rate, figure.Short(trialRebuild), figure.Short(trialTTL), maxRebuilds, maxP99Ms),
			Learn: "Without a value, one read takes the lock and the others wait. With one, a read refreshes early " +
				"when its rebuild time times its draw reaches what is left, and the lock keeps that to one query. " +
				"The lock is a little longer than a rebuild: it ends soon when its holder has died."},
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			wrong("no answer", "    pass\n", checkStep, checkRebuilds, checkP99, checkCrash),
			wrong("a value that is not there", "    return \"serve\"\n", checkStep, checkRebuilds, checkP99,
				checkCrash),
			wrong("no protection", "    return \"serve\" if key[\"stored\"] else \"rebuild\"\n",
				checkRebuilds, checkP99),
			wrong("a lock and no early refresh", "    return \"serve\" if key[\"stored\"] else (\"lock\", 3)\n",
				checkP99),
			wrong("early refresh without a lock", "    early = key[\"rebuild_s\"] * key[\"draw\"] >= "+
				"key[\"expires\"] - now\n    return \"serve\" if key[\"stored\"] and not early else \"rebuild\"\n",
				checkRebuilds),
			changed("a lock that never ends", "(\"lock\", 3)", "(\"lock\", 3600)", checkCrash),
			changed("a lock much shorter than the rebuild", "(\"lock\", 3)", "(\"lock\", 0.1)", checkRebuilds),
		},
	}
}

// judge turns what the rounds came to into the four checks.
func judge(_ string, results []json.RawMessage) ([]exercises.Check, error) {
	if len(results) != 1 {
		return nil, fmt.Errorf("%d results, want 1", len(results))
	}
	var o outcome
	if err := json.Unmarshal(results[0], &o); err != nil {
		return nil, fmt.Errorf("read the outcome: %w", err)
	}
	of := fmt.Sprintf("of %s reads", whole(o.Reads))
	step := exercises.Check{Name: checkStep, OK: o.Strange == 0, Got: "a step for each " + of,
		Want: "\"serve\" where a value is stored, \"wait\", \"rebuild\" or (\"lock\", seconds)",
		Hint: "Every way through the function ends with a return, and nothing can be served when nothing is stored."}
	rebuilds := exercises.Check{Name: checkRebuilds, OK: o.Most <= maxRebuilds,
		Got: fmt.Sprintf("%d rebuilds in the largest cycle", o.Most), Want: fmt.Sprintf("at most %d", maxRebuilds),
		Hint: "Several reads miss, or refresh early, before the first of them has the value. What lets one of them " +
			"through, and for how long?"}
	p99 := exercises.Check{Name: checkP99, OK: 1000*o.P99 <= maxP99Ms,
		Got: fmt.Sprintf("%s ms", figure.Number(1000*o.P99, 0)), Want: fmt.Sprintf("at most %d ms", maxP99Ms),
		Hint: "A rebuild that begins at expiry lets all reads wait for its end. When does it have to begin?"}
	crash := exercises.Check{Name: checkCrash, OK: o.Failed == 0, Got: fmt.Sprintf("%d reads fail", o.Failed),
		Want: "0 reads fail",
		Hint: "The dead process still holds the lock. Who may rebuild, and when?"}
	if o.Strange > 0 {
		step.Got = fmt.Sprintf("%s for %s calls", exercises.Shown(o.First), whole(o.Strange))
		for _, c := range []*exercises.Check{&rebuilds, &p99, &crash} {
			c.OK, c.Got, c.Hint = false, "not counted", "This is counted once every read has a step that it can take."
		}
	}
	return []exercises.Check{step, rebuilds, p99, crash}, nil
}
