package replication

import (
	"math"
	"sort"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Shape of the day: two peaks over an even base.
const (
	dayTicks  = 8640 // ticks of a day
	dayTick   = 10.0 // s
	peakWidth = 0.6  // hours, standard deviation of a peak
)

var peakHours = [2]float64{11, 20}

// Day is the fluid model of 24 hours, one value a tick of 10 s.
type Day struct {
	Hour    []float64
	Rate    []float64   // writes per second
	Lag     [][]float64 // per replica, ms: age of the newest write that is visible
	Backlog [][]float64 // per replica, writes
}

// rateAt is the write rate of all users at an hour of the day.
func rateAt(p Params, hour float64) float64 {
	bump := 0.0
	for _, peak := range peakHours {
		d := math.Abs(hour - peak)
		d = min(d, 24-d)
		bump += calc.Exp(-d * d / (2 * peakWidth * peakWidth))
	}
	rate := p.WriteRate * (1 + (p.Peak-1)*min(bump, 1))
	if into := math.Mod(hour-p.SpikeHour+24, 24); into*60 < p.SpikeMin {
		rate *= p.SpikeX
	}
	return rate
}

// runDay follows the backlog of every replica through a day that starts with none. The law is that of a fluid queue,
// backlog' = write rate − apply rate while there is a backlog, and the rate of a tick is constant, so a step is exact.
// The lag is the age of the newest visible write: the time since as many writes had been made as are applied now. Modes
// that wait for replicas wait for receipt, so that they lag as the others do.
func runDay(b *model.Budget, p Params) Day {
	d := Day{}
	for k := range dayTicks {
		hour := (float64(k) + 0.5) * dayTick / 3600
		d.Hour, d.Rate = append(d.Hour, hour), append(d.Rate, rateAt(p, hour))
	}
	b.Spend(dayTicks * tickSteps)
	for i := range p.Replicas {
		b.Spend(dayTicks * tickSteps)
		lag, behind := followDay(p, i, d.Rate)
		d.Lag, d.Backlog = append(d.Lag, lag), append(d.Backlog, behind)
	}
	return d
}

func followDay(p Params, replica int, rates []float64) (lag, behind []float64) {
	floor := p.rounds(replica)/2 + 1000/effectiveRate(p) // ms: the way and the work of one write
	f := newFluid(len(rates))
	for k, rate := range rates {
		f.step(rate, applyAt(p, replica, (float64(k)+0.5)*dayTick/3600), dayTick)
		lag, behind = append(lag, 1000*f.lag()+floor), append(behind, f.backlog)
	}
	return lag, behind
}

// applyAt is how many writes a second a replica applies at an hour of the day: none while a query holds replica A up.
func applyAt(p Params, replica int, hour float64) float64 {
	held := 60 * p.QueryMin
	if p.CancelS > 0 {
		held = min(held, p.CancelS)
	}
	if into := math.Mod(hour-p.QueryHour+24, 24); replica == 0 && 3600*into < held {
		return 0
	}
	return effectiveRate(p)
}

// past follows a replica from midnight until a second of the day.
func past(p Params, replica int, until float64) *fluid {
	f := newFluid(int(until/dayTick) + 1)
	for k := 0; float64(k)*dayTick < until; k++ {
		hour := (float64(k) + 0.5) * dayTick / 3600
		f.step(rateAt(p, hour), applyAt(p, replica, hour), min(dayTick, until-float64(k)*dayTick))
	}
	return f
}

// windowRate is the write rate of the window: that of its hour, or of the moment at which the primary dies.
func windowRate(p Params) float64 {
	if p.KillAtS > 0 {
		return rateAt(p, p.KillAtS/3600)
	}
	return rateAt(p, p.Hour)
}

// fluid is a queue of work that flows in and out at rates which are constant within a step. It keeps the arrivals so as
// to date the write that is applied now.
type fluid struct {
	backlog float64
	applied float64
	time    []float64 // end of each step
	made    []float64 // writes made until then
	at      int       // step in which the newest applied write was made
}

func newFluid(steps int) *fluid {
	return &fluid{time: append(make([]float64, 0, steps+1), 0), made: append(make([]float64, 0, steps+1), 0)}
}

// step lets rate flow in and apply flow out for dt seconds.
func (f *fluid) step(rate, apply, dt float64) {
	last := len(f.time) - 1
	f.backlog = max(0, f.backlog+(rate-apply)*dt)
	f.time, f.made = append(f.time, f.time[last]+dt), append(f.made, f.made[last]+rate*dt)
	f.applied = f.made[last+1] - f.backlog
}

// lag is the time since as many writes had been made as are applied.
func (f *fluid) lag() float64 {
	last := len(f.time) - 1
	if f.backlog == 0 {
		return 0
	}
	for f.at < last-1 && f.made[f.at+1] <= f.applied {
		f.at++
	}
	rise := f.made[f.at+1] - f.made[f.at]
	when := f.time[f.at]
	if rise > 0 {
		when += (f.time[f.at+1] - f.time[f.at]) * max(0, f.applied-f.made[f.at]) / rise
	}
	return f.time[last] - when
}

// date is the time at which n writes had been made.
func (f *fluid) date(n float64) float64 {
	i := min(sort.SearchFloat64s(f.made, n), len(f.made)-1)
	if i == 0 {
		return 0
	}
	if rise := f.made[i] - f.made[i-1]; rise > 0 {
		return f.time[i-1] + (f.time[i]-f.time[i-1])*max(0, min(1, (n-f.made[i-1])/rise))
	}
	return f.time[i]
}

// FluidLag is the closed form of one overload: writes at rate against an apply rate below it, for the given seconds. It
// returns the backlog in writes and the lag, the age of the newest visible write, in seconds: (rate − apply)·t and
// t·(1 − apply/rate).
func FluidLag(rate, apply, seconds float64) (backlog, lag float64) {
	if rate <= apply {
		return 0, 0
	}
	return (rate - apply) * seconds, seconds * (1 - apply/rate)
}
