package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"

	"tradeofflab/advisor"
	"tradeofflab/say"
)

func adviceName(a advisor.Advice) string {
	if a.Workload.Name != "" {
		return a.Workload.Name
	}
	return "your workload"
}

// adviceTitle is the verdict in a few words.
func adviceTitle(a advisor.Advice) string {
	if len(a.Secondaries) == 0 {
		return a.Primary.Name + ", and nothing beside it"
	}
	names := make([]string, len(a.Secondaries))
	for i, s := range a.Secondaries {
		names[i] = map[string]string{"cache": "a cache", "search": "a search engine", "graph": "a graph store",
			"vector": "a vector index", "object-storage": "object storage", "stream": "a log", "olap": "an OLAP store",
			"time-series": "a time-series store"}[s.Family]
		if names[i] == "" {
			names[i] = "a " + say.Lower(s.Name) + " store"
		}
	}
	return a.Primary.Name + ", with " + say.List(names...)
}

func lead(a advisor.Advice) string {
	if len(a.Ranking) < 2 {
		return "every other family is vetoed"
	}
	return "points ahead of " + say.Lower(a.Ranking[1].Name)
}

func leadBy(a advisor.Advice) string {
	if len(a.Ranking) < 2 {
		return "–"
	}
	return say.Number(a.Ranking[0].Score-a.Ranking[1].Score, 1)
}

// soonest is the limit that is reached first; ok is false when nothing grows towards one.
func soonest(a advisor.Advice) (h advisor.Headroom, ok bool) {
	for _, one := range a.Scale.Headroom {
		if one.Months >= 0 && (!ok || one.Months < h.Months) {
			h, ok = one, true
		}
	}
	return h, ok
}

func headroomLabel(a advisor.Advice) string {
	if h, ok := soonest(a); ok {
		return "months until the limit of " + h.Limit
	}
	return "nothing grows towards a limit"
}

func headroom(a advisor.Advice) string {
	if h, ok := soonest(a); ok {
		return say.Number(h.Months, 0)
	}
	return "–"
}

// vetoGroup is what one rule took out for one reason.
type vetoGroup struct {
	Rule, Because string
	Names         []string
}

func vetoGroups(all []advisor.Vetoed) []vetoGroup {
	var out []vetoGroup
	for _, v := range all {
		at := slices.IndexFunc(out, func(g vetoGroup) bool { return g.Rule == v.Rule && g.Because == v.Because })
		if at < 0 {
			out = append(out, vetoGroup{Rule: v.Rule, Because: v.Because})
			at = len(out) - 1
		}
		out[at].Names = append(out[at].Names, v.Name)
	}
	return out
}

func signed(v float64) string {
	if v < 0 {
		return "−" + say.Number(-v, 1)
	}
	return "+" + say.Number(v, 1)
}

func factor(f advisor.Flip) string {
	r := f.To / f.From
	if r < 1 {
		return "÷ " + say.Number(1/r, 1)
	}
	return "× " + say.Number(r, 1)
}

func jitterText(a advisor.Advice) string {
	same := int(math.Round(a.Stability / 100 * advisor.StabilityRuns))
	return fmt.Sprintf("%d of %d runs with every number moved by up to %s %% keep %s; %d choose another.", same,
		advisor.StabilityRuns, say.Short(100*advisor.StabilitySpread), say.Lower(a.Primary.Name),
		advisor.StabilityRuns-same)
}

// stabilityText names the share of runs that agree.
func stabilityText() string {
	return fmt.Sprintf("of %d runs with numbers ±%s %% agree", advisor.StabilityRuns,
		say.Short(100*advisor.StabilitySpread))
}

// besideURL is the address that sets two workloads side by side.
func besideURL(a, b string) string {
	return "/advisor/compare?" + url.Values{"a": {a}, "b": {b}}.Encode()
}

func twinText(t advisor.Twin) string {
	text := fmt.Sprintf("%s. There %s is right.", t.Source, t.Answer)
	if len(t.Differs) > 0 {
		text += " It differs most in " + strings.Join(t.Differs, ", ") + "."
	}
	return text
}

func patternName(p advisor.Pattern) string {
	if p.Name != "" {
		return p.Name
	}
	return opLabel(p.Op)
}

func opLabel(op string) string { return strings.ReplaceAll(op, "_", " ") }

func ratesText(p advisor.Pattern) string {
	var parts []string
	if p.Reads > 0 {
		parts = append(parts, say.Short(p.Reads)+" r/s")
	}
	if p.Writes > 0 {
		parts = append(parts, say.Short(p.Writes)+" w/s")
	}
	return strings.Join(parts, ", ")
}

// firstLines shortens the record to what the page shows.
func firstLines(text string, n int) string {
	lines := strings.SplitN(text, "\n", n+1)
	if len(lines) > n {
		lines = append(lines[:n], "…")
	}
	return strings.Join(lines, "\n")
}

// usdText prints an amount without cents.
func usdText(v float64) string { return say.Number(v, 0) }

// sameJSON is the encoded workload of the address, for lab advise.
func sameJSON(a advisor.Advice) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(a.Workload); err != nil {
		return ""
	}
	return b.String()
}

// feedText says how a store beside the truth is filled.
func feedText(f advisor.Feed) string {
	return fmt.Sprintf("%s, from %s, %s s behind; if lost, %s", f.How, f.From, say.Short(f.LagS), f.Rebuild)
}

// wayText names an alternative.
func wayText(a advisor.Alternative) string {
	text := map[string]string{"managed": "As a service: ", "self_run": "Run by yourselves: ",
		"embedded": "In the process: "}[a.Run] + a.Product
	if a.Instead != "" {
		text += " or " + a.Instead
	}
	return text
}

// breakText says what gives way and what then helps.
func breakText(b advisor.Break) string { return b.Limit() + ", then " + b.Then }

// planTitle says what the plan is.
func planTitle(p advisor.Plan) string {
	title := map[string]string{"stay": "Stay, and tune", "next_stage": "The next stage", "move": "Move"}[p.Kind]
	if p.Optional && p.Kind != "stay" {
		title += ", optional"
	}
	return title
}
