package pipeline

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// valueBytes is the width of a value in a row, and of a plain value in a column.
const valueBytes = 8

// column is one column of the table of clicks.
type column struct {
	name string
	draw func(rng *rand.Rand, row int, time int64) int64
}

// clickColumns are the kinds of columns that a table of clicks has; a wider table repeats them with other
// cardinalities.
var clickColumns = []column{
	{"time_ms", func(_ *rand.Rand, _ int, t int64) int64 { return t }},
	{"amount", func(r *rand.Rand, _ int, _ int64) int64 { return int64(r.ExpFloat64() * 2000) }},
	{"user", func(r *rand.Rand, _ int, _ int64) int64 { return int64(r.IntN(5_000_000)) }},
	{"page", func(r *rand.Rand, _ int, _ int64) int64 { u := r.Float64(); return int64(500 * u * u * u) }},
	{"country", func(r *rand.Rand, _ int, _ int64) int64 { u := r.Float64(); return int64(30 * u * u) }},
	{"device", func(r *rand.Rand, _ int, _ int64) int64 { return int64(r.IntN(4)) }},
	{"hour", func(_ *rand.Rand, _ int, t int64) int64 { return t / 3_600_000 }},
	{"session", func(_ *rand.Rand, row int, _ int64) int64 { return 7_000_000 + int64(row/6) }},
	{"bot", func(r *rand.Rand, _ int, _ int64) int64 {
		if r.IntN(50) == 0 {
			return 1
		}
		return 0
	}},
	{"hash", func(r *rand.Rand, _ int, _ int64) int64 { return int64(r.Uint64()) }},
}

// stored is one column as it lies on disk.
type stored struct {
	Name     string
	Bytes    int            // of all blocks
	Chosen   map[string]int // blocks by encoding
	ReadNow  int            // bytes that the query reads
	Distinct int            // different values in the first block
}

// Scan is what a query reads in each layout.
type Scan struct {
	RowBytes    int // of a table in rows: all of it
	PlainBytes  int // of the columns read, not encoded, all blocks
	AllBlocks   int // of the columns read, encoded, all blocks
	ColumnBytes int // of the blocks that the query reads
	TableBytes  int // the table in encoded columns
	Blocks      int
	BlocksRead  int
	Matching    int // rows that the query selects
	RowSum      int64
	ColumnSum   int64 // the same aggregate, from the decoded blocks
	Stored      []stored
}

// daySpan is the time that the table covers, ms.
const daySpan = 86_400_000

// runColumns builds the table, stores it in both layouts, and answers the query in both: the sum of the columns read
// over the rows whose time lies in the range asked for.
func runColumns(b *model.Budget, p Params) Scan {
	times := p.times(b)
	from := int64(0.4 * (1 - p.Selectivity/100) * daySpan)
	to := from + int64(p.Selectivity/100*daySpan)
	out := Scan{RowBytes: p.Rows * p.Columns * valueBytes, PlainBytes: p.Rows * p.Read * valueBytes,
		Blocks: (p.Rows + p.BlockRows - 1) / p.BlockRows}
	skip := make([]bool, out.Blocks)
	for i := range skip {
		block := times[i*p.BlockRows : min(p.Rows, (i+1)*p.BlockRows)]
		skip[i] = p.ZoneMaps && (slices.Max(block) < from || slices.Min(block) >= to)
		if !skip[i] {
			out.BlocksRead++
		}
	}
	for _, t := range times {
		if t >= from && t < to {
			out.Matching++
		}
	}
	values := make([]int64, p.Rows)
	for c := range p.Columns {
		kind := clickColumns[c%len(clickColumns)]
		draws := model.Stream(p.Seed, fmt.Sprintf("pipeline column %d", c))
		b.Blocks(p.Rows, valueSteps, func(first, end int) {
			for i := first; i < end; i++ {
				values[i] = kind.draw(draws, i, times[i])
			}
		})
		s := stored{Name: kind.name, Chosen: map[string]int{},
			Distinct: len(different(values[:min(p.Rows, p.BlockRows)]))}
		if c >= len(clickColumns) {
			s.Name = fmt.Sprintf("%s_%d", kind.name, c/len(clickColumns)+1)
		}
		if c < p.Read {
			for i, t := range times {
				if t >= from && t < to {
					out.RowSum += values[i]
				}
			}
		}
		for i := range out.Blocks {
			first, end := i*p.BlockRows, min(p.Rows, (i+1)*p.BlockRows)
			encoding, bytes := p.encode(b, values[first:end])
			s.Bytes += len(bytes)
			s.Chosen[encoding]++
			if c >= p.Read {
				continue
			}
			out.AllBlocks += len(bytes)
			if skip[i] {
				continue
			}
			s.ReadNow += len(bytes)
			for i, x := range decode(encoding, bytes, end-first) {
				if t := times[first+i]; t >= from && t < to {
					out.ColumnSum += x
				}
			}
		}
		out.ColumnBytes += s.ReadNow
		out.TableBytes += s.Bytes
		out.Stored = append(out.Stored, s)
	}
	return out
}

// times draws when each row happened, in the order in which rows are stored.
func (p Params) times(b *model.Budget) []int64 {
	rng := model.Stream(p.Seed, "pipeline rows")
	times := make([]int64, p.Rows)
	b.Blocks(p.Rows, valueSteps, func(from, to int) {
		for i := from; i < to; i++ {
			times[i] = int64(rng.Float64() * daySpan)
		}
	})
	times = sorted(b, times, func(t int64) float64 { return float64(t) })
	if !p.Sorted {
		rng.Shuffle(len(times), func(i, j int) {
			if times[i], times[j] = times[j], times[i]; i%shuffled == 0 {
				b.Spend(shuffled * valueSteps)
			}
		})
	}
	return times
}

// shuffled is how many rows change place between looks at the budget.
const shuffled = 1 << 15

// encode stores a block as the knob says. Where an encoding cannot pay it is used all the same: the table shows it.
func (p Params) encode(b *model.Budget, v []int64) (encoding string, bytes []byte) {
	for _, e := range encodings {
		if p.Encoding != e && (p.Encoding != "auto" || e == dict && !few(v)) {
			continue // a dictionary of many values alone takes more than they do
		}
		b.Spend(int(p.codeSteps(e, len(v)) * float64(len(v))))
		if c := encode(e, v); bytes == nil || len(c) < len(bytes) {
			encoding, bytes = e, c
		}
	}
	return encoding, bytes
}
