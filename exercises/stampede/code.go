package stampede

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed starter.star
var starter string

//go:embed model.star
var modelCode string

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
	checkBeside   = "No rebuild begins while another is at work"
	checkP99      = "99 of 100 reads are answered within 100 ms"
	checkCrash    = "When the holder of the lock dies, no read fails and at most 3 rebuilds follow"
)

func getPart(variant int, w exercises.PartWords) exercises.Asked {
	rng := model.Stream(variant, "assignment stampede: get")
	try := trial{Rate: 40}
	for range 2 {
		try.Seeds = append(try.Seeds, 1+rng.IntN(999_999_998))
	}
	for range 3 {
		try.Crashes = append(try.Crashes, 1+rng.IntN(999_999_998))
	}
	ask := &exercises.Code{Starter: starter, Functions: []string{"get(key, now)"}, Help: prompt.Fill(nil).
		Under("The language"),
		Checks: []string{checkStep, checkRebuilds, checkBeside, checkP99, checkCrash},
		Trial:  exercises.Value(try), Judge: judge}
	wrong := func(name, source string, checks ...string) exercises.WrongAnswer {
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value("def get(key, now):\n" + source)}
	}
	changed := func(name, from, to string, checks ...string) exercises.WrongAnswer {
		if !strings.Contains(modelCode, from) {
			panic("model.star no longer holds " + from)
		}
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value(strings.ReplaceAll(modelCode, from, to))}
	}
	return exercises.Asked{
		Part: w.With(map[string]string{"reads": say.Int(try.Rate), "least": say.Short(0.75 * trialRebuild),
			"longest": say.Short(1.25 * trialRebuild),
			"ttl":     say.Short(trialTTL), "most": say.Int(maxRebuilds),
			"p99": say.Int(maxP99Ms)}).Part(4, "early-refresh",
			ask),
		Solution: exercises.Value(modelCode),
		Wrong: []exercises.WrongAnswer{
			wrong("no answer", "    pass\n", checkStep, checkRebuilds, checkBeside, checkP99, checkCrash),
			wrong("a value that is not there", "    return \"serve\"\n", checkStep, checkRebuilds, checkBeside,
				checkP99,
				checkCrash),
			wrong("a word that is no step", "    return \"SERVE\"\n", checkStep, checkRebuilds, checkBeside, checkP99,
				checkCrash),
			wrong("no protection", "    return \"serve\" if key[\"stored\"] else \"rebuild\"\n",
				checkRebuilds, checkBeside, checkP99, checkCrash),
			wrong("a lock and no early refresh", "    return \"serve\" if key[\"stored\"] else (\"lock\", 3)\n",
				checkP99),
			wrong("early refresh without a lock", "    early = key[\"rebuild_s\"] * key[\"draw\"] >= "+
				"key[\"expires\"] - now\n    return \"serve\" if key[\"stored\"] and not early else \"rebuild\"\n",
				checkRebuilds, checkBeside, checkCrash),
			changed("a lock that never ends", "(\"lock\", 3)", "(\"lock\", 3600)", checkCrash),
			changed("a lock much shorter than the rebuild", "(\"lock\", 3)", "(\"lock\", 0.1)", checkRebuilds,
				checkBeside,
				checkCrash),
			changed("a lock a little shorter than the rebuild", "(\"lock\", 3)", "(\"lock\", 0.9)", checkBeside),
			wrong("whoever has waited sends the query", "    if not key[\"stored\"]:\n        return \"rebuild\" if "+
				"now - key[\"asked\"] > 2 else (\"lock\", 8)\n    early = key[\"rebuild_s\"] * key[\"draw\"] >= "+
				"key[\"expires\"] - now\n    return (\"lock\", 8) if early and key[\"locked_until\"] == 0 else "+
				"\"serve\"\n", checkCrash),
		},
	}
}

// judge turns what the rounds came to into the five checks.
func judge(_ string, results []json.RawMessage) ([]exercises.Check, error) {
	if len(results) != 1 {
		return nil, fmt.Errorf("%d results, want 1", len(results))
	}
	var o outcome
	if err := json.Unmarshal(results[0], &o); err != nil {
		return nil, fmt.Errorf("read the outcome: %w", err)
	}
	w := prompt.Fill(map[string]string{"most": say.Int(maxRebuilds), "p99": say.Int(maxP99Ms)}).Of("get")
	check := func(id, name string, ok bool, got string) exercises.Check {
		return exercises.Check{Name: name, OK: ok, Got: got, Want: w.Get("want " + id), Hint: w.Get("hint " + id)}
	}
	step := check("step", checkStep, o.Strange == 0, fmt.Sprintf("a step for each of %s reads", say.Int(o.Reads)))
	rebuilds := check("rebuilds", checkRebuilds, o.Most <= maxRebuilds,
		say.Count(o.Most, "rebuild")+" in the largest cycle")
	p99 := check("p99", checkP99, 1000*o.P99 <= maxP99Ms, fmt.Sprintf("%s ms", say.Number(1000*o.P99, 0)))
	beside := check("beside", checkBeside, o.Beside == 0, fmt.Sprintf("%d began beside another", o.Beside))
	crash := check("crash", checkCrash, o.Failed == 0 && o.Crashed <= maxRebuilds+1,
		fmt.Sprintf("%s fail, %s", say.Count(o.Failed, "read"), say.Count(o.Crashed, "rebuild")))
	step.Free, p99.Worth = true, 2 // any program takes steps, and a lock alone is not what is asked for
	if o.Strange > 0 {
		step.Got = fmt.Sprintf("%s for %s calls", exercises.Shown(o.First), say.Int(o.Strange))
		switch o.First {
		case "null":
		case `"serve"`:
			step.Hint = w.Get("hint serve")
		default:
			step.Hint = w.Get("hint strange")
		}
		for _, c := range []*exercises.Check{&rebuilds, &beside, &p99, &crash} {
			c.OK, c.Got, c.Hint = false, "not counted", w.Get("hint uncounted")
		}
	}
	return []exercises.Check{step, rebuilds, beside, p99, crash}, nil
}
