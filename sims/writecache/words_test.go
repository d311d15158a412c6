package writecache

import "testing"

func TestStockOfOne(t *testing.T) {
	for _, tt := range []struct {
		flushed, capacity float64
		coalesce          bool
		most              int
		want              string
	}{
		{1, 1, true, 1, "The flusher sends 1 key a second and the database takes 1: at most 1 waits."},
		{2, 3, true, 2, "The flusher sends 2 keys a second and the database takes 3: at most 2 wait."},
		{1.2, 1, false, 9, "The flusher sends 1 write a second and the database takes 1: the stock grows for as long " +
			"as that lasts, here to 9."},
	} {
		p := defaults
		p.Strategy, p.Coalesce, p.Capacity = "behind", tt.coalesce, tt.capacity
		if got := pendingFigure(p, Result{Flushed: tt.flushed, PendingMax: tt.most}).Takeaway; got != tt.want {
			t.Errorf("flushed %g: %q, want %q", tt.flushed, got, tt.want)
		}
	}
}
