package writecache

import "testing"

func TestStockOfOne(t *testing.T) {
	for _, tt := range []struct {
		flushed, capacity float64
		batch             int
		coalesce          bool
		most              int
		want              string
	}{
		{1, 1, 9, true, 1, "The flusher sends 1 key a second and the database takes 1: at most 1 waits."},
		{2, 3, 9, true, 2, "The flusher sends 2 keys a second and the database takes 3: at most 2 wait."},
		{1.2, 1, 9, false, 9, "The flusher sends 1 write a second and the database takes 1: the stock grows for as " +
			"long as that lasts, here to 9."},
		{8, 7, 9, true, 5, "The flusher sends 8 keys a second and the database takes 7: the stock grows until every " +
			"key waits, here to 5."},
		{90, 100, 42, false, 300, "A flush sends at most 42 writes, which is 42 a second, and 90 a second are due: " +
			"the stock grows for as long as that lasts, here to 300."},
	} {
		p := defaults
		p.Strategy, p.Coalesce, p.Capacity, p.Batch = "behind", tt.coalesce, tt.capacity, tt.batch
		if got := pendingFigure(p, Result{Flushed: tt.flushed, PendingMax: tt.most}).Takeaway; got != tt.want {
			t.Errorf("flushed %g: %q, want %q", tt.flushed, got, tt.want)
		}
	}
}
