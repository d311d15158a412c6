package sqlengine

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"tradeofflab/sims/model"
)

// Sample is a table whose rows are drawn from a seed: equal samples are equal bytes. It is data alone.
type Sample struct {
	Table   string `json:"table"`
	Columns []Draw `json:"columns"`
	Rows    int    `json:"rows"`
	Seed    int    `json:"seed"`
}

// Draw says how the values of one column come about.
type Draw struct {
	Column string   `json:"column"`
	Kind   DrawKind `json:"kind"`
	Low    int      `json:"low,omitempty"`
	High   int      `json:"high,omitempty"`
	Hot    int      `json:"hot,omitempty"`   // % of the numbers that are Low
	Words  []string `json:"words,omitempty"` // a word that stands twice comes twice as often
}

// DrawKind is how values are drawn.
type DrawKind string

// The kinds.
const (
	DrawID     DrawKind = "id"     // 1, 2, 3 …: the primary key
	DrawNumber DrawKind = "number" // from Low to High
	DrawWord   DrawKind = "word"   // one of Words
	DrawTime   DrawKind = "time"   // seconds since 1970, a different one a row, in the order of the rows
	DrawMixed  DrawKind = "mixed"  // seconds since 1970, a different one a row, in any order
	DrawText   DrawKind = "text"   // Low to High letters
)

// SampleStart is the first second of a DrawTime column, 2026-01-01 00:00 UTC, and SampleStep the seconds from one row
// to the next.
const (
	SampleStart = 1_767_225_600
	SampleStep  = 60
)

// Schema is the CREATE TABLE statement, in words that SQLite and PostgreSQL share.
func (s Sample) Schema() string {
	var columns []string
	for _, d := range s.Columns {
		text := d.Column + " INTEGER NOT NULL"
		switch d.Kind {
		case DrawID:
			text = d.Column + " INTEGER PRIMARY KEY"
		case DrawWord, DrawText:
			text = d.Column + " TEXT NOT NULL"
		}
		columns = append(columns, "  "+text)
	}
	return "CREATE TABLE " + s.Table + " (\n" + strings.Join(columns, ",\n") + "\n)"
}

const filler = "leave at the door, ring twice, fragile, gift wrap, call before delivery, second floor, weigh again, " +
	"invoice by mail, no signature needed, keep upright, "

// Values draws the first n rows: int64 or string in each column. Rows beyond s.Rows are those that come in later.
func (s Sample) Values(n int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = make([]any, len(s.Columns))
	}
	for c, d := range s.Columns {
		rng := model.Stream(s.Seed, s.Table+"."+d.Column)
		var order []int
		if d.Kind == DrawMixed {
			order = rng.Perm(s.Rows)
		}
		for i := range rows {
			rows[i][c] = d.value(rng, i, order)
		}
	}
	return rows
}

func (d Draw) value(rng *rand.Rand, i int, order []int) any {
	switch d.Kind {
	case DrawID:
		return int64(i + 1)
	case DrawWord:
		return d.Words[rng.IntN(len(d.Words))]
	case DrawTime, DrawMixed:
		if i < len(order) {
			i = order[i]
		}
		return int64(SampleStart + SampleStep*i)
	case DrawText:
		from, long := rng.IntN(80), d.Low+rng.IntN(d.High-d.Low+1)
		return filler[from:min(from+long, len(filler))]
	}
	if d.Hot > 0 && rng.IntN(100) < d.Hot {
		return int64(d.Low)
	}
	return int64(d.Low + rng.IntN(d.High-d.Low+1))
}

// build loads the rows into an empty database.
func (s Sample) build() (*Image, error) {
	return Build(s.Schema(), func(w *Writer) error {
		in, err := w.Into(s.Table, len(s.Columns))
		if err != nil {
			return err
		}
		for _, row := range s.Values(s.Rows) {
			setRow(in, row)
			if err := in.Add(); err != nil {
				return err
			}
		}
		return in.Close()
	})
}

func setRow(in *Inserter, row []any) {
	for i, v := range row {
		switch v := v.(type) {
		case int64:
			in.Int(i, v)
		case string:
			in.Text(i, v)
		}
	}
}

// samples keeps the images built last. An image is a pure function of its sample, so none goes stale.
var samples = struct {
	sync.Mutex
	images map[string]*Image
	order  []string // as they were built, the oldest first
	bytes  int64
}{images: map[string]*Image{}}

// maxSamples is how many bytes of images stay in memory.
const maxSamples = 24 << 20

func (s Sample) image() (*Image, error) {
	key := fmt.Sprintf("%#v", s)
	samples.Lock()
	img := samples.images[key]
	samples.Unlock()
	if img != nil {
		return img, nil
	}
	img, err := s.build()
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", s.Table, err)
	}
	samples.Lock()
	defer samples.Unlock()
	if samples.images[key] == nil {
		samples.images[key], samples.order, samples.bytes = img, append(samples.order, key), samples.bytes+img.Bytes()
	}
	for samples.bytes > maxSamples && len(samples.order) > 1 {
		oldest := samples.order[0]
		samples.bytes -= samples.images[oldest].Bytes()
		delete(samples.images, oldest)
		samples.order = append([]string(nil), samples.order[1:]...)
	}
	return img, nil
}
