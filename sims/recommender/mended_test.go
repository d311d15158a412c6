package recommender

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

// textOf runs a setting and gives its report with all that it says.
func textOf(t *testing.T, query string) (sims.Report, string) {
	t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	r, err := simtest.Run(Sim, q)
	if err != nil {
		t.Fatal(err)
	}
	text := r.Takeaway + "|" + r.Coach
	for _, f := range r.Figures {
		text += "|" + f.Takeaway + "|" + f.Caption
	}
	for _, m := range r.Metrics {
		text += "|" + m.Compare
	}
	if r.Story != nil {
		text += "|" + strings.Join(r.Story.Events, "|") + "|" + r.Story.Figure.Takeaway + "|" + r.Story.Figure.Caption
	}
	return r, text
}

// The story ends with what the search costs, so it waits for the guess.
func TestStoryWaitsForTheGuess(t *testing.T) {
	if !slices.Contains(Sim.Predict.Hides, sims.StoryID) {
		t.Error("the story is shown before the guess")
	}
}

// pgvector's README: "Results are limited by the size of the dynamic candidate list (hnsw.ef_search), which is 40 by
// default". hnswlib and knowhere keep as many as are asked for, knowhere 16 at least.
func TestCandidatesOfPresets(t *testing.T) {
	for name, want := range map[string][2]int{"pgvector": {40, 40}, "hnswlib": {10, 100}, "milvus": {16, 100},
		"qdrant": {100, 100}} {
		for i, k := range []int{5, 100} {
			p := Params{Preset: name, K: k}.set()
			if got := p.ef(); got != want[i] {
				t.Errorf("%s keeps %d for %d, want %d", name, got, k, want[i])
			}
		}
	}
	m := metricsOf(t, "preset", "pgvector", "k", "100", "n", "1000")
	near(t, "returned of 100", m["returned"], 40, 0)
}

// A walk says when it meets the nearest item, and no more than the search computes.
func TestNearestIsMetBeforeTheEnd(t *testing.T) {
	for _, data := range []string{"clustered", "gauss"} {
		p := defaults
		p.N, p.Data = 1000, data
		w := runIndex(nil, p).Walk
		if w.AtBest >= w.Spent || w.Best != w.Truth[0].Distance {
			t.Errorf("%s: met at %d of %d distances, at %g; the nearest lies at %g", data, w.AtBest, w.Spent, w.Best,
				w.Truth[0].Distance)
		}
	}
}

// A search that runs out of items says so, and a figure of one point is not drawn.
func TestSearchOfAll(t *testing.T) {
	_, text := textOf(t, "n=100&ef=2000&k=1&dim=2")
	if !strings.Contains(text, "no item that it has met is left to read. It returns the nearest item.") {
		t.Error("the search of all items ends otherwise")
	}
	r, text := textOf(t, "n=100&k=100&dim=2")
	if _, ok := r.Figure("recall"); ok || strings.Contains(text, "of 102 items") {
		t.Error("a sweep of one, or more items than there are")
	}
}

// A share below 1 is not printed as all.
func TestBelow(t *testing.T) {
	for _, c := range []struct {
		got, want string
	}{{percent(0.9995, 1), "99.95"}, {percent(1, 1), "100.0"}, {below(0.9995, 1, 3), "0.9995"}, {percent(0.5, 0), "50"},
		{percent(0.996, 0), "99.6"}} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

// What is refused says what is legal.
func TestLegalParts(t *testing.T) {
	for query, want := range map[string]string{"quant=pq&dim=2": "dim: 2 numbers", "quant=pq&dim=113": "dim: 113",
		"quant=pq&dim=20": "4, 5, 10 or 20", "n=100000&dim=128&m=18": "of 100,000 items"} {
		q, _ := url.ParseQuery(query)
		if _, err := Sim.Parse(q); err == nil || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%s: %v, want %q", query, err, want)
		}
	}
}

// What the parts say of their extremes.
func TestWordsOfExtremes(t *testing.T) {
	for query, want := range map[string]struct{ says, not string }{
		"part=bandit&bandit=eps&epsilon=0&plays=200":           {"Nothing is tried any more", "at random for ever"},
		"part=bandit&bandit=eps&epsilon=1&plays=200&step=2":    {"this play was at random", "largest mark"},
		"part=bandit&bandit=ucb1&plays=200&step=1":             {"each variant is shown once", "largest mark"},
		"part=bandit&repetitions=1&plays=200":                  {"of a single repetition", "deviation"},
		"part=bandit&ctr=1,1&plays=200":                        {"all variants are alike", "says nothing"},
		"part=pipeline&requests=2000":                          {"of all requests go without a source", "% of them"},
		"part=pipeline&requests=2000&list_ttl_s=0&rps=1000":    {"0.500 ms", "0.0 s"},
		"part=pipeline&requests=2000&source_ms=20,150,5":       {"unless one source is far", "is not the largest"},
		"n=400&queries=10&preset=qdrant&filter_pct=10":         {"Qdrant never does", "as the products have"},
		"n=400&queries=10&preset=milvus&filter_pct=10":         {"Milvus walks over a share", "Qdrant never does"},
		"n=200&k=100&filter_pct=50&delete_pct=50&queries=10":   {"50 may be returned", "of 100 come back"},
		"n=300&ef=20&queries=10&filter_pct=5&filter_mode=post": {"vector and links of an item", "an item takes"},
	} {
		_, text := textOf(t, query)
		if !strings.Contains(text, want.says) || strings.Contains(text, want.not) {
			t.Errorf("%s: want %q and not %q", query, want.says, want.not)
		}
	}
	one := metricsOf(t, "part", pipelinePart, "timeout_ms", "0", "sources", "1")
	near(t, "one source, one percentile", one["slowest_p99_ms"], one["fanout_p99_ms"], 1e-5)
}
