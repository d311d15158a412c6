package say_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"tradeofflab/say"
)

func TestNumber(t *testing.T) {
	tests := []struct {
		in       float64
		decimals int
		want     string
	}{
		{0, 0, "0"}, {0, 2, "0.00"}, {999, 0, "999"}, {1000, 0, "1,000"}, {100000, 0, "100,000"},
		{1234567.891, 2, "1,234,567.89"},
		{-3200, 0, "−3,200"}, {-0.004, 2, "0.00"}, {-0.5, 1, "−0.5"}, {0.5, 1, "0.5"}, {80, 1, "80.0"},
		{99.96, 1, "100.0"}, {999.5, 0, "1,000"},
		{math.NaN(), 1, "–"}, {math.Inf(1), 1, "∞"}, {math.Inf(-1), 1, "−∞"}, {math.Copysign(0, -1), 0, "0"},
	}
	for _, tt := range tests {
		if got := say.Number(tt.in, tt.decimals); got != tt.want {
			t.Errorf("Number(%v, %d) = %q, want %q", tt.in, tt.decimals, got, tt.want)
		}
	}
}

func TestShort(t *testing.T) {
	tests := []struct {
		in   float64
		want string
	}{
		{0, "0"}, {4740, "4,740"}, {4740.6, "4,741"}, {474.2, "474"}, {47.44, "47.4"}, {4.744, "4.74"},
		{0.04744, "0.0474"}, {0.4744, "0.474"},
		{5, "5"}, {-2.5, "−2.50"}, {1e6, "1,000,000"}, {1e-20, "0.000000000000"}, {math.NaN(), "–"}, {math.Inf(1), "∞"},
	}
	for _, tt := range tests {
		if got := say.Short(tt.in); got != tt.want {
			t.Errorf("Short(%v) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// What is printed for a reader must read back as the number that was meant.
func FuzzNumber(f *testing.F) {
	for _, v := range []float64{0, 1, -1, 999.95, 1e15, 1e-9, math.Pi, math.MaxFloat64, math.NaN(), math.Inf(-1)} {
		f.Add(v, 2)
	}
	f.Fuzz(func(t *testing.T, v float64, decimals int) {
		if decimals < 0 || decimals > 12 {
			return
		}
		for _, got := range []string{say.Number(v, decimals), say.Short(v)} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				if strings.ContainsAny(got, "0123456789") {
					t.Errorf("%v printed as %q", v, got)
				}
				continue
			}
			plain := strings.ReplaceAll(strings.ReplaceAll(got, ",", ""), "−", "-")
			back, err := strconv.ParseFloat(plain, 64)
			if err != nil {
				t.Fatalf("%v printed as %q: %v", v, got, err)
			}
			if got == say.Number(v, decimals) && math.Abs(back-v) > 0.5*math.Pow10(-decimals)+math.Abs(v)*1e-12 {
				t.Errorf("Number(%v, %d) = %q", v, decimals, got)
			}
			if math.Abs(v) > 1e-9 && got == say.Short(v) && math.Abs(back-v) > math.Abs(v)*0.006 {
				t.Errorf("Short(%v) = %q", v, got)
			}
			if strings.HasPrefix(got, ",") || strings.Contains(got, ",,") || strings.Contains(got, "−,") {
				t.Errorf("%v printed as %q", v, got)
			}
		}
	})
}

func TestCount(t *testing.T) {
	for _, tt := range []struct {
		n    int
		noun string
		want string
	}{
		{1, "key", "1 key"}, {0, "key", "0 keys"}, {1500, "entry", "1,500 entries"}, {2, "query", "2 queries"},
		{2, "delay", "2 delays"},
		{2, "index", "2 indexes"}, {3, "flush", "3 flushes"}, {2, "batch", "2 batches"}, {2, "miss", "2 misses"},
		{2, "leaf", "2 leaves"}, {1, "leaf", "1 leaf"},
	} {
		if got := say.Count(tt.n, tt.noun); got != tt.want {
			t.Errorf("Count(%d, %s) = %s, want %s", tt.n, tt.noun, got, tt.want)
		}
	}
}

func TestAmount(t *testing.T) {
	for v, want := range map[float64]string{1: "1 write", 0.6: "0.600 writes", 0: "0 writes", 1.0001: "1.00 writes",
		1500: "1,500 writes", 2: "2 writes"} {
		if got := say.Amount(v, "write"); got != want {
			t.Errorf("Amount(%g) = %s, want %s", v, got, want)
		}
	}
}

func TestUnit(t *testing.T) {
	for _, tt := range [][3]string{{"1", "terms", "term"}, {"0", "terms", "terms"}, {"1.0", "terms", "terms"},
		{"1", "ms", "ms"}, {"1", "GB", "GB"}, {"1", "per s", "per s"}, {"1", "writes/s", "writes/s"}, {"1", "", ""},
		{"1", "reads a month", "read a month"}, {"1", "queries", "query"}, {"1", "flushes", "flush"},
		{"1", "indexes", "index"}, {"1", "misses", "miss"}, {"1", "copies", "copy"}, {"1", "%", "%"},
		{"1", "µs", "µs"}} {
		if got := say.Unit(tt[0], tt[1]); got != tt[2] {
			t.Errorf("Unit(%s, %s) = %s, want %s", tt[0], tt[1], got, tt[2])
		}
	}
}
