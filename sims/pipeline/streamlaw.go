package pipeline

import (
	"math"

	"tradeofflab/sims/calc"
)

// lateness measures the share of late events for watermark lags around the run's.
func (p Params) lateness(events []event) []dot {
	step := max(1, len(events)/40_000) // every so many events, the watermark is still that of all
	lags := []float64{0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4}
	late, tried := make([]int, len(lags)), 0
	newest := math.Inf(-1)
	for i, e := range events {
		if i%step == 0 && e.at < p.DurationS {
			tried++
			for k, l := range lags {
				if e.at < newest-l*p.DelayS {
					late[k]++
				}
			}
		}
		newest = max(newest, e.at)
	}
	var out []dot
	for k, l := range lags {
		out = append(out, dot{l * p.DelayS, 100 * float64(late[k]) / float64(max(tried, 1))})
	}
	return out
}

// batchStaleness is the mean age of the newest finished report over readers at many moments, s. A report that begins at
// kT holds everything until then and is finished a run later.
func (p Params) batchStaleness() float64 {
	const readers = 10_000
	interval, run, sum := 60*p.BatchMin, 60*p.BatchRun, 0.0
	for i := range readers {
		now := 10*interval + run + interval*(float64(i)+0.5)/readers
		sum += now - interval*math.Floor((now-run)/interval)
	}
	return sum / readers
}

// lateShare is the share of events behind the watermark: those delayed by more than its lag, less what the newest event
// is itself behind. The newest of events at rate λ with exponential delays of mean m is about √(πm/2λ) old.
func lateShare(lag, delay, rate float64) float64 {
	return calc.Exp(-(lag + math.Sqrt(math.Pi*delay/(2*rate))) / delay)
}

// meanReplay is the mean number of events replayed after a failure: half a checkpoint interval of them.
func meanReplay(rate, checkpoint float64) float64 { return rate * checkpoint / 2 }

// meanStaleness is the mean age of a report that is made every interval and takes run: half an interval and a run.
func meanStaleness(interval, run float64) float64 { return interval/2 + run }
