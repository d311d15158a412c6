package lsm

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"tradeofflab/sims/model"
)

var shapes = []Config{{Memtable: 4, Ratio: 2, Bits: 10}, {Memtable: 7, Ratio: 3, Policy: Tiered, Bits: 4},
	{Memtable: 1, Ratio: 4}, {Memtable: 16, Ratio: 10, Policy: Tiered}}

// After any flush and compaction Get and Range agree with a map, so no tombstone is lost and none hides a newer value.
func TestGetIsMapOracle(t *testing.T) {
	for _, c := range shapes {
		rng := rand.New(rand.NewPCG(uint64(c.Ratio), 1))
		tree, oracle := New(c), map[uint64]int32{}
		for i := range 8000 {
			key := rng.Uint64N(400)
			switch rng.IntN(10) {
			case 0, 1, 2:
				tree.Delete(key)
				delete(oracle, key)
			case 3:
				if rng.IntN(20) == 0 {
					tree.Flush()
				}
			default:
				tree.Put(key, int32(i))
				oracle[key] = int32(i)
			}
			probe := rng.Uint64N(420)
			got, ok, _ := tree.Get(probe)
			if want, has := oracle[probe]; ok != has || ok && got != want {
				t.Fatalf("%+v: after %d operations Get(%d) = %d, %v, want %d, %v", c, i+1, probe, got, ok, want, has)
			}
		}
		var got, want []uint64
		tree.Range(50, 300, func(k uint64, v int32) bool {
			if v != oracle[k] {
				t.Errorf("%+v: Range gives %d for %d, want %d", c, v, k, oracle[k])
			}
			got = append(got, k)
			return true
		})
		for k := uint64(50); k <= 300; k++ {
			if _, has := oracle[k]; has {
				want = append(want, k)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v: Range gives %d keys, want %d", c, len(got), len(want))
		}
	}
}

// Runs are sorted, levels keep their bounds, and a leveled level has one run.
func TestLevelsKeepTheirBounds(t *testing.T) {
	for _, c := range shapes {
		tree := New(c)
		for k := range uint64(5000) {
			tree.Put(model.Mix64(k), 1)
			if k%50 != 0 {
				continue
			}
			for i, level := range tree.levels {
				bound := 1
				if c.Policy == Tiered {
					bound = c.Ratio - 1
				}
				if len(level) > bound {
					t.Fatalf("%+v: level %d has %d runs, more than %d", c, i, len(level), bound)
				}
				for _, r := range level {
					if !slices.IsSortedFunc(r.entries, func(a, b entry) int { return byKey(a, b.key) }) {
						t.Fatalf("%+v: a run of level %d is out of order", c, i)
					}
				}
			}
			for i, l := range tree.Levels() {
				if l.Entries >= l.Room {
					t.Fatalf("%+v: level %d holds %d, want fewer than %d", c, i, l.Entries, l.Room)
				}
			}
		}
	}
}

// Written entries follow the count of digits exactly, and a full odometer gives 1 + L(T − 1)/2 leveled and 1 + L(T
// − 1)/T tiered.
func TestWriteAmplification(t *testing.T) {
	for _, x := range []struct{ ratio, levels int }{{2, 6}, {4, 3}, {10, 2}, {20, 1}} {
		for _, policy := range []Policy{Leveled, Tiered} {
			flushes := int(math.Pow(float64(x.ratio), float64(x.levels)))
			tree := New(Config{Memtable: 8, Ratio: x.ratio, Policy: policy})
			for k := range 8 * (flushes + 3) {
				tree.Put(model.Mix64(uint64(k)), 1)
				if k+1 != 8*flushes {
					continue
				}
				want := 1 + float64(x.levels)*LevelWrites(x.ratio, policy)
				if got := float64(tree.Written) / float64(tree.Taken); math.Abs(got-want) > 1e-9 {
					t.Errorf("ratio %d, policy %d, %d levels full: write amplification %v, want %v", x.ratio, policy,
						x.levels, got, want)
				}
				if bound := float64(x.ratio * (x.levels + 1)); want > bound {
					t.Errorf("ratio %d: %v exceeds T × levels = %v", x.ratio, want, bound)
				}
			}
			if want := 8 * MemtablesWritten(flushes+3, x.ratio, policy); tree.Written != want {
				t.Errorf("ratio %d, policy %d: %d entries written, want %d", x.ratio, policy, tree.Written, want)
			}
		}
	}
}

// Runs after each flush follow the digits exactly, where keys differ and, tiered, where they come again. A full
// odometer keeps L(T − 1)/2 runs tiered and L(T − 1)/T leveled over its T^L flushes, at most L(T − 1) and L.
// Its last flush is the digit 1 of a further level and leaves one run.
func TestRunsFollowTheDigits(t *testing.T) {
	for _, x := range []struct{ ratio, levels int }{{2, 6}, {3, 4}, {4, 3}, {10, 3}, {20, 2}} {
		flushes := int(math.Pow(float64(x.ratio), float64(x.levels)))
		for _, policy := range []Policy{Leveled, Tiered} {
			tree := New(Config{Memtable: 4, Ratio: x.ratio, Policy: policy})
			for k := range 4 * flushes {
				tree.Put(model.Mix64(uint64(k)), 1)
			}
			levels, most := float64(x.levels), x.levels
			mean := levels * float64(x.ratio-1) / float64(x.ratio)
			if policy == Tiered {
				mean, most = levels*float64(x.ratio-1)/2, x.levels*(x.ratio-1)
			}
			mean += 1 / float64(flushes)
			if math.Abs(tree.MeanRuns()-mean) > 1e-9 || tree.Most != most || tree.Runs() != 1 {
				t.Errorf("ratio %d, policy %d, %d levels full: %v runs on average, %d at most, %d at the end; want "+
					"%v, %d and 1", x.ratio, policy, x.levels, tree.MeanRuns(), tree.Most, tree.Runs(), mean, most)
			}
			if m, mu := RunsKept(flushes, x.ratio, policy); m != tree.Most || math.Abs(mu-tree.MeanRuns()) > 1e-9 {
				t.Errorf("RunsKept(%d, %d, %d) = %d, %v, measured %d, %v", flushes, x.ratio, policy, m, mu, tree.Most,
					tree.MeanRuns())
			}
		}
		again := New(Config{Memtable: 4, Ratio: x.ratio, Policy: Tiered})
		for k := range 4 * flushes {
			again.Put(model.Mix64(uint64(k))%50, 1)
		}
		if m, mu := RunsKept(again.Flushes, x.ratio, Tiered); m != again.Most || math.Abs(mu-again.MeanRuns()) > 1e-9 {
			t.Errorf("ratio %d, keys again: %d runs at most and %v on average, want %d and %v", x.ratio, again.Most,
				again.MeanRuns(), m, mu)
		}
	}
}

// A filter never denies what it holds, and admits absent keys as often as the formula says: four standard errors of
// 200,000 trials, and one part in thirty for double hashing and for bits that are counted as independent.
func TestBloom(t *testing.T) {
	if got := FalsePositive(10, 7); math.Abs(got-0.00819) > 0.00001 {
		t.Errorf("FalsePositive(10, 7) = %.5f, want 0.00819", got)
	}
	if got := Hashes(10); got != 7 {
		t.Errorf("Hashes(10) = %d, want 7", got)
	}
	const keys, trials = 50_000, 200_000
	for _, bits := range []float64{1, 4, 10, 16} {
		b := NewBloom(keys, bits)
		for k := range uint64(keys) {
			b.Add(2 * k)
		}
		wrong := 0
		for k := range uint64(trials) {
			if k < keys && !b.MayHold(2*k) {
				t.Fatalf("%g bits: key %d was added and is denied", bits, 2*k)
			}
			if b.MayHold(2*k + 1) {
				wrong++
			}
		}
		want := FalsePositive(bits, Hashes(bits))
		room := 4*math.Sqrt(want*(1-want)/trials) + want/30
		if got := float64(wrong) / trials; math.Abs(got-want) > room {
			t.Errorf("%g bits a key: %.5f of absent keys admitted, want %.5f ± %.5f", bits, got, want, room)
		}
	}
}
