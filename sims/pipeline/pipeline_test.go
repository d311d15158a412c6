package pipeline

import (
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"tradeofflab/sims/simtest"
)

func with(change func(*Params)) Params {
	p := Defaults
	change(&p)
	return p
}

// TestSizing holds the sizing to the numbers of the course and of published calculators.
func TestSizing(t *testing.T) {
	day := Size(Defaults)
	story := Size(with(func(p *Params) { p.TBPerDay, p.Partitions = 12.5, 48 }))
	other := Size(with(func(p *Params) { p.TBPerDay, p.Peak, p.Utilisation, p.ConsumerEPS = 5, 1, 100, 100_000 }))
	for _, c := range []struct {
		name           string
		got, want, tol float64
	}{
		{"1 TB a day of 500 B, events a day", day.EventsPerDay, 2e9, 0},
		{"events a second", day.EventsPerS, 23_148.1, 0.05},
		{"MB a second", day.MBPerS, 11.574, 0.0005},
		{"partitions by throughput", float64(day.ByThroughput), 5, 0},
		{"partitions by consumers", float64(day.ByConsumers), 35, 0},
		{"partitions", float64(day.Partitions), 35, 0},
		{"12.5 TB a day, MB a second", story.MBPerS, 144.68, 0.005},
		{"written by each of 9 brokers", story.WriteMB, 48.2, 0.05},
		{"disk of each at 7 days", story.DiskTB, 29.2, 0.05},
		{"copies of 48 partitions on each", story.Replicas, 16, 0},
		{"5 TB a day, MB a second", other.MBPerS, 57.9, 0.05},
		{"partitions of 10 MB/s for that, no peak", float64(other.ByThroughput), 6, 0},
		{"7 days, 3 copies of 1 TB a day, on all brokers", day.DiskTB * 9, 21, 1e-9},
	} {
		if math.Abs(c.got-c.want) > c.tol {
			t.Errorf("%s: %g, want %g ± %g", c.name, c.got, c.want, c.tol)
		}
	}
}

// TestEncodingsRoundTrip decodes what was encoded, for many shapes of blocks.
func TestEncodingsRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 400 {
		v := make([]int64, 1+rng.IntN(300))
		for i := range v {
			switch trial % 6 {
			case 0:
				v[i] = int64(rng.Uint64())
			case 1:
				v[i] = int64(rng.IntN(3)) - 1
			case 2:
				v[i] = 1_700_000_000_000 + int64(i*rng.IntN(50))
			case 3:
				v[i] = 42
			case 4:
				v[i] = []int64{math.MinInt64, math.MaxInt64, 0}[rng.IntN(3)]
			default:
				v[i] = -int64(i / 7)
			}
		}
		for _, e := range encodings {
			if got := decode(e, encode(e, v), len(v)); !slices.Equal(got, v) {
				t.Fatalf("%s, trial %d: decoded block differs from the encoded one", e, trial)
			}
		}
		name, b := Params{Encoding: "auto"}.encode(nil, v)
		if len(b) > 8*len(v) || !slices.Equal(decode(name, b, len(v)), v) {
			t.Errorf("smallest, trial %d: %s takes %d bytes for %d values", trial, name, len(b), len(v))
		}
	}
}

func FuzzEncodings(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9})
	f.Fuzz(func(t *testing.T, data []byte) {
		var v []int64
		for i := 0; i+8 <= len(data) && len(v) < 500; i += 8 {
			x := int64(0)
			for _, b := range data[i : i+8] {
				x = x<<8 | int64(b)
			}
			v = append(v, x)
		}
		if len(v) == 0 {
			return
		}
		for _, e := range encodings {
			if !slices.Equal(decode(e, encode(e, v), len(v)), v) {
				t.Errorf("%s does not round-trip %v", e, v)
			}
		}
	})
}

// TestEncodedSizes holds sizes to what can be counted by hand.
func TestEncodedSizes(t *testing.T) {
	same, two, steps := make([]int64, 1000), make([]int64, 1000), make([]int64, 1000)
	for i := range same {
		same[i], two[i], steps[i] = 5, int64(i%2), int64(i)
	}
	for _, c := range []struct {
		encoding string
		v        []int64
		want     int
		why      string
	}{
		{plain, same, 8000, "8 bytes a value"}, {rle, same, 3, "a length of 2 bytes, a value of 1"},
		{dict, two, 128, "3 bytes of dictionary, 1,000 bits"},
		{bitpack, two, 127, "2 bytes of head, 1,000 bits"}, {delta, steps, 1000, "a byte a step"},
	} {
		if got := len(encode(c.encoding, c.v)); got != c.want {
			t.Errorf("%s: %d bytes, want %d: %s", c.encoding, got, c.want, c.why)
		}
	}
}

// TestColumns holds every layout to the same answer and bytes to their sums.
func TestColumns(t *testing.T) {
	for i, encoding := range append([]string{"auto"}, encodings...) {
		for _, sorted := range []bool{true, false} {
			p := with(func(p *Params) {
				p.Part, p.Rows, p.Encoding, p.Sorted, p.Read, p.Seed = "columns", 12_345, encoding, sorted, 9, i
			})
			s := runColumns(nil, p)
			if s.RowSum != s.ColumnSum {
				t.Errorf("%s, sorted %v: sum %d from rows, %d from columns", encoding, sorted, s.RowSum, s.ColumnSum)
			}
			if s.RowBytes != 12_345*20*8 || s.ColumnBytes > s.AllBlocks || encoding == plain &&
				s.AllBlocks != s.PlainBytes {
				t.Errorf("%s, sorted %v: %d bytes of rows, %d of columns, %d of all their blocks, %d plain", encoding,
					sorted, s.RowBytes, s.ColumnBytes, s.AllBlocks, s.PlainBytes)
			}
			if limit := int(math.Ceil(1.15*0.1*13)) + 1; sorted && s.BlocksRead > limit {
				t.Errorf("%s: %d of 13 blocks for a tenth of the time, want at most %d", encoding, s.BlocksRead, limit)
			}
		}
	}
}

// TestChecksHold runs every part over seeds and wants every check to pass.
func TestChecksHold(t *testing.T) {
	for seed := range 6 {
		for _, q := range []url.Values{{"part": {"columns"}, "rows": {"10000"}},
			{"part": {"columns"}, "sorted": {"off"}, "rows": {"10000"}, "read_columns": {"20"}}, {"part": {"stream"}},
			{"part": {"stream"}, "late_rule": {"window"}, "semantics": {"at_least"}},
			{"part": {"stream"}, "slide_s": {"1"}, "semantics": {"at_most"}, "lateness_s": {"2"}}, {"part": {"log"}},
			{"part": {"log"}, "fail": {"consumer"}, "skew": {"1"}}} {
			q.Set("seed", []string{"1", "7", "99", "1000", "9", "123456"}[seed])
			r, err := simtest.Run(Sim, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range r.Checks {
				if !c.OK {
					t.Errorf("%s: %s: got %g, want %g ± %g", q.Encode(), c.Name, c.Got, c.Want, c.Tolerance)
				}
			}
		}
	}
}

// TestChallengeHasAnAnswer wants a passing setting, and the start and everything at its maximum to fail.
func TestChallengeHasAnAnswer(t *testing.T) {
	judge := func(change map[string]string) bool {
		q := url.Values{}
		for k, v := range Sim.Challenge.Preset {
			q[k] = v
		}
		for k, v := range change {
			q.Set(k, v)
		}
		a, err := Sim.Try(t.Context(), q)
		return err == nil && a.Passed
	}
	if !judge(map[string]string{"partitions": "48", "brokers": "4"}) ||
		!judge(map[string]string{"partitions": "54", "brokers": "3"}) {
		t.Error("48 partitions on 4 brokers, or 54 on 3: fails, want a pass")
	}
	for _, bad := range []map[string]string{{}, {"brokers": "4"}, {"partitions": "48"},
		{"partitions": "48", "brokers": "4", "rf": "1"}, {"partitions": "48", "brokers": "4", "consumers": "20"},
		{"partitions": "2000", "brokers": "100", "rf": "5", "consumers": "2000"}} {
		if judge(bad) {
			t.Errorf("%v passes every goal, want a failure", bad)
		}
	}
}
