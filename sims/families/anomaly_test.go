package families

import (
	"reflect"
	"testing"
)

// TestHermitage plays every interleaving of every scenario at every level and compares what can happen with the summary
// table of Hermitage. The cures of the lost update hold at every level.
func TestHermitage(t *testing.T) {
	for _, l := range levels {
		for _, s := range scenarios {
			want := s.Cure || l.prevents[s.Symbol]
			n, unlike := playAll(s, l, orders(len(s.Tx[0]), len(s.Tx[1])))
			if prevented := n == 0; prevented != want || unlike > 0 {
				t.Errorf("%s at %v: in %d interleavings, want prevented: %v; %d equal no serial order", s.ID, l, n,
					want, unlike)
			}
		}
	}
}

// TestClassicOrders wants the textbook order of each scenario to show the anomaly at the weakest level.
func TestClassicOrders(t *testing.T) {
	for _, s := range scenarios {
		if !s.Cure && !s.Bad(play(s, newStore(findLevel("ru"), s.Start), s.Order)) {
			t.Errorf("%s: order %s does no harm under read uncommitted", s.ID, s.Order)
		}
	}
}

// TestSerialisable wants every interleaving of the strongest level, of the model and of real SQLite, to equal a serial
// order, the accounts to add up, and somebody to be on call.
func TestSerialisable(t *testing.T) {
	for _, s := range scenarios {
		for _, o := range orders(len(s.Tx[0]), len(s.Tx[1])) {
			model := play(s, newStore(findLevel("ser"), s.Start), o)
			e, err := newSQLite(s.Start, false)
			if err != nil {
				t.Fatal(err)
			}
			real := play(s, e, o)
			if e.fault != "" {
				t.Fatalf("%s %s: SQLite says %s", s.ID, o, e.fault)
			}
			e.close()
			for name, h := range map[string]history{"model": model, "SQLite": real} {
				if !serial(s, h) {
					t.Errorf("%s %s on %s: left %v, which is no serial order", s.ID, o, name, h.Final)
				}
				if s.ID == "transfer" && h.final("A")+h.final("B") != 200 {
					t.Errorf("%s %s on %s: sum %d, want 200", s.ID, o, name, h.final("A")+h.final("B"))
				}
				if !h.Done[0] && !h.Done[1] && s.ID != "dirty_read" {
					t.Errorf("%s %s on %s: neither transaction came through", s.ID, o, name)
				}
			}
		}
	}
}

// TestSumIsKept holds every level that prevents lost updates to the sum of the accounts.
func TestSumIsKept(t *testing.T) {
	s := findScenario("transfer")
	for _, level := range []string{"rr", "si", "ser", "ssi", "mssql_si", "mssql_ser"} {
		for _, o := range orders(5, 5) {
			if h := play(s, newStore(findLevel(level), s.Start), o); h.final("A")+h.final("B") != 200 {
				t.Errorf("%s, order %s: the accounts hold %d, want 200", level, o, h.final("A")+h.final("B"))
			}
		}
	}
}

// TestReadUncommittedIsSQLites holds the model's read uncommitted to that of the real engine in a shared cache: in
// every interleaving the same anomaly, and with one row the same values read and left.
func TestReadUncommittedIsSQLites(t *testing.T) {
	for _, s := range scenarios {
		for _, o := range orders(len(s.Tx[0]), len(s.Tx[1])) {
			e, err := newSQLite(s.Start, true)
			if err != nil {
				t.Fatal(err)
			}
			real := play(s, e, o)
			if e.fault != "" {
				t.Fatalf("%s %s: SQLite says %s", s.ID, o, e.fault)
			}
			e.close()
			model := play(s, newStore(findLevel("ru"), s.Start), o)
			if s.Bad(real) != s.Bad(model) {
				t.Errorf("%s %s: happens on SQLite %v, in the model %v", s.ID, o, s.Bad(real), s.Bad(model))
			}
			// SQLite locks the table where the model locks the row, so that it waits more often with two rows.
			if len(s.Start) == 1 && (!reflect.DeepEqual(real.Regs, model.Regs) || !reflect.DeepEqual(real.Final,
				model.Final)) {
				t.Errorf("%s %s: SQLite read %v and left %v, the model %v and %v", s.ID, o, real.Regs, real.Final,
					model.Regs, model.Final)
			}
		}
	}
}

// FuzzOrder plays any turns at any level: play ends, reads what some transaction wrote, and loses no row.
func FuzzOrder(f *testing.F) {
	f.Add("11221122", uint8(0), uint8(0))
	f.Add("2121212121212121", uint8(5), uint8(4))
	f.Add("11221122", uint8(9), uint8(2))
	f.Fuzz(func(t *testing.T, order string, which, level uint8) {
		if checkOrder(order) != nil || len(order) > 24 {
			return
		}
		s, l := scenarios[int(which)%len(scenarios)], levels[int(level)%len(levels)]
		h := play(s, newStore(l, s.Start), order)
		if len(h.Final) < len(s.Start) {
			t.Errorf("%s %v %q: %v is left of %v", s.ID, l, order, h.Final, s.Start)
		}
		if l.serial() && !serial(s, h) {
			t.Errorf("%s %q: no serial order", s.ID, order)
		}
	})
}
