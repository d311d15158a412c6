package say

import (
	"math"
	"testing"
)

// TestReadQuantity reads numbers in the forms in which people write them; NaN stands for a question back.
func TestReadQuantity(t *testing.T) {
	for _, tt := range []struct {
		text, like string
		want       float64
	}{
		{"3,200", "keys", 3200}, {"3 200", "keys", 3200}, {"3\u202f200", "keys", 3200}, {"3'200", "keys", 3200},
		{"100 000 000", "rows", 1e8}, {"1.728 × 10^9", "readings", 1.728e9}, {"1.728*10^9", "readings", 1.728e9},
		{"1.728·10⁹", "readings", 1.728e9}, {"10^8", "rows", 1e8}, {"100 Million", "rows", 1e8}, {"100m", "rows", 1e8},
		{"9m", "s", 9}, {"20M", "MB", math.NaN()}, {"20k", "MB", math.NaN()}, {"1.5 GB", "MB", 1.5}, {"20 B", "MB", 20},
		{"$168", "USD/month", 168}, {"167.90 US dollars", "USD/month", 167.9}, {"at least 6.5 ms", "ms", 6.5},
		{"≥35", "partitions", 35}, {"approx. 3.2k keys", "keys", 3200}, {"5000 (10000 at worst)", "likes", 5000},
		{"16 min 40 s", "s", 16 + 40./60}, {"3,200 of 4,000 keys", "keys", 3200}, {"2/3", "%", math.NaN()},
		{"12,5", "ms", math.NaN()}, {"100.000.000", "rows", math.NaN()}, {"1_000", "", math.NaN()},
		{"0x10", "", math.NaN()}, {"12 3456", "", math.NaN()}, {"1e999", "", math.NaN()}, {"three", "", 3},
	} {
		q, err := ReadQuantity(tt.text)
		v := q.Value
		if err == nil {
			var like Measure
			if like, err = ParseMeasure(tt.like); err != nil {
				t.Fatal(err)
			}
			v, _, err = q.In(like)
		}
		if math.IsNaN(tt.want) != (err != nil) || err == nil && math.Abs(v-tt.want) > 1e-9*tt.want {
			t.Errorf("%q for %s is %v, %v; want %v", tt.text, tt.like, v, err, tt.want)
		}
	}
}

// TestMeasures reads units with what leads from them to the base of their dimension.
func TestMeasures(t *testing.T) {
	for _, tt := range []struct {
		text, of, per string
		base          float64
	}{
		{"MB/s", "bytes", "time", 1e6}, {"MBps", "bytes", "time", 1e6}, {"Mbps", "bytes", "time", 1e6 / 8},
		{"megabytes per second", "bytes", "time", 1e6}, {"MiB", "bytes", "", 1 << 20}, {"Mb", "bytes", "", 1e6 / 8},
		{"% of the reads", "share", "", 1}, {"per cent", "share", "", 1}, {"USD a month", "money", "calendar", 1},
		{"monthly", "", "calendar", 1}, {"tree writes a second", "noun:write", "time", 1}, {"rps", "", "time", 1},
		{"ms per write", "time", "noun:write", 1e-3}, {"EUR", "money:eur", "", 1},
	} {
		m, err := ParseMeasure(tt.text)
		if err != nil || m.Of != tt.of || m.Per != tt.per || math.Abs(m.Above/m.Below-tt.base) > 1e-9*tt.base {
			t.Errorf("%q is %+v, %v", tt.text, m, err)
		}
	}
	for _, text := range []string{"MB/", "5 a", "MB/s/s", "a"} {
		if m, err := ParseMeasure(text); err == nil {
			t.Errorf("%q is a unit: %+v", text, m)
		}
	}
}

func FuzzReadQuantity(f *testing.F) {
	for _, s := range []string{"3200", "3,200", "3.2k", "1e5", "2M", "1,5", "-0", "0x1p4", "", "1_000", "16 min 40 s",
		"$ 5 a month", "≥ 1.2 × 10^9 writes/s", "5 of", "m", "1m1m1m1m"} {
		f.Add(s, "ms")
	}
	f.Fuzz(func(t *testing.T, s, unit string) {
		if v, err := ParseNumber(s); err == nil && v != v {
			t.Errorf("ParseNumber(%q) = NaN", s)
		}
		like, err := ParseMeasure(unit)
		if err != nil {
			return
		}
		if q, err := ReadQuantity(s); err == nil {
			if v, _, err := q.In(like); err == nil && v != v {
				t.Errorf("%q in %q is NaN", s, unit)
			}
		}
	})
}
