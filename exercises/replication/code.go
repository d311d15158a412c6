package replication

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

func routerPart(variant int, t task) exercises.Asked {
	rng := sims.Stream(variant, "assignment replication: router")
	try := trial{Rate: t.routerRate, RTTms: t.practical}
	for range 3 {
		try.Seeds = append(try.Seeds, 1+rng.IntN(999_999_998))
	}
	ask := &exercises.Code{Starter: starter, Functions: []string{"route(op, state)"}, Help: exercises.Section(prompt,
		"The language"),
		Checks: []string{checkNode, checkOwn, checkBack, checkShare},
		Trial:  exercises.Value(try), Judge: judge}
	wrong := func(name, source string, checks ...string) exercises.WrongAnswer {
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value("def route(op, state):\n" + source)}
	}
	changed := func(name, from, to string, checks ...string) exercises.WrongAnswer {
		if !strings.Contains(model, from) {
			panic("model.star no longer holds " + from)
		}
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value(strings.Replace(model, from, to, 1))}
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "router", Points: 4, Section: "remedies", Ask: ask, Title: "Write `route(op, state)`",
			Text: fmt.Sprintf("For each read, return `\"primary\"` or the number of a replica: 0, 1 or 2. Your "+
				"function runs in the replication simulation, three rounds of 45 seconds that you do not see, with "+
				"%d writes a second "+
				"and replicas %d ms away that apply %d a second. No read may miss a write of its own client, no "+
				"client may go back in time on a record, and the primary may serve at most %d %% of the reads. "+
				"Replicas report every 20 ms; "+
				"what `state` says of them was true when they reported.", t.routerRate, t.practical, trialApply,
				maxPrimary),
			Learn: "A session needs a replica that has applied its newest write and everything it has read. Reports " +
				"are old, so what they say is a lower bound: a replica that was far enough is far enough now. " +
				"When none is known to be, the primary is the only safe answer."},
		Solution: exercises.Value(model),
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
	of := fmt.Sprintf("of %s reads", figure.Number(float64(o.Reads), 0))
	node := exercises.Check{Name: checkNode, OK: o.Strange.Count == 0, Got: "a node for each " + of,
		Want: "\"primary\", 0, 1 or 2 for each read",
		Hint: "Every way through the function has to end with a return."}
	own := exercises.Check{Name: checkOwn, OK: o.Own.Count == 0, Got: "0 " + of, Want: "0 reads",
		Hint: "Which number in state says how far a replica has to be, and which says how far it is?"}
	back := exercises.Check{Name: checkBack, OK: o.Monotonic.Count == 0, Got: "0 " + of, Want: "0 reads",
		Hint: "A client that has read something from a quick replica must not read from a slower one afterwards. " +
			"Where does state keep what it has read?"}
	share := 100 * float64(o.AtPrimary) / float64(max(1, o.Reads))
	most := exercises.Check{Name: checkShare, OK: share <= maxPrimary,
		Got:  fmt.Sprintf("%s %% of the reads at the primary", figure.Number(share, 1)),
		Want: fmt.Sprintf("at most %d %% at the primary", maxPrimary),
		Hint: "Most reads need nothing that is new. When is a replica known to be far enough?"}
	if o.Own.Count > 0 {
		own.Got = o.Own.words(of, "had written")
	}
	if o.Monotonic.Count > 0 {
		back.Got = o.Monotonic.words(of, "had read")
	}
	if o.Strange.Count > 0 {
		node.Got = fmt.Sprintf("%s for %s reads", exercises.Shown(o.Strange.First),
			figure.Number(float64(o.Strange.Count), 0))
		for _, c := range []*exercises.Check{&own, &back, &most} {
			c.OK, c.Got, c.Hint = false, "not counted", "This is counted once every read has a node."
		}
	}
	return []exercises.Check{node, own, back, most}, nil
}

// words tells the count and the first case: who had which version and got which one.
func (f fault) words(of, had string) string {
	text := fmt.Sprintf("%s %s", figure.Number(float64(f.Count), 0), of)
	if x := f.First; x != nil {
		got := "the value before any write"
		if x.Got > 0 {
			got = "version " + figure.Number(float64(x.Got), 0)
		}
		node := "the primary"
		if x.Node >= 0 {
			node = fmt.Sprintf("replica %d", x.Node)
		}
		text += fmt.Sprintf("; first, client %d %s version %s and %s ms later got %s from %s", x.Client, had,
			figure.Number(float64(x.Before), 0), figure.Short(x.GapMs), got, node)
	}
	return text
}
