package storagecost

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalSaving = 45.0  // %
	goalYoung  = 200.0 // ms
	goalSlow   = 12.0  // hours
)

// challenge asks for rules that save more than they cost. Reads and edge hits are fixed: egress is the same for every
// class, so the bill is judged without it. A run draws no random numbers, so that every hidden seed gives the same
// bill.
var challenge = &sims.Challenge{
	Text: "The photo store of the lesson keeps everything for 24 months. Choose a class and rules that cut its bill. " +
		"Egress is left out of the judgement, because no class changes it.",
	Goals: []string{
		"24 months cost at least 45 % less than in S3 Standard, without egress",
		"objects under 90 days old answer within 200 ms",
		"no read waits for more than 12 hours",
	},
	Preset: url.Values{"objects_per_day": {"10000"}, "size_kb": {"2000"}, "months": {"24"}, "reads_initial": {"2"},
		"half_life_days": {"14"},
		"class":          {"standard"}, "lifecycle": {"30 standard_ia, 90 glacier_ir"}, "edge_hit_pct": {"0"},
		"delete_after_days": {"0"}, "unit": {"gb"}, "region": {"us-east-1"}},
	Fixed: []string{"objects_per_day", "size_kb", "months", "reads_initial", "half_life_days", "edge_hit_pct",
		"delete_after_days", "unit", "region"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		saved := value("saving_pct")
		return []sims.Check{
			{ID: "saving", Name: "saved against S3 Standard", Want: goalSaving, Got: saved, Unit: "%",
				OK: saved >= goalSaving, Source: "challenge"},
			sims.AtMost("young", "first byte of objects under 90 days", goalYoung, value("young_first_byte_ms"), "ms",
				"challenge"),
			sims.AtMost("slow", "slowest read", goalSlow, value("slowest_read_h"), "h", "challenge"),
		}
	},
}
