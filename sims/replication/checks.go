package replication

import (
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

const (
	fluidLaw  = "fluid queue: backlog' = write rate − apply rate"
	queueLaw  = "M/M/1 queue: P(time > d) = e^(−d/m), m = 1/(apply rate − write rate)"
	orderLaw  = "order statistics of exponential times (Rényi 1953)"
	idleLaw   = "n(1 − a)"
	guarantee = "definition of the guarantee (Terry et al., 1994)"
	waiting   = "the promoted replica has received every confirmed write"
)

// checks holds the run against closed forms and guarantees. Means may stray by four standard errors.
func checks(p Params, r Result) []sims.Check {
	w := r.Window
	out := []sims.Check{dayCheck(p, r.Day)}
	if p.Routing == "token" {
		out = append(out, sims.Within("token", "Reads that miss an own write, with tokens", 0, float64(len(w.Own)), 0,
			"reads", guarantee))
	}
	if p.Routing == "sticky" && w.Fail == nil {
		out = append(out, sims.Within("sticky", "Reads that go back, one replica a client", 0,
			float64(len(w.Monotonic)), 0, "reads", guarantee))
	}
	if p.Mode == "sync" && p.WaitFor == "apply" && w.Fail == nil {
		out = append(out, sims.Within("shown", "Stale reads, where every replica has applied what is confirmed", 0,
			float64(w.Stale), 0, "reads", "a write is confirmed after its apply"))
	}
	if p.Replicas == 0 && w.Fail == nil {
		out = append(out, sims.Within("alone", "Records whose history is not linearizable, one node", 0,
			float64(w.Broken), 0, "records", "Herlihy and Wing, 1990"))
	}
	if w.Fail != nil {
		return append(out, failChecks(p, w)...)
	}
	if p.Replicas == 0 || !paced(p, w) {
		return out
	}
	return append(out, queueChecks(p, w)...)
}

// dayCheck adds up what the fluid keeps: what came in is applied or waits.
func dayCheck(p Params, d Day) sims.Check {
	worst := 0.0
	for _, lag := range d.Lag {
		for _, v := range lag {
			worst = min(worst, v)
		}
	}
	return sims.Within("lag", "Least lag of the day is not below 0", 0, worst, 0, "ms",
		"no replica is ahead of its primary")
}

func failChecks(p Params, w Window) (out []sims.Check) {
	f := w.Fail
	if f.Promoted < 0 {
		return nil
	}
	if f.Waited {
		out = append(out, sims.Within("lost", "Confirmed writes lost", 0, float64(f.Lost), 0, "writes", waiting))
	}
	if !paced(p, w) {
		return out
	}
	rate, apply, buffer := windowRate(p), effectiveRate(p), float64(p.Buffer)
	back, onWay := backlogAfter(p, f.Promoted, w)
	luck := math.Sqrt((rate + apply) * (f.Killed - w.From + 1)) // of arrivals and of the apply, in writes
	kept := min(back, buffer) / apply
	room := 1e-6
	if kept+4*luck/apply > p.DetectS {
		room = 4*luck/apply + 0.02*kept
	}
	out = append(out, sims.Within("outage", "No writes possible for: detection, or the apply of what was received",
		max(p.DetectS, kept), f.Ready-f.Killed, room, "s", "max(detection, backlog / apply rate)"))
	if f.Waited || p.Mode == "semi" && !f.Alone {
		return out
	}
	want := onWay
	room = 4*math.Sqrt(want) + 2
	switch rho := rate / apply; {
	case back > buffer+6*luck:
		want, room = want+back-buffer, room+4*luck+0.02*(back-buffer)
	case back > 0 && back+6*luck > buffer, back == 0 && rho > 0.9 && 6*luck > buffer:
		return out // chance decides what found room
	case back == 0 && rho <= 0.9:
		want += calc.Pow(rho, buffer+1) / (1 - rho)
		room = 4*math.Sqrt(want) + 2
	}
	return append(out, sims.Within("lost", "Confirmed writes lost: write rate × receive lag of the promoted replica",
		want, float64(f.Lost), room+0.02*want, "writes", "write rate × receive lag; "+fluidLaw))
}

// backlogAfter is what a replica lacks at the end of a window, or when its primary dies, by the fluid: what waits there
// and what is on its way. It starts with the backlog of the day, the writes of the window come in one way later at its
// rate, and no query holds it up.
func backlogAfter(p Params, replica int, w Window) (waits, onWay float64) {
	rate, apply := windowRate(p), effectiveRate(p)
	way := min(float64(p.oneWay(replica))/sec, w.length())
	before := max(0, past(p, replica, w.From).backlog-apply*way) // until the first write of the window comes in
	return max(0, before+(rate-apply)*(w.length()-way)), rate * way
}

// backlogChecks holds a window against the fluid that goes on from the backlog of the day.
func backlogChecks(p Params, w Window) []sims.Check {
	rate, apply, length := windowRate(p), effectiveRate(p), w.To-w.From
	want, most := 0.0, 0.0
	for i := range p.Replicas {
		waits, onWay := backlogAfter(p, i, w)
		want, most = want+(waits+onWay)/float64(p.Replicas), max(most, waits)
	}
	if confirmed(p, p.Replicas) > 0 || most < 100*math.Sqrt((rate+apply)*length) {
		return nil
	}
	return []sims.Check{sims.Within("behind", "Writes behind at the end, simulated one by one", want, mean(w.Behind),
		4*math.Sqrt((rate+apply)*length)+0.02*rate*length, "writes", fluidLaw)}
}

func queueChecks(p Params, w Window) []sims.Check {
	rate, apply, n := windowRate(p), effectiveRate(p), float64(p.Replicas)
	if w.From > 0 {
		return backlogChecks(p, w)
	}
	need := confirmed(p, p.Replicas)
	rho, length := rate/apply, w.To-w.From
	var out []sims.Check
	if need == 0 {
		room := 4*math.Sqrt(rate*length) + 0.02*rate*length // 2 %: what paced lets pass
		out = append(out, sims.Within("writes", "Writes of the window", rate*length, float64(w.Writes), room, "writes",
			"Poisson arrivals"))
		out = append(out, backlogChecks(p, w)...)
	}
	calm := rho < 0.9 && calc.Pow(rho, float64(p.Buffer)) < 1e-3 // there is always room on a replica
	if !calm {
		return out
	}
	if need == 0 {
		a := min(rho, 1)
		out = append(out, sims.Within("capacity", "Read capacity of all replicas", ReadCapacity(p.Replicas, a),
			w.capacity(), n*(4*math.Sqrt(2*rate*length)/apply/length+0.02*a), "servers", idleLaw))
	}
	m := lagMean(rate, apply)
	var later []float64
	for _, d := range w.Delay[0] {
		later = append(later, model.Indicator(d > m))
	}
	if got, se := batched(later); steady(p, w) && len(later) >= 1000 {
		// 4 standard errors for the luck of the draw; 0.02 since clients' writes are not quite Poisson; and what a rate
		// that is off by 1 % does to m.
		room := 4*se + 0.02 + astray(p, 1)
		out = append(out, sims.Within("survival", "Writes a replica does not show a mean lag after they arrive",
			100*calc.Exp(-1), 100*got, 100*room, "%", queueLaw))
	}
	if got := average(w.WriteMs); p.FarRTTms == 0 && (need == 0 || p.WaitFor == "receipt") && len(w.WriteMs) >= 100 {
		sd := 0.0
		for _, v := range w.WriteMs {
			sd += (v - got) * (v - got)
		}
		sd = math.Sqrt(sd / float64(len(w.WriteMs)))
		out = append(out, sims.Within("write", "Mean latency of a write", writeMean(p, need), got,
			4*sd/math.Sqrt(float64(len(w.WriteMs)))+0.01, "ms", orderLaw))
	}
	return out
}

func mean(v []int64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x)
	}
	return sum / float64(max(1, len(v)))
}

func average(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(max(1, len(v)))
}
