package engines

import (
	"bytes"
	"math"
	"os"
	"testing"
)

// TestShares holds the drawn operations to the shares of YCSB's core workloads.
func TestShares(t *testing.T) {
	for _, w := range Workloads {
		if sum := w.Read + w.Update + w.Insert + w.Scan + w.Modify; sum != 100 {
			t.Errorf("workload %s adds up to %d %%", w.Name, sum)
		}
		got := map[byte]float64{}
		const n = 20_000
		for _, o := range Stream(w, 1000, n, 1) {
			got[o.Kind] += 100. / n
		}
		for kind, want := range map[byte]int{'r': w.Read, 'u': w.Update, 'i': w.Insert, 's': w.Scan, 'm': w.Modify} {
			// Four deviations of 20,000 draws.
			if math.Abs(got[kind]-float64(want)) > 400*math.Sqrt(0.25/n) {
				t.Errorf("workload %s: %c is %.1f %%, want %d", w.Name, kind, got[kind], want)
			}
		}
	}
}

// TestEnginesAgree runs every workload on every engine against the map: same values, same number of entries read.
func TestEnginesAgree(t *testing.T) {
	const records, ops = 300, 400
	for _, name := range names[1:] {
		model, err := openEngine(names[0], "")
		if err != nil {
			t.Fatal(err)
		}
		e, err := openEngine(name, t.TempDir())
		if err != nil {
			t.Fatalf("open %s: %v", name, err)
		}
		for _, one := range []engine{model, e} {
			if err := fillStore(one, drawValues("load", records, 7)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		for _, w := range Workloads {
			list := Stream(w, records, ops, 7)
			values := drawValues(w.Name, ops, 7)
			want, _ := perform(model, list, values)
			got, err := perform(e, list, values)
			if err != nil || got != want {
				t.Errorf("%s, workload %s: %d entries read, %v, want %d", name, w.Name, got, err, want)
			}
		}
		for i := range records {
			want, _ := model.Get(keyOf(i))
			if got, err := e.Get(keyOf(i)); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%s: record %d differs from the map's, %v", name, i, err)
			}
		}
		if v, err := e.Get("nobody"); v != nil || err != nil {
			t.Errorf("%s: a key that is not there gives %q, %v", name, v, err)
		}
		if err := e.Close(); err != nil {
			t.Errorf("close %s: %v", name, err)
		}
	}
}

// TestMeasureCleansUp wants a time for every engine and workload, and no folder left.
func TestMeasureCleansUp(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	got, err := Measure(t.Context(), 200, 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(names) * (len(Workloads) + 2); len(got) != want {
		t.Errorf("%d measurements, want %d", len(got), want)
	}
	for _, m := range got {
		if m.Value < 0 || m.Label == "" || m.Unit == "" {
			t.Errorf("measurement %+v", m)
		}
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("%d folders left, %v", len(left), err)
	}
}
