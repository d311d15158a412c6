package replication

import "testing"

// TestWaitForTheApply compares a confirmation of receipt with one of the apply, on the same random numbers: one replica
// that applies 1,500 writes a second and gets 1,200 shows a write 1/(1,500 − 1,200) s = 3.33 ms after it arrived, on
// average (M/M/1), and the writer waits for as much longer. 10 % is five standard errors of 200 s of such a queue.
func TestWaitForTheApply(t *testing.T) {
	run := func(change func(*Params)) Window {
		p := with(func(p *Params) {
			p.Mode, p.WriteRate, p.Peak, p.Jitter, p.ThinkMs, p.Ops = "sync", 1200, 1, 0, 50, 50_000
			change(p)
		})
		return Run(nil, p).Window
	}
	one := run(func(p *Params) { p.Replicas = 1 })
	shown := run(func(p *Params) { p.Replicas, p.WaitFor = 1, "apply" })
	near(t, "longer wait of a write, ms", average(shown.WriteMs)-average(one.WriteMs), 1000.0/300, 0.33)

	received, applied := run(func(*Params) {}), run(func(p *Params) { p.WaitFor = "apply" })
	if received.Stale == 0 {
		t.Error("no read is stale though replicas confirm what they have not applied")
	}
	if applied.Stale != 0 || len(applied.Own) != 0 {
		t.Errorf("confirmed after the apply: %d stale reads, %d miss an own write; want none", applied.Stale,
			len(applied.Own))
	}
}

// TestApplyWaitsForTheBacklog kills a primary whose replicas are minutes behind: whoever waited for the apply had no
// answer by then, so nothing confirmed is lost and few writes were confirmed.
func TestApplyWaitsForTheBacklog(t *testing.T) {
	w := Run(nil, with(func(p *Params) { p.Mode, p.WaitFor, p.KillAtS = "sync", "apply", 43_200 })).Window
	if w.Fail.Lost != 0 || w.Stored[0] < 1000 || len(w.WriteMs) > w.Tried/2 {
		t.Errorf("%d confirmed writes lost, %d received and not applied, %d of %d writes confirmed", w.Fail.Lost,
			w.Stored[0], len(w.WriteMs), w.Tried)
	}
}
