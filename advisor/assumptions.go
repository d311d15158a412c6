package advisor

import (
	"slices"

	"tradeofflab/say"
)

// Assumption is what was taken where nothing was said.
type Assumption struct {
	Field string `json:"field"`
	Taken string `json:"taken"`
	Why   string `json:"why"`
}

// assumptions lists what was taken where nothing was said.
func assumptions(q quantities, a Advice) []Assumption {
	w, out := q.asked, []Assumption{}
	add := func(gone bool, field, taken, why string) {
		if gone {
			out = append(out, Assumption{field, taken, why})
		}
	}
	any := func(gone func(Pattern) bool) bool { return slices.ContainsFunc(w.Patterns, gone) }
	add(w.Tx == "", "transactions", "one record at a time, or unknown", "no family is vetoed for it")
	add(w.Loss == "", "loss_tolerance", "none", "what was not given up must not be lost")
	add(w.Team == "", "ops_team", "medium", "a few people run it beside other things")
	add(w.DataGB == 0 && q.DataGB == 0, "data_gb", "unknown", "sizes follow from the rates alone")
	add(w.DataGB == 0 && q.DataGB > 0, "data_gb", say.Short(q.DataGB)+" GB",
		"from data_gb of the patterns, or from what is written and kept")
	add(w.GrowthGB == 0, "growth_gb_per_month", "0", "where it is 0 or not said, no limit is a matter of months")
	add(w.Regions.IsZero(), "regions", "1", "most systems begin with one")
	writers := "one writes, the others read"
	if k := a.Topology.Kind; k == kindLeaderless || k == kindDistributed {
		writers = "all may write"
	}
	add(w.Regions.Count > 1 && len(w.Regions.Named) == 0, "regions", writers,
		"name them with writes and residency to say which do")
	add(w.Schema == "", "schema", "unknown", "no family is preferred for it")
	add(any(func(p Pattern) bool { return p.Consistency == "" }), "consistency", "a reader may see an old version",
		"the cheapest of the three")
	hot := "0.2"
	if q.vectorGB() > 0 {
		hot += "; of vectors all, up to 512 GB"
	}
	add(w.HotFraction == 0, "hot_fraction", hot, "a fifth of the data takes most of the reads")
	add(any(func(p Pattern) bool { return p.ItemBytes == 0 }), "item_bytes", "one page or request", "sizes of items "+
		"are unknown")
	peak := "the rates are those of the busiest time"
	if a.Partitions != nil {
		peak += "; a log is cut for three times as much"
	}
	add(!any(func(p Pattern) bool { return p.Peak > 1 }), "peak", "1", peak)
	add(any(func(p Pattern) bool { return p.Op == "aggregate_scan" && p.ScanGB == 0 }), "scan_gb",
		"what is written in a day; of more days, up to a month, where a question comes less than once in ten "+
			"seconds; no more than is read within the wish", "what one question reads is not said")
	add(any(func(p Pattern) bool { return p.Op == "vector_similarity" && p.Vectors == nil && p.DataGB == 0 }),
		"vectors",
		"a fifth of the data, at a recall of 0.95", "their number and dimensions are unknown")
	add(w.Cloud == "", "cloud", "aws", "its list prices are those of the price file")
	self := "no: machines of one's own cost less than a service"
	if slices.ContainsFunc(a.Decided, func(d Decided) bool { return d.Rule == "RUN-MANAGED" && d.Choose == runSelf }) {
		self = "no: no service takes these numbers"
	}
	if w.Cloud == "own" {
		self = "no: machines of one's own were asked for"
	}
	add(w.Managed == "", "managed", map[string]string{runManaged: "yes, where a service fits", runSelf: self,
		runEmbedded: "no: it is a library"}[a.Design.Stores[0].Run], "by the team, the cloud and the kind of store")
	add(w.RTO == 0, "rto_s", say.Short(a.Topology.RTO)+" s", "what the way of copying gives")
	return out
}
