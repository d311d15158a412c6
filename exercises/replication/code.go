package replication

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed starter.star
var starter string

//go:embed model.star
var modelCode string

// maxPrimary is the largest share of the reads, in %, that may go to the primary. Waiting for tokens needs about 8 %, a
// fixed replica with the primary behind it about 17 %.
const maxPrimary = 30

// The names of the checks.
const (
	checkNode  = "Every read goes to the primary or to a replica"
	checkOwn   = "No read misses a write of its own client"
	checkBack  = "No client reads a record and then an older version of it"
	checkShare = "The replicas serve most of the reads"
)

func routerPart(variant int, t task, w exercises.PartWords) exercises.Asked {
	rng := model.Stream(variant, "assignment replication: router")
	try := trial{Rate: t.routerRate, RTTms: t.practical}
	for range 3 {
		try.Seeds = append(try.Seeds, 1+rng.IntN(999_999_998))
	}
	ask := &exercises.Code{Starter: starter, Functions: []string{"route(op, state)"}, Help: prompt.Fill(nil).
		Under("The language"),
		Checks: []string{checkNode, checkOwn, checkBack, checkShare},
		Trial:  exercises.Value(try), Judge: judge}
	wrong := func(name, source string, checks ...string) exercises.WrongAnswer {
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value("def route(op, state):\n" + source)}
	}
	changed := func(name, from, to string, checks ...string) exercises.WrongAnswer {
		if !strings.Contains(modelCode, from) {
			panic("model.star no longer holds " + from)
		}
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value(strings.Replace(modelCode, from, to, 1))}
	}
	return exercises.Asked{
		Part: w.With(map[string]string{"rate": strconv.Itoa(t.routerRate), "apply": strconv.Itoa(trialApply),
			"most": strconv.Itoa(maxPrimary)}).Part(4, "remedies", ask),
		Solution: exercises.Value(modelCode),
		Wrong: []exercises.WrongAnswer{
			wrong("any replica", "    return op[\"random\"] % 3\n", checkOwn, checkBack),
			wrong("a fixed replica", "    return state[\"pinned\"]\n", checkOwn),
			wrong("always the primary", "    return \"primary\"\n", checkShare),
			wrong("no answer", "    pass\n", checkNode, checkOwn, checkBack, checkShare),
			wrong("a node that is not there", "    return 3 if op[\"own\"] else \"primary\"\n", checkNode, checkOwn,
				checkBack, checkShare),
			changed("own writes only", "max(state[\"last_write\"], state[\"last_read\"])",
				"state[\"last_write\"]", checkBack),
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
	of := fmt.Sprintf("of %s reads", say.Int(o.Reads))
	w := prompt.Fill(map[string]string{"most": strconv.Itoa(maxPrimary)}).Of("router")
	node := w.Check("node", checkNode, o.Strange.Count == 0, "a node for each "+of)
	own := w.Check("own", checkOwn, o.Own.Count == 0, "0 "+of)
	back := w.Check("back", checkBack, o.Monotonic.Count == 0, "0 "+of)
	share := 100 * float64(o.AtPrimary) / float64(max(1, o.Reads))
	most := w.Check("share", checkShare, share <= maxPrimary,
		fmt.Sprintf("%s %% of the reads at the primary", say.Number(share, 1)))
	if o.Own.Count > 0 {
		own.Got = o.Own.words(of, "had written")
	}
	if o.Monotonic.Count > 0 {
		back.Got = o.Monotonic.words(of, "had read")
	}
	if o.Strange.Count > 0 {
		node.Got = fmt.Sprintf("%s for %s reads", exercises.Shown(o.Strange.First),
			say.Int(o.Strange.Count))
		if o.Strange.First != "null" {
			node.Hint = w.Get("hint strange")
		}
		for _, c := range []*exercises.Check{&own, &back, &most} {
			c.OK, c.Got, c.Hint = false, "not counted", w.Get("hint uncounted")
		}
	}
	// The primary alone meets both guarantees, and any program names a node: what is asked for is to meet them
	// elsewhere.
	node.Free, most.Worth = true, 2
	return []exercises.Check{node, own, back, most}, nil
}

// words tells the count and the first case: who had which version and got which one.
func (f fault) words(of, had string) string {
	text := fmt.Sprintf("%s %s", say.Int(f.Count), of)
	if x := f.First; x != nil {
		got := "the value before any write"
		if x.Got > 0 {
			got = "version " + say.Int(x.Got)
		}
		node := "the primary"
		if x.Node >= 0 {
			node = fmt.Sprintf("replica %d", x.Node)
		}
		text += fmt.Sprintf("; first, client %d %s version %s and %s ms later got %s from %s", x.Client, had,
			say.Int(x.Before), say.Short(x.GapMs), got, node)
	}
	return text
}
