package trees

import (
	"fmt"
	"net/url"

	"tradeofflab/sims"
)

// defaults are the knobs of a run that sets none; script and words are read by their knobs.
var defaults = Params{Structure: "btree", N: 100_000, PageKB: 4, KeyBytes: 8, Order: "random", Split: "mid",
	RightFill: 100, PerMs: 10, PoolPages: 64, Rows: 1_000_000_000, PoolMB: 64, DrawFanout: 4, DrawLeaf: 4,
	Collision: "linear", Load: 0.7, Kind: "rtree", RadiusKm: 5, Policy: "leveled", MemtableMB: 0.125, Ratio: 10,
	Bits: 10, ValueBytes: 100, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Parts(about, defaults,
	sims.Chooser[Params]{ID: "structure", Label: "Structure", Field: func(p *Params) *string { return &p.Structure }},
	sims.Part("btree", "B+ tree", btreeModel), sims.Part("hash", "hash index", hashModel),
	sims.Part("inverted", "inverted index", invertedModel), sims.Part("spatial", "spatial index", spatialModel),
	sims.Part("lsm", "LSM tree", lsmModel))

var about = sims.About{
	Slug: "trees", Title: "Index structures", Version: "7", Lesson: 5,
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
		{Label: "Kleppmann, Designing Data-Intensive Applications, first edition, 2017, chapter 3",
			For: "four levels of 4 KB pages with a branching factor of 500 store up to 256 TB"},
	},
	Headline: []string{"height", "pages", "fill_pct", "page_reads", "write_amplification", "probes"},
	First:    []string{"structure", "n", "order", "split", "page_kb", "key_bytes"},
	Predict: &sims.Predict{Question: "100,000 keys arrive in random order, and a full page splits in the middle. How " +
		"full are the leaves on average?", Metric: "fill_pct", Min: 40, Max: 100, Step: 1, Unit: "%",
		Hides: []string{"fill", "widths"}},
	Challenge: challenge,
}

// limits of the structures that cost more a row.
const (
	maxDocuments = 200_000
	maxPoints    = 100_000
	maxLinear    = 0.95
)

// validFanout refuses pages too small for a tree.
func validFanout(p Params) error {
	if p.Fanout == 1 || p.Fanout == 2 {
		return sims.Refuse("fanout", fmt.Sprint(p.Fanout), "fanout goes from 3 to 2,000; 0 takes what fits on a page")
	}
	return nil
}

func validHash(p Params) error {
	if p.Collision == "linear" && p.Load > maxLinear {
		return sims.Refuse("load_factor", fmt.Sprint(p.Load),
			"load_factor goes to 0.95 for collision=linear; a full table has no free place to stop at")
	}
	return validFanout(p)
}

func validInverted(p Params) error {
	if p.N > maxDocuments {
		return sims.Refuse("n", fmt.Sprint(p.N), "n goes to 200,000 documents for structure=inverted")
	}
	return nil
}

func validSpatial(p Params) error {
	if p.N > maxPoints {
		return sims.Refuse("n", fmt.Sprint(p.N), "n goes to 100,000 points for structure=spatial")
	}
	return validFanout(p)
}

// preset is what a challenge starts from.
func preset(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return q
}
