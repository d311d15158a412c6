package advisor

import (
	"cmp"
	"math"
	"slices"
)

// opWork is what one operation costs a general-purpose store, in point lookups: how many entries it touches, by order
// of magnitude. It weighs patterns against each other: 20 joins a second can matter more than 500 lookups. Judgement of
// the lab; the order follows from what each operation reads (lessons 2, 5 and 11).
var opWork = map[string]float64{"point_lookup": 1, "append": 1.5, "counter": 1, "queue": 1, "whole_document_read": 1.5,
	"key_range_scan": 3, "time_range": 10, "geo_radius": 10,
	"adhoc_filter": 30, "multi_table_join": 30, "full_text": 30, "graph_traversal": 60, "vector_similarity": 33}

const (
	blobWork  = 2000   // bytes of a blob that count as one lookup
	writeWork = 8.8    // a durable write of one record
	scanWork  = 33_333 // lookups that a core does in the time in which it reads 1 GB from disk
	scanGB    = .6     // what a question over many records reads where nothing is known of it
)

// work is what one operation of the pattern costs a general-purpose store that holds so many GB, in point lookups. It
// weighs patterns against each other, and sizes the machines of such a store.
func (p Pattern) work(gb float64) float64 {
	switch p.Op {
	case "blob_get":
		return max(1, p.ItemBytes/blobWork)
	}
	if p.scanned() {
		return max(1, scanWork*fromDisk(p.scans(gb)))
	}
	return opWork[p.Op]
}

// writeWork is that of one write of the pattern.
func (p Pattern) writeWork() float64 {
	if p.Op == "blob_get" {
		return max(writeWork, p.work(0))
	}
	return writeWork
}

// scanned says whether the bytes that it reads tell the work of a question.
func (p Pattern) scanned() bool {
	return p.Op == "aggregate_scan" || p.ScanGB > 0 && p.Op != "blob_get"
}

// scans is what a question over many records reads, GB, no more than there is.
func (p Pattern) scans(gb float64) float64 {
	scan := p.ScanGB
	if scan == 0 {
		scan = scanGB
	}
	if gb > 0 {
		scan = min(scan, gb)
	}
	return scan
}

// quantities are the named numbers that rules speak of. All rates are per second.
type quantities struct {
	Reads       float64 `expr:"reads"`
	Writes      float64 `expr:"writes"`
	Total       float64 `expr:"total"`
	WriteShare  float64 `expr:"write_share"` // writes over all operations, 0–1
	DataGB      float64 `expr:"data_gb"`
	GrowthGB    float64 `expr:"growth_gb"`
	DataYear    float64 `expr:"data_year_gb"` // stored a year from now
	LatencyMin  float64 `expr:"latency_ms"`   // tightest wish of a pattern; 0 where none is said
	ItemBytes   float64 `expr:"item_bytes"`   // mean over operations
	Regions     float64 `expr:"regions"`
	Schema      string  `expr:"schema"`
	Tx          string  `expr:"transactions"`
	Team        string  `expr:"team"`
	Loss        string  `expr:"loss"`
	StrongWrite bool    `expr:"strong_writes"` // a pattern with strong consistency writes
	Strong      bool    `expr:"strong"`        // a pattern with strong consistency
	Cold        bool    `expr:"cold"`          // fewer than one read a second, and every reader can wait a second
	Dominant    string  `expr:"dominant"`      // operation of the heaviest pattern
	Name        string  `expr:"workload"`
	HotFraction float64 `expr:"hot_fraction"`
	Skew        float64 `expr:"skew"`
	Conflicts   float64 `expr:"conflict_rate"`
	Keys        float64 `expr:"keys"`
	Family      Family  `expr:"family"` // the family that is judged
	Fit         float64 `expr:"fit"`    // how well the family serves the patterns, 0–10

	Retention float64 `expr:"retention_days"`
	Files     float64 `expr:"files_share"` // share of the bytes that are files, 0–1
	Batchable bool    `expr:"batchable"`

	patterns []Pattern // with the rates of the busiest time
	weight   []float64 // share of the load of each pattern, by rate and work
	writing  float64   // regions that take writes
	asked    Workload
}

// normalise derives the quantities of a valid workload. The order of the patterns does not matter.
func normalise(w Workload) quantities {
	q := quantities{Name: w.Name, DataGB: w.DataGB, GrowthGB: w.GrowthGB,
		Regions: max(float64(w.Regions.Count), 1), Schema: w.Schema, Tx: w.Tx, Team: w.Team,
		Loss: w.Loss, HotFraction: w.HotFraction, Skew: w.Skew, Conflicts: w.ConflictRate,
		Keys: w.KeyCardinality, Cold: true, Retention: w.RetentionDays, Batchable: w.Batchable,
		writing: float64(w.Regions.writing()), asked: w}
	q.patterns = slices.Clone(w.Patterns)
	slices.SortStableFunc(q.patterns, comparePatterns)
	said, longest, all := 0.0, 0.0, true
	for i := range q.patterns {
		p := &q.patterns[i]
		p.Peak = max(p.Peak, 1)
		p.Reads *= p.Peak
		p.Writes *= p.Peak
		said += p.DataGB
		if p.Writes > 0 {
			longest, all = max(longest, p.RetentionDays), all && p.RetentionDays > 0
		}
	}
	if q.Retention == 0 && all {
		q.Retention = longest
	}
	q.DataGB = max(q.DataGB, said)
	if q.DataGB == 0 && q.GrowthGB == 0 && q.Retention > 0 {
		q.DataGB = q.writtenGB(q.Retention)
	}
	q.DataYear = q.dataYear()
	for i := range q.patterns {
		if p := &q.patterns[i]; p.Op == "aggregate_scan" && p.ScanGB == 0 && p.Reads > 0 {
			p.ScanGB = q.scanned(*p)
		}
	}
	q.Files = q.shareOf(isFile)
	sum, bytes := 0.0, 0.0
	for _, p := range q.patterns {
		q.Reads += p.Reads
		q.Writes += p.Writes
		bytes += p.rate() * p.ItemBytes
		// Roots: twice the rate is not twice as decisive, or one hot lookup would silence every other pattern.
		share := math.Sqrt(p.Reads*p.work(q.DataYear) + p.Writes*p.writeWork())
		q.weight = append(q.weight, share)
		sum += share
		if p.LatencyMs > 0 && (q.LatencyMin == 0 || p.LatencyMs < q.LatencyMin) {
			q.LatencyMin = p.LatencyMs
		}
		if p.Consistency == "strong" && p.rate() > 0 {
			q.Strong = true
			q.StrongWrite = q.StrongWrite || p.Writes > 0
		}
		if p.Reads > 0 && p.LatencyMs < 1000 {
			q.Cold = false
		}
	}
	q.Total = q.Reads + q.Writes
	q.Cold = q.Cold && q.Reads < 1
	if q.Total > 0 {
		q.WriteShare, q.ItemBytes = q.Writes/q.Total, bytes/q.Total
	}
	heaviest := 0
	for i := range q.weight {
		q.weight[i] /= sum
		if q.weight[i] > q.weight[heaviest] {
			heaviest = i
		}
	}
	q.Dominant = q.patterns[heaviest].Op
	return q
}

// dataYear is what is stored a year from now: what there is and what is added, of which expiry leaves so many days.
func (q quantities) dataYear() float64 {
	year := q.DataGB + 12*q.GrowthGB
	if q.Retention > 0 {
		kept := q.GrowthGB / 30 * q.Retention
		if q.GrowthGB == 0 {
			kept = q.writtenGB(q.Retention)
		}
		year = min(year, max(q.DataGB, kept))
	}
	return year
}

// batchRate is the rate a second of questions from which on each reads what is written in a day. What is asked less
// often reads more days, up to a month, so that asking more often is never less work.
const batchRate = .1

// scanned is what a question over many records reads where that is not said, GB: what is written in a day, or in up to
// a month by a job that runs now and then; no more than there is, and than is read within the wish. 0 where nothing is
// known.
func (q quantities) scanned(p Pattern) float64 {
	days := 30.0
	if p.Reads > 0 {
		days = within(batchRate/p.Reads, 1, 30)
	}
	written := 0.0
	for _, o := range q.patterns {
		if o.Op != "blob_get" {
			written += o.Writes / max(o.Peak, 1) * max(o.ItemBytes, leastItem) * days * 86400 / 1e9
		}
	}
	if p.LatencyMs > 0 { // what is to answer sooner reads sums that were made beforehand
		written = min(written, p.LatencyMs/1000*quickScan)
	}
	return min(written, q.DataYear)
}

// quickScan is what a question reads in a second where it is wanted soon, GB: four cores of a column store.
const quickScan = 10

// grows are the operations whose every write adds bytes that stay; other writes change a record, or one that is taken
// soon.
var grows = []string{"append", "blob_get"}

// writtenGB is how much is written in so many days by patterns whose every write adds a record, at their usual rates.
func (q quantities) writtenGB(days float64) float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if slices.Contains(grows, p.Op) {
			sum += p.Writes / max(p.Peak, 1) * p.ItemBytes * days * 86400 / 1e9
		}
	}
	return sum
}

func comparePatterns(a, b Pattern) int {
	return cmp.Or(cmp.Compare(a.Op, b.Op), cmp.Compare(a.Reads, b.Reads), cmp.Compare(a.Writes, b.Writes),
		cmp.Compare(a.LatencyMs, b.LatencyMs), cmp.Compare(a.Consistency, b.Consistency),
		cmp.Compare(a.ItemBytes, b.ItemBytes), cmp.Compare(a.Name, b.Name))
}

// Rate is the rate of all patterns with one of the operations, reads and writes.
func (q quantities) Rate(ops ...string) float64 { return q.sumOf(ops, Pattern.rate) }

// readsOf are the reads of the patterns with one of the operations.
func (q quantities) readsOf(ops ...string) float64 {
	return q.sumOf(ops, func(p Pattern) float64 { return p.Reads })
}

func (q quantities) sumOf(ops []string, of func(Pattern) float64) float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if slices.Contains(ops, p.Op) {
			sum += of(p)
		}
	}
	return sum
}

// Busy is the rate of patterns with one of the operations that run at least once a second each.
func (q quantities) Busy(ops ...string) float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if slices.Contains(ops, p.Op) && p.rate() >= 1 {
			sum += p.rate()
		}
	}
	return sum
}

// Quick says whether one of the operations is wanted within so many ms.
func (q quantities) Quick(ms float64, ops ...string) bool {
	return slices.ContainsFunc(q.patterns, func(p Pattern) bool {
		return slices.Contains(ops, p.Op) && p.rate() > 0 && p.LatencyMs < ms
	})
}

// Log10 is the decimal logarithm.
func (q quantities) Log10(v float64) float64 { return math.Log10(v) }
