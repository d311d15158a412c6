package advisor

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Expect is what a practitioner would accept of an advice, line by line. What is left empty is not judged.
type Expect struct {
	Family    []string `json:"family"` // accepted, where the case has its workload under "workload"
	Best      string   `json:"best"`
	NotFamily []string `json:"not_family"`

	Required []string `json:"secondaries_required"`
	Also     []string `json:"secondaries_ok"` // others that do no harm; the list is judged where either is given

	Replication []string  `json:"replication"`
	Sharding    string    `json:"sharding"` // judged where it begins with "not needed"
	Scale       []string  `json:"scale"`
	ReadCache   []string  `json:"read_cache"`
	CacheMB     float64   `json:"cache_mb_min"`
	WriteCache  []string  `json:"write_cache"`
	NotWrite    []string  `json:"write_cache_wrong"`
	StorageTier []string  `json:"storage_tier"`
	Partitions  []int     `json:"partitions_range"`
	Cost        []float64 `json:"cost_usd_month"`
	Plan        []string  `json:"plan"` // stay, next_stage or move, where the case has a present system

	MustSay    []string   `json:"must_say"` // ideas, in words of the labeller
	Words      [][]string `json:"words"`    // for each idea, words of which an advice that has it holds at least one
	MustNotSay []string   `json:"must_not_say"`
}

// Line is one labelled line of a design: what was said, and what is right.
type Line struct {
	Label string `json:"label"`
	Got   string `json:"got"`
	Want  string `json:"want"`
	Right bool   `json:"right"`
}

// LineScore is how often a line is right, over the cases that have a label for it.
type LineScore struct {
	Label string      `json:"label"`
	Cases int         `json:"cases"`
	Right float64     `json:"right_pct"`
	Wrong []WrongLine `json:"wrong"`
}

// The lines that are judged, in the order in which they are listed.
var lineOrder = []string{"second stores", "replication", "sharding", "scale", "read cache", "cache size", "write path",
	"storage", "partitions", "cost", "cost within × 3", "plan", "says", "does not say"}

// sameMode are words for one way to replicate: what a label may call it, and what an advice does.
var sameMode = map[string][]string{"semi": {"semi", "sync", "multi-az"}, "sync": {"semi", "sync", "multi-az"},
	"log_shipping": {"async", "backup"}}

func (x Expect) judges() bool {
	return x.Required != nil || x.Also != nil || len(x.Replication)+len(x.Scale)+len(x.ReadCache)+len(x.WriteCache)+
		len(x.NotWrite)+len(x.StorageTier)+len(x.Partitions)+len(x.Cost)+len(x.Words)+len(x.MustNotSay) > 0 ||
		x.Sharding != "" || x.CacheMB > 0
}

func (x Expect) validate() error {
	for _, pair := range []struct {
		name string
		n    int
		ok   bool
	}{
		{"partitions_range", len(x.Partitions), len(x.Partitions) != 2 || x.Partitions[0] <= x.Partitions[1]},
		{"cost_usd_month", len(x.Cost), len(x.Cost) != 2 || x.Cost[0] <= x.Cost[1]},
	} {
		if pair.n != 0 && pair.n != 2 || !pair.ok {
			return fmt.Errorf("%s has to be [least, most]", pair.name)
		}
	}
	if len(x.Words) > 0 && len(x.Words) != len(x.MustSay) {
		return fmt.Errorf("words has %d lists for %d ideas of must_say; give one for each", len(x.Words),
			len(x.MustSay))
	}
	return nil
}

// lines holds an advice against the labels.
func (x Expect) lines(a Advice) []Line {
	out := []Line{}
	judge := func(label string, given, right bool, got, want string) {
		if given {
			out = append(out, Line{label, got, want, right})
		}
	}
	oneOf := func(label string, want []string, got string) {
		judge(label, len(want) > 0, slices.Contains(want, got), got, strings.Join(want, " or "))
	}
	beside := make([]string, 0, len(a.Secondaries))
	for _, s := range a.Secondaries {
		beside = append(beside, s.Family)
	}
	has := func(id string) bool { return slices.Contains(beside, id) || a.Primary.Family == id }
	missing := slices.ContainsFunc(x.Required, func(id string) bool { return !has(id) })
	extra := slices.ContainsFunc(beside, func(id string) bool {
		return !slices.Contains(x.Required, id) && !slices.Contains(x.Also, id)
	})
	judge("second stores", x.Required != nil || x.Also != nil, !missing && !extra, listed(beside),
		listed(x.Required)+", at most also "+listed(x.Also))
	modes := append([]string{a.Replication.ID}, sameMode[a.Replication.ID]...)
	judge("replication", len(x.Replication) > 0, slices.ContainsFunc(modes, func(m string) bool {
		return slices.Contains(x.Replication, m)
	}), a.Replication.ID, strings.Join(x.Replication, " or "))
	judge("sharding", strings.HasPrefix(x.Sharding, "not needed"), a.Sharding.ID == notNow, a.Sharding.ID,
		notNow)
	oneOf("scale", x.Scale, a.Scale.Stage)
	oneOf("read cache", x.ReadCache, a.ReadCache.ID)
	judge("cache size", x.CacheMB > 0, a.ReadCache.Value >= x.CacheMB, say.Short(a.ReadCache.Value)+" MB",
		"at least "+say.Short(x.CacheMB)+" MB")
	oneOf("write path", x.WriteCache, a.WriteCache.ID)
	judge("write path", len(x.WriteCache) == 0 && len(x.NotWrite) > 0, !slices.Contains(x.NotWrite, a.WriteCache.ID),
		a.WriteCache.ID, "not "+strings.Join(x.NotWrite, " or "))
	oneOf("storage", x.StorageTier, a.StorageTier.ID)
	if len(x.Partitions) == 2 {
		got := 0.0
		if a.Partitions != nil {
			got = a.Partitions.Value
		}
		judge("partitions", true, got >= float64(x.Partitions[0]) && got <= float64(x.Partitions[1]), say.Short(got),
			fmt.Sprintf("%d to %d", x.Partitions[0], x.Partitions[1]))
	}
	if len(x.Cost) == 2 {
		usd, want := a.Cost.TotalUSD, fmt.Sprintf("%s to %s USD", say.Short(x.Cost[0]), say.Short(x.Cost[1]))
		judge("cost", true, usd >= x.Cost[0] && usd <= x.Cost[1], say.Short(usd)+" USD", want)
		judge("cost within × 3", true, usd >= x.Cost[0]/3 && usd <= 3*x.Cost[1], say.Short(usd)+" USD", want)
	}
	if a.Plan != nil {
		oneOf("plan", x.Plan, a.Plan.Kind)
	}
	text := a.said()
	for i, words := range x.Words {
		judge("says", true, slices.ContainsFunc(words, func(w string) bool {
			return strings.Contains(text, strings.ToLower(w))
		}), "", x.MustSay[i])
	}
	for _, phrase := range x.MustNotSay {
		judge("does not say", true, !strings.Contains(text, strings.ToLower(phrase)), "", phrase)
	}
	return out
}

func listed(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}

// said is all that an advice says of its design in words, in small letters: not what the asker wrote, nor of the
// families that it does not take.
func (a Advice) said() string {
	lines := append([]string{a.Verdict, a.Primary.Line, a.Scale.Stage, a.Scale.Because}, a.NotNeeded...)
	for _, s := range a.Secondaries {
		lines = append(lines, s.Name, s.Because, s.Price)
	}
	choices := append([]Choice{a.Replication, a.Sharding, a.ReadCache, a.WriteCache, a.StorageTier}, a.Consistency...)
	if a.Partitions != nil {
		choices = append(choices, *a.Partitions)
	}
	for _, c := range append(choices, a.Indexes...) {
		lines = append(lines, c.What, c.Because)
	}
	for _, p := range a.Placement {
		lines = append(lines, p.Where, p.Because)
	}
	if a.Plan != nil {
		lines = append(lines, a.Plan.planned())
	}
	for _, p := range a.Migration {
		lines = append(lines, p.Name, p.Do, p.Enter, p.Leave, p.Back)
	}
	for _, s := range a.Design.Stores {
		lines = append(append(append(lines, s.Product, s.Replication.What, s.Backup), s.Keys...), s.Indexes...)
		if s.Feed != nil {
			lines = append(lines, s.Feed.How, s.Feed.Rebuild)
		}
	}
	lines = append(lines, texts(a.Design.Warnings))
	for _, x := range a.Design.Assumptions {
		lines = append(lines, x.Taken, x.Why)
	}
	for _, p := range slices.Concat(a.Practice.Do, a.Practice.Watch, a.Practice.Know) {
		lines = append(lines, p.Text)
	}
	for _, l := range a.Cost.Lines {
		lines = append(lines, l.Label, l.How)
	}
	return strings.ToLower(strings.Join(append(lines, a.Cost.Note), "\n"))
}

// WrongLine is a line that is not what the label of its case wants.
type WrongLine struct {
	Case string `json:"case"`
	Line
}

// lineScores adds up the lines of cases.
func lineScores(outcomes []Outcome) []LineScore {
	out := []LineScore{}
	for _, o := range outcomes {
		for _, l := range o.Lines {
			i := slices.IndexFunc(out, func(s LineScore) bool { return s.Label == l.Label })
			if i < 0 {
				i, out = len(out), append(out, LineScore{Label: l.Label, Wrong: []WrongLine{}})
			}
			out[i].Cases++
			out[i].Right += pct(l.Right, 1)
			if !l.Right {
				out[i].Wrong = append(out[i].Wrong, WrongLine{o.ID, l})
			}
		}
	}
	for i := range out {
		out[i].Right /= float64(out[i].Cases)
	}
	slices.SortStableFunc(out, func(a, b LineScore) int {
		return cmp.Compare(slices.Index(lineOrder, a.Label), slices.Index(lineOrder, b.Label))
	})
	return out
}
