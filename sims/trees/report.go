package trees

import (
	"fmt"
	"net/url"

	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/trees/inverted"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.New(about, Params{Structure: "btree", N: 100_000, PageKB: 4, KeyBytes: 8, Order: "random", Split: "mid",
	RightFill: 100, PerMs: 10,
	PoolPages: 64, Rows: 1_000_000_000, PoolMB: 64, DrawFanout: 4, DrawLeaf: 4, Collision: "linear", Load: 0.7,
	Query: "disk page",
	Kind:  "rtree", RadiusKm: 5, Policy: "leveled", MemtableMB: 0.125, Ratio: 10, Bits: 10, ValueBytes: 100, Seed: 1},
	knobs, report, sims.Valid(valid), sims.Cost(costLimit, cost))

var about = sims.About{
	Slug: "trees", Title: "Index structures", Version: "1", Lesson: 5,
	Question: "A table grows to a billion rows. How many pages does one lookup read, and what does keeping the index " +
		"cost with every write?",
	Doc: "B+ tree, hash, inverted, spatial and LSM index on the same bench: pages read, fill, splits, probes, " +
		"false positives and write amplification beside their laws.",
	LeavesOut: []string{
		"A page has no header, no list of slots and no checksum. Real pages have them, so their fan-out is lower.",
		"All keys are equally wide. Real B-trees cut common prefixes and long separators, which raises the fan-out.",
		"The table itself is not read. A lookup in a secondary index goes on to the row, one page more.",
		"One operation runs at a time: no latches, no page that another writer holds.",
		"No write-ahead log. A log adds at least one more copy of every write.",
		"The hash index has its full size from the start. One that grows must rehash or split buckets as it fills.",
		"The LSM tree merges whole levels at once and keeps fences and filters in memory. Real engines merge " +
			"file by file.",
		"Distances are on a sphere; the indexes do not handle the poles or the date line.",
	},
	Sources: []sims.Source{
		{Label: "Bayer and McCreight, Organization and maintenance of large ordered indexes, Acta Informatica 1, 1972",
			URL: "https://doi.org/10.1007/BF00288683", For: "pages at least half full, and the height that follows"},
		{Label: "Yao, On random 2–3 trees, Acta Informatica 9, 1978", URL: "https://doi.org/10.1007/BF00289075",
			For: "leaves ln 2 full after random inserts"},
		{Label: "Knuth, The Art of Computer Programming, volume 3, 2nd edition, 1998, section 6.4",
			For: "probes of chaining and of linear probing"},
		{Label: "Flajolet, Fusy, Gandouet and Meunier, HyperLogLog, AofA 2007",
			URL: "https://doi.org/10.46298/dmtcs.3545", For: "standard error 1.04/√m of counting distinct keys"},
		{Label: "Bloom, Space/time trade-offs in hash coding with allowable errors, CACM 13(7), 1970",
			URL: "https://doi.org/10.1145/362686.362692", For: "the filter of an LSM run"},
		{Label: "Luo and Carey, LSM-based storage techniques: a survey, VLDB Journal 29, 2020",
			URL: "https://arxiv.org/abs/1812.07527",
			For: "leveling and tiering, and the bound of size ratio × levels on rewriting"},
		{Label: "Guttman, R-trees: a dynamic index structure for spatial searching, SIGMOD 1984",
			URL: "https://doi.org/10.1145/602259.602266", For: "the R-tree and its quadratic split"},
		{Label: "Finkel and Bentley, Quad trees, Acta Informatica 4, 1974", URL: "https://doi.org/10.1007/BF00288933",
			For: "the quadtree"},
		{Label: "RFC 9562, Universally Unique IDentifiers, 2024", URL: "https://www.rfc-editor.org/rfc/rfc9562",
			For: "UUIDv4 is random, UUIDv7 leads with milliseconds"},
		{Label: "Kleppmann, Designing Data-Intensive Applications, 2017, chapter 3",
			For: "four levels of 4 KB pages with a branching factor of 500 store up to 256 TB"},
	},
	Headline: []string{"height", "pages", "fill_pct", "page_reads", "write_amplification", "probes"},
	First:    []string{"structure", "n", "order", "split", "page_kb", "key_bytes"},
	Predict: &sims.Predict{Question: "100,000 keys arrive in random order, and a full page splits in the middle. How " +
		"full are the leaves on average?", Metric: "fill_pct", Min: 40, Max: 100, Step: 1, Unit: "%",
		Hides: []string{"fill", "widths"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	structure := sims.Choice(&p.Structure, "structure", "Structure", "btree", "hash", "inverted", "spatial", "lsm")
	structure.Labels = []string{"B+ tree", "hash index", "inverted index", "spatial index", "LSM tree"}
	order := sims.Choice(&p.Order, "order", "Order of the keys", "sequential", "random", "uuid4", "uuid7", "reverse")
	order.Labels = []string{"ascending", "random", "UUIDv4 (random)", "UUIDv7 (time)", "descending"}
	split := sims.Choice(&p.Split, "split", "Split of a full page", "mid", "right")
	split.Labels = []string{"in the middle", "at the right edge"}
	collision := sims.Choice(&p.Collision, "collision", "Collisions", "chaining", "linear")
	collision.Labels = []string{"chains", "linear probing"}
	kind := sims.Choice(&p.Kind, "spatial", "Spatial index", "grid", "quadtree", "rtree", "geohash")
	kind.Labels = []string{"grid", "quadtree", "R-tree", "geohash"}
	return []sims.Knob{
		structure,
		sims.Int(&p.N, "n", "Rows", 100, 1_000_000).LogScale().
			With("", "Keys, documents or points. At most 200,000 documents and 100,000 points."),
		order.With("", "Of arrival. A UUID has at least 16 bytes."),
		split.With("", "B+ tree. The right edge splits only the last page of a level so that its left part stays "+
			"full; all others split in the middle."),
		sims.PowerOfTwo(&p.PageKB, "page_kb", "Page", 1, 64).With("KiB", "A power of two."),
		sims.Int(&p.KeyBytes, "key_bytes", "Key", 4, 64).LogScale().
			With("B", "Each key has a pointer of 8 B beside it."),
		sims.Int(&p.Fanout, "fanout", "Fan-out", 0, 2000).
			With("", "Entries of a page, 3 or more. 0 takes what fits: page / (key + 8 B)."),
		sims.Float(&p.RightFill, "right_fill_pct", "Left part after a right-edge split", 50, 100, 1).
			With("%", "PostgreSQL's default is 90 %."),
		sims.Int(&p.PerMs, "per_ms", "Keys in a millisecond", 1, 1000).LogScale().
			With("", "UUIDv7 only: keys of one millisecond are in random order."),
		sims.Int(&p.PoolPages, "pool_pages", "Buffer pool of the run", 0, 100_000).With("pages",
			"The least recently used page leaves first, and is written if it changed."),
		sims.Int(&p.Rows, "rows", "Rows of the projected index", 1_000_000, 100_000_000_000).LogScale().
			With("", "Reckoned level by level from the measured fill."),
		sims.Int(&p.PoolMB, "pool_mb", "Memory of the projected index", 1, 65_536).LogScale().
			With("MiB", "Holds the levels from the root down."),
		sims.Text(&p.Script, "script", "Operations on the drawn tree", 400, checkScript).
			With("", "insert 57; delete 3; find 40; range 10 20; random 20; sequence 5; reverse 9; lesson. Empty: "+
				"the first 24 keys of the run."),
		sims.Int(&p.DrawFanout, "draw_fanout", "Fan-out of the drawn tree", 3, 12).With("", "The lesson's tree has 4."),
		sims.Int(&p.DrawLeaf, "draw_leaf", "Entries of a drawn leaf", 2, 12).With("", "The lesson's tree has 10."),
		collision.With("", "Hash index only."),
		sims.Float(&p.Load, "load_factor", "Load factor", 0.1, 4, 0.05).
			With("", "Keys over places or buckets; at most 0.95 for linear probing."),
		sims.Text(&p.Query, "query", "Words asked for", 80, checkQuery).With("", "Documents that hold all of them."),
		kind,
		sims.Float(&p.RadiusKm, "radius_km", "Radius", 0.1, 50, 0.1).LogScale().With("km", ""),
		sims.Choice(&p.Policy, "policy", "Compaction", "leveled", "tiered").
			With("", "LSM tree: one run a level, or several that are merged together."),
		sims.Float(&p.MemtableMB, "memtable_mb", "Memtable", 0.01, 64, 0.01).LogScale().With("MiB", ""),
		sims.Int(&p.Ratio, "levels_ratio", "Size ratio of levels", 2, 20).
			With("×", "T: each level holds so many times the one above."),
		sims.Float(&p.Bits, "bloom_bits", "Bloom filter", 0, 16, 1).With("bits a key", "0 has no filter."),
		sims.Int(&p.ValueBytes, "value_bytes", "Value", 8, 1000).LogScale().
			With("B", "LSM tree only; the others hold a pointer."),
		sims.Float(&p.UpdatePct, "update_pct", "Writes to keys that exist", 0, 90, 1).With("%", "LSM tree only."),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, maxOps),
	}
}

func checkScript(text string) error {
	_, err := parseScript(text)
	return err
}

const maxWords = 5

func checkQuery(text string) error {
	if n := len(inverted.Terms(text)); n == 0 || n > maxWords {
		return fmt.Errorf("write one to %d different words, such as disk page", maxWords)
	}
	return nil
}

// limits of the structures that cost more a row.
const (
	maxDocuments = 200_000
	maxPoints    = 100_000
	maxLinear    = 0.95
)

func valid(p Params) error {
	refuse := func(knob string, got any, message string) error {
		return &sims.ParamError{Fields: []sims.FieldError{{Knob: knob, Got: fmt.Sprint(got), Message: message}}}
	}
	switch {
	case p.Fanout == 1 || p.Fanout == 2:
		return refuse("fanout", p.Fanout, "fanout goes from 3 to 2,000; 0 takes what fits on a page")
	case p.Structure == "inverted" && p.N > maxDocuments:
		return refuse("n", p.N, "n goes to 200,000 documents for structure=inverted")
	case p.Structure == "spatial" && p.N > maxPoints:
		return refuse("n", p.N, "n goes to 100,000 points for structure=spatial")
	case p.Structure == "hash" && p.Collision == "linear" && p.Load > maxLinear:
		return refuse("load_factor", p.Load,
			"load_factor goes to 0.95 for collision=linear; a full table has no free place to stop at")
	}
	return nil
}

func report(p Params) (sims.Report, error) {
	out := map[string]func(Params) sims.Report{"btree": btreeReport, "hash": hashReport, "inverted": invertedReport,
		"spatial": spatialReport, "lsm": lsmReport}[p.Structure](p)
	out.Later = append(out.Later, sims.Drawing{ID: "compare", Make: func() figure.Figure { return compareFigure(p) }})
	return out, nil
}

// A run of the greatest cost takes under two seconds; the unit is a nanosecond or so. Small pages cost most: they are
// many.
const costLimit = 1.8e9

func cost(p Params) float64 {
	n := float64(p.N)
	switch p.Structure {
	case "btree":
		return n * (300 + 8000/float64(p.fanout()))
	case "lsm":
		flushes := n / float64(p.memtableEntries())
		rewrites := 1.0
		for size := 1.0; size < flushes; size *= float64(p.Ratio) {
			rewrites += float64(p.Ratio) / 2
		}
		return n * (400 + 25*rewrites)
	}
	return n * 500
}

// preset is what a challenge starts from.
func preset(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return q
}
