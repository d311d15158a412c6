// Package engines times the workloads of YCSB on embedded engines in this process: a hash map, SQLite's B-tree, the
// B+tree of bbolt and the LSM tree of Pebble. Times are those of this machine and of nothing else.
package engines

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// engine is a store of keys and values.
type engine interface {
	Put(key string, value []byte) error
	Get(key string) ([]byte, error)
	Scan(from string, n int) (int, error) // looks at up to n entries from a key on, and gives how many there were
	Bytes() int64                         // that the engine holds on disk or in its file; 0 for none
	Close() error
}

// Workload is one of the six core workloads of YCSB: shares of operations that add up to 100 (Cooper et al., SoCC 2010,
// table 2, and the workload files of the project for F).
type Workload struct {
	Name, Text                         string
	Read, Update, Insert, Scan, Modify int
	Latest                             bool // reads prefer what was inserted last
}

// Workloads are A to F.
var Workloads = []Workload{
	{Name: "A", Text: "update heavy", Read: 50, Update: 50},
	{Name: "B", Text: "read mostly", Read: 95, Update: 5},
	{Name: "C", Text: "read only", Read: 100},
	{Name: "D", Text: "read latest", Read: 95, Insert: 5, Latest: true},
	{Name: "E", Text: "short ranges", Scan: 95, Insert: 5},
	{Name: "F", Text: "read, modify, write", Read: 50, Modify: 50},
}

// Op is one operation: r read, u update, i insert, s scan, m read-modify-write.
type Op struct {
	Kind byte
	Key  string
	N    int // entries of a scan
}

// ValueBytes is the size of a record: ten fields of 100 bytes.
const ValueBytes = 1000

// keyOf is the name of record i. Numbers are mixed so that neighbours in time are no neighbours in order.
func keyOf(i int) string { return fmt.Sprintf("user%020d", model.Mix64(uint64(i))) }

// Stream draws the operations of a workload. Keys follow Zipf's law with exponent 0.99, as in YCSB.
func Stream(w Workload, records, ops, seed int) []Op {
	kinds, keys := model.Stream(seed, "kinds "+w.Name), model.Stream(seed, "keys "+w.Name)
	cum, sum := make([]float64, records), 0.0
	for i, weight := range model.ZipfWeights(records, 0.99) {
		sum += weight
		cum[i] = sum
	}
	count := records
	pick := func() int {
		at, _ := slices.BinarySearch(cum, keys.Float64()*sum)
		if w.Latest {
			return count - 1 - min(at, records-1)
		}
		return min(at, records-1)
	}
	out := make([]Op, 0, ops)
	for range ops {
		at := kinds.IntN(100)
		switch {
		case at < w.Read:
			out = append(out, Op{Kind: 'r', Key: keyOf(pick())})
		case at < w.Read+w.Update:
			out = append(out, Op{Kind: 'u', Key: keyOf(pick())})
		case at < w.Read+w.Update+w.Insert:
			out = append(out, Op{Kind: 'i', Key: keyOf(count)})
			count++
		case at < w.Read+w.Update+w.Insert+w.Scan:
			out = append(out, Op{Kind: 's', Key: keyOf(pick()), N: 1 + kinds.IntN(100)})
		default:
			out = append(out, Op{Kind: 'm', Key: keyOf(pick())})
		}
	}
	return out
}

// names are the engines in the order of the figures.
var names = []string{"hash map", "SQLite B-tree", "bbolt B+tree", "Pebble LSM tree"}

// openEngine opens an engine by name in a folder of its own.
func openEngine(name, folder string) (engine, error) {
	switch name {
	case "hash map":
		return hashMap{}, nil
	case "SQLite B-tree":
		return openSQLite()
	case "bbolt B+tree":
		return openBolt(folder)
	}
	return openPebble(folder)
}

// drawValues draws n records of bytes that no engine can compress.
func drawValues(purpose string, n, seed int) [][]byte {
	rng, out := model.Stream(seed, purpose), make([][]byte, n)
	for i := range out {
		out[i] = make([]byte, ValueBytes)
		for k := 0; k < ValueBytes; k += 8 {
			binary.LittleEndian.PutUint64(out[i][k:], rng.Uint64())
		}
	}
	return out
}

// fillStore writes the records that a workload begins with.
func fillStore(e engine, values [][]byte) error {
	for i, v := range values {
		if err := e.Put(keyOf(i), v); err != nil {
			return fmt.Errorf("load record %d: %w", i, err)
		}
	}
	return nil
}

// perform runs operations, of which the n-th writes the n-th value, and gives how many entries were read.
func perform(e engine, ops []Op, values [][]byte) (int, error) {
	read := 0
	for n, o := range ops {
		var err error
		switch o.Kind {
		case 'u', 'i':
			err = e.Put(o.Key, values[n])
		case 's':
			var got int
			got, err = e.Scan(o.Key, o.N)
			read += got
		default:
			var v []byte
			if v, err = e.Get(o.Key); err == nil && v != nil {
				read++
			}
			if err == nil && o.Kind == 'm' {
				err = e.Put(o.Key, values[n])
			}
		}
		if err != nil {
			return read, fmt.Errorf("operation %d on %s: %w", n, o.Key, err)
		}
	}
	return read, nil
}

// Measure loads each engine and times each workload on it, in a temporary folder that is removed afterwards. Nothing is
// forced to disk by any of them: what is compared is the work of the structures. It ends between workloads with ctx.
func Measure(ctx context.Context, records, ops, seed int) ([]sims.Measurement, error) {
	var out []sims.Measurement
	for _, name := range names {
		folder, err := os.MkdirTemp("", "engines")
		if err != nil {
			return out, fmt.Errorf("make folder: %w", err)
		}
		took, err := measure(ctx, name, folder, records, ops, seed)
		out = append(out, took...)
		if gone := os.RemoveAll(folder); err == nil && gone != nil {
			err = gone
		}
		if err != nil {
			return out, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}

func measure(ctx context.Context, name, folder string, records, ops, seed int) (out []sims.Measurement, err error) {
	e, err := openEngine(name, folder)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := e.Close(); err == nil {
			err = e
		}
	}()
	id := strings.ReplaceAll(strings.ToLower(strings.Fields(name)[0]), "-", "_")
	values := drawValues("load", records, seed)
	from := time.Now()
	if err := fillStore(e, values); err != nil {
		return nil, err
	}
	per := func(d time.Duration, n int) float64 { return d.Seconds() * 1e6 / float64(n) }
	out = append(out, sims.Measurement{ID: id + "_load", Label: name + ": load", Value: per(time.Since(from), records),
		Unit: "µs per record"})
	for _, w := range Workloads {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		list := Stream(w, records, ops, seed)
		if _, scans := e.(hashMap); scans && w.Scan > 0 {
			list = list[:min(len(list), 100)] // a map has no order: each range sorts all keys
		}
		values := drawValues("values "+w.Name, len(list), seed)
		from := time.Now()
		if _, err := perform(e, list, values); err != nil {
			return out, err
		}
		out = append(out, sims.Measurement{ID: id + "_" + strings.ToLower(w.Name), Label: name + ": workload " +
			w.Name + ", " + w.Text, Value: per(time.Since(from), len(list)), Unit: "µs per operation"})
	}
	return append(out, sims.Measurement{ID: id + "_bytes", Label: name + ": size at the end",
		Value: float64(e.Bytes()) / 1e6, Unit: "MB"}), nil
}
