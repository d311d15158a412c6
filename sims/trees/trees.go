// Package trees puts five index structures on the bench: B+ tree, hash, inverted, spatial and LSM tree. Each is a
// package of its own below; here they are loaded with the same number of rows, asked, and held against the laws they
// follow.
package trees

import (
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Params are the learner's knobs. The same Params always give the same report.
type Params struct {
	Structure string // btree, hash, inverted, spatial, lsm
	N         int    // rows: keys, documents or points
	Fanout    int    // entries of a page; 0 derives it from page and key
	PageKB    int    // page size in KiB
	KeyBytes  int    // of a key; a UUID has at least 16
	Order     string // sequential, random, uuid4, uuid7, reverse
	Split     string // mid, right
	RightFill float64
	PerMs     int // UUIDv7 keys made in one millisecond
	PoolPages int
	Rows      int // rows of the projected index
	PoolMB    int // MiB of memory for the projected index

	DrawFanout, DrawLeaf int
	Script               []statement // operations on the drawn tree; nil for the first keys of the run

	Collision string // chaining, linear
	Load      float64

	Query []string // words asked for, different and in order

	Kind     string // grid, quadtree, rtree, geohash
	RadiusKm float64

	Policy     string // leveled, tiered
	MemtableMB float64
	Ratio      int
	Bits       float64
	ValueBytes int
	UpdatePct  float64

	Seed int
	Step int
}

// pointerBytes is the size of a row or page pointer beside each key, as in a tuple identifier of 6 bytes and its slot
// of 2, or a 64-bit page number.
const pointerBytes = 8

// uuidBytes is the size of a UUID in binary; as text it takes 36.
const uuidBytes = 16

// keyBytes is the width of a key on a page.
func (p Params) keyBytes() int {
	if p.Order == "uuid4" || p.Order == "uuid7" {
		return max(p.KeyBytes, uuidBytes)
	}
	return p.KeyBytes
}

// entryBytes is a key with its pointer.
func (p Params) entryBytes() int { return p.keyBytes() + pointerBytes }

// pageBytes is the size of a page.
func (p Params) pageBytes() int { return p.PageKB << 10 }

// fanout is how many pairs of key and pointer a page holds: what is set, or what fits. A leaf holds as many entries as
// an inner page has children.
func (p Params) fanout() int {
	if p.Fanout > 0 {
		return p.Fanout
	}
	return max(3, p.pageBytes()/p.entryBytes())
}

// keys gives n different keys in order of arrival, below 2⁶². Only their order matters to a tree.
func (p Params) keys(n int) []uint64 {
	out := make([]uint64, n)
	rng := model.Stream(p.Seed, "keys")
	start := rng.Uint64()
	for i := range out {
		switch p.Order {
		case "sequential":
			out[i] = uint64(i)
		case "reverse":
			out[i] = uint64(n - 1 - i)
		case "uuid7": // RFC 9562: 48 bits of milliseconds lead, random bits follow
			out[i] = uint64(i/p.PerMs)<<40 | rng.Uint64()>>24
		default: // random, and UUIDv4, which is random but for six bits
			out[i] = model.Mix64(start+uint64(i)) >> 2
		}
	}
	return out
}

// percentOf is 100·part/whole, 0 of nothing.
func percentOf(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * part / whole
}

// sampleSteps lists about perDoubling sizes for each doubling up to n, from low on, n included.
func sampleSteps(low, n, perDoubling int) []int {
	var out []int
	factor := calc.Pow(2, 1/float64(perDoubling))
	for x := float64(min(low, n)); int(x) < n; x = max(x*factor, x+1) {
		out = append(out, int(x))
	}
	return append(out, n)
}
