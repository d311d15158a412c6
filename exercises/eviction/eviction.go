// Package eviction is the code challenge of the simulation of the same name: an eviction policy that holds more than
// LRU under steady popularity and no less where popularity shifts. It is no assignment of the course and has no points
// there.
package eviction

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/eviction/prompt.md", promptText)

//go:embed starter.star
var starter string

//go:embed model.star
var modelCode string

// Exercise is the challenge. A variant fixes the seeds, which are not shown.
var Exercise = exercises.Exercise{Slug: "eviction", Title: prompt.Title(), Lesson: 10, Version: "2",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw, Drive: drive}

// What a policy has to reach, in percentage points of the hit ratio of LRU, and in lines.
const (
	goalGain = 5.0
	goalLoss = 1.0
	goalCode = 40
)

// The names of the checks.
const (
	checkVictim = "Every victim is a key that is held"
	checkGain   = "Steady popularity: at least 5 points above LRU"
	checkLoss   = "Shifting popularity: at most 1 point below LRU"
	checkWords  = "The state holds at most a key and two words for each object, and 16 words"
	checkLines  = "At most 40 lines of code"
)

func draw(variant int) exercises.Drawn {
	rng := model.Stream(variant, "challenge eviction")
	var try trial
	for range 2 {
		try.Seeds = append(try.Seeds, 1+rng.IntN(999_999_998))
	}
	w := words()
	d := exercises.Drawn{Prompt: w.Task(), Given: []exercises.Row{{Label: "Keys", Value: say.Number(objects, 0)},
		{Label: "Room in the cache", Value: fmt.Sprintf("%d keys", capacity)},
		{Label: "Popularity", Value: "Zipf, exponent " + say.Number(exponent, 1)},
		{Label: "Shifting", Value: fmt.Sprintf("%d times, to other keys", shifts)},
		{Label: "Not counted", Value: fmt.Sprintf("first %s requests", say.Number(warm, 0))}}}
	wrong := func(name, source string, checks ...string) exercises.WrongAnswer {
		return exercises.WrongAnswer{Name: name, Checks: checks, Value: exercises.Value(source)}
	}
	fifo := strings.Replace(starter, "return None", "return state[\"queue\"].popitem()[0]", 1)
	changed := func(name, from, to string, checks ...string) exercises.WrongAnswer {
		if !strings.Contains(fifo, from) {
			panic("the queue no longer holds " + from)
		}
		return wrong(name, strings.Replace(fifo, from, to, 1), checks...)
	}
	recent := "def on_hit(state, key):\n    state[\"queue\"].pop(key)\n    state[\"queue\"][key] = True"
	d.Ask(exercises.Asked{
		Part: w.Of("policy").Part(5, "eviction", &exercises.Code{Starter: starter,
			Functions: []string{"new(capacity)", "on_hit(state, key)", "victim(state)", "on_miss(state, key)"},
			Help:      w.Under("The language"),
			Checks:    []string{checkVictim, checkGain, checkLoss, checkWords, checkLines},
			Trial:     exercises.Value(try), Judge: judge}),
		Solution: exercises.Value(modelCode),
		Wrong: []exercises.WrongAnswer{
			wrong("first in, first out", fifo, checkGain, checkLoss),
			changed("least recently used", "def on_hit(state, key):\n    pass", recent, checkGain),
			changed("a victim that is gone", "state[\"queue\"].popitem()[0]", "7", checkVictim, checkGain, checkLoss,
				checkWords, checkLines),
			wrong("counts of what is held", strings.NewReplacer("    pass", "    state[\"queue\"][key] += 1",
				"] = True", "] = 1",
				"return state[\"queue\"].popitem()[0]", "least = min(state[\"queue\"], key = state[\"queue\"].get)\n "+
					"   state[\"queue\"].pop(least)\n    return least").Replace(fifo), checkLoss),
			wrong("too long a memory", strings.Replace(modelCode, "capacity * 9 // 10", "capacity * 2", 1), checkWords),
			wrong("many lines", modelCode+strings.Repeat("x = 1\n", goalCode), checkLines),
		},
	})
	return d
}

// words are those of every variant, which differ in their seeds alone.
func words() exercises.Words {
	return prompt.Fill(map[string]string{"keys": say.Number(objects, 0), "room": say.Number(capacity, 0),
		"exponent": say.Number(exponent, 1), "shifts": say.Number(shifts, 0),
		"requests": say.Number(requests, 0), "warm": say.Number(warm, 0), "gain": say.Short(goalGain),
		"loss": say.Short(goalLoss), "words": say.Number(mostWords, 0), "lines": say.Number(goalCode, 0)})
}

// judge turns what the rounds came to into the five checks.
func judge(source string, results []json.RawMessage) ([]exercises.Check, error) {
	if len(results) != 1 {
		return nil, fmt.Errorf("%d results, want 1", len(results))
	}
	var o outcome
	if err := json.Unmarshal(results[0], &o); err != nil {
		return nil, fmt.Errorf("read the outcome: %w", err)
	}
	lines := codeLines(source)
	w := words().Of("policy")
	gain, lost := points(o, "zipf"), points(o, "shift")
	victim := w.Check("victim", checkVictim, o.Strange == "", "always")
	steady := w.Check("gain", checkGain, gain >= goalGain, told(o, "zipf"))
	shifting := w.Check("loss", checkLoss, lost >= -goalLoss, told(o, "shift"))
	state := w.Check("words", checkWords, o.Words <= mostWords, fmt.Sprintf("%s words", say.Number(float64(o.Words),
		0)))
	short := w.Check("lines", checkLines, lines <= goalCode, say.Count(lines, "line"))
	if o.Strange != "" {
		victim.Got = exercises.Shown(o.Strange)
		for _, c := range []*exercises.Check{&steady, &shifting, &state, &short} {
			c.OK, c.Got, c.Hint = false, "not counted", w.Get("hint uncounted")
		}
	}
	// Any policy keeps to the room, and LRU, which is to be beaten, is never below itself.
	victim.Free, state.Free, short.Free, shifting.Free = true, true, true, !steady.OK
	return []exercises.Check{victim, steady, shifting, state, short}, nil
}

// points is how far the hit ratio lies above that of LRU, in percentage points, of the ratios as they are shown.
func points(o outcome, trace string) float64 {
	return (o.shown(o.Hits[trace]) - o.shown(o.LRU[trace])) / 10
}

// shown is a hit ratio in tenths of a percent, which is how it is printed.
func (o outcome) shown(hits int) float64 {
	return math.Round(1000 * float64(hits) / float64(max(1, o.Counted)))
}

func told(o outcome, trace string) string {
	percent := func(hits int) string { return say.Number(o.shown(hits)/10, 1) + " %" }
	return fmt.Sprintf("%s of the requests hit, with LRU %s", percent(o.Hits[trace]), percent(o.LRU[trace]))
}

// codeLines counts the lines that hold more than space and a comment.
func codeLines(source string) int {
	n := 0
	for line := range strings.Lines(source) {
		if text := strings.TrimSpace(line); text != "" && !strings.HasPrefix(text, "#") {
			n++
		}
	}
	return n
}
