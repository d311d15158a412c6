package trees

import (
	"fmt"

	"tradeofflab/sims"
	"tradeofflab/sims/trees/inverted"
)

// rowsKnob is how much is indexed.
func rowsKnob(p *Params) sims.Knob {
	return sims.Int(&p.N, "n", "Rows", 100, 1_000_000).LogScale().
		With("", "Keys, documents or points. At most 200,000 documents and 100,000 points.")
}

// orderKnob is the order in which keys arrive.
func orderKnob(p *Params) sims.Knob {
	order := sims.Choice(&p.Order, "order", "Order of the keys", "sequential", "random", "uuid4", "uuid7", "reverse")
	order.Labels = []string{"ascending", "random", "UUIDv4 (random)", "UUIDv7 (time)", "descending"}
	return order.With("", "Of arrival. A UUID has at least 16 bytes.")
}

// pageKnob is the size of a page.
func pageKnob(p *Params) sims.Knob {
	return sims.PowerOfTwo(&p.PageKB, "page_kb", "Page", 1, 64).With("KiB", "A power of two.")
}

// keyKnob is the width of a key.
func keyKnob(p *Params) sims.Knob {
	return sims.Int(&p.KeyBytes, "key_bytes", "Key", 4, 64).LogScale().
		With("B", "Each key has a pointer of 8 B beside it.")
}

// fanoutKnob is how many entries a page holds.
func fanoutKnob(p *Params) sims.Knob {
	return sims.Int(&p.Fanout, "fanout", "Fan-out", 0, 2000).
		With("", "Entries of a page, 3 or more. 0 takes what fits: page / (key + 8 B).")
}

// perMsKnob is how many UUIDv7 keys share a millisecond.
func perMsKnob(p *Params) sims.Knob {
	return sims.Int(&p.PerMs, "per_ms", "Keys in a millisecond", 1, 1000).LogScale().
		With("", "UUIDv7 only: keys of one millisecond are in random order.")
}

// poolKnob is the memory of the run.
func poolKnob(p *Params) sims.Knob {
	return sims.Int(&p.PoolPages, "pool_pages", "Buffer pool of the run", 0, 100_000).With("pages",
		"The least recently used page leaves first, and is written if it changed.")
}

func btreeKnobs(p *Params) []sims.Knob {
	split := sims.Choice(&p.Split, "split", "Split of a full page", "mid", "right")
	split.Labels = []string{"in the middle", "at the right edge"}
	return []sims.Knob{
		rowsKnob(p), orderKnob(p),
		split.With("", "B+ tree. The right edge splits only the last page of a level so that its left part stays "+
			"full; all others split in the middle."),
		pageKnob(p), keyKnob(p), fanoutKnob(p),
		sims.Float(&p.RightFill, "right_fill_pct", "Left part after a right-edge split", 50, 100, 1).
			With("%", "PostgreSQL's default is 90 %."),
		perMsKnob(p), poolKnob(p),
		sims.Int(&p.Rows, "rows", "Rows of the projected index", 1_000_000, 100_000_000_000).LogScale().
			With("", "Reckoned level by level from the measured fill."),
		sims.Int(&p.PoolMB, "pool_mb", "Memory of the projected index", 1, 65_536).LogScale().
			With("MiB", "Holds the levels from the root down."),
		sims.Parsed(&p.Script, "script", "Operations on the drawn tree", "", 400, parseScript).
			With("", "insert 57; delete 3; find 40; range 10 20; random 20; sequence 5; reverse 9; lesson. Empty: "+
				"the first 24 keys of the run."),
		sims.Int(&p.DrawFanout, "draw_fanout", "Fan-out of the drawn tree", 3, 12).With("", "The lesson's tree has 4."),
		sims.Int(&p.DrawLeaf, "draw_leaf", "Entries of a drawn leaf", 2, 12).With("", "The lesson's tree has 10."),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, maxOps),
	}
}

func hashKnobs(p *Params) []sims.Knob {
	collision := sims.Choice(&p.Collision, "collision", "Collisions", "chaining", "linear")
	collision.Labels = []string{"chains", "linear probing"}
	return []sims.Knob{
		rowsKnob(p), orderKnob(p), pageKnob(p), keyKnob(p), fanoutKnob(p), perMsKnob(p), poolKnob(p),
		collision.With("", "Hash index only."),
		sims.Float(&p.Load, "load_factor", "Load factor", 0.1, 4, 0.05).
			With("", "Keys over places or buckets; at most 0.95 for linear probing."),
		sims.Seed(&p.Seed),
	}
}

func invertedKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		rowsKnob(p), pageKnob(p),
		sims.Parsed(&p.Query, "query", "Words asked for", "disk page", 80, parseQuery).
			With("", "Documents that hold all of them."),
		sims.Seed(&p.Seed),
	}
}

func spatialKnobs(p *Params) []sims.Knob {
	kind := sims.Choice(&p.Kind, "spatial", "Spatial index", "grid", "quadtree", "rtree", "geohash")
	kind.Labels = []string{"grid", "quadtree", "R-tree", "geohash"}
	return []sims.Knob{
		rowsKnob(p), pageKnob(p), fanoutKnob(p),
		kind,
		sims.Float(&p.RadiusKm, "radius_km", "Radius", 0.1, 50, 0.1).LogScale().With("km", ""),
		sims.Seed(&p.Seed),
	}
}

func lsmKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		rowsKnob(p), orderKnob(p), pageKnob(p), keyKnob(p), perMsKnob(p),
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
	}
}

const maxWords = 5

// parseQuery reads the words asked for.
func parseQuery(text string) ([]string, error) {
	words := inverted.Terms(text)
	if n := len(words); n == 0 || n > maxWords {
		return nil, fmt.Errorf("write one to %d different words, such as disk page", maxWords)
	}
	return words, nil
}
