package pipeline

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// logModel is the part of the log.
var logModel = sims.Model[Params, Log]{
	Knobs: logKnobs, Cost: logCost, Run: sims.Sure(runLog), Takeaway: logTakeaway, Coach: logCoach, Metrics: logMetrics,
	Checks: logChecks,
	Valid: func(p Params) error {
		if p.RF > p.Brokers {
			return sims.Refuse("rf", "", "rf is at most the number of brokers, %d here: two copies on one broker "+
				"are lost together", p.Brokers)
		}
		return nil
	},
	Figures: []sims.Picture[Params, Log]{
		{ID: "sizing", Draw: sizeFigure},
		{ID: "lag", Draw: lagFigure},
		{ID: "hottest", Draw: hotFigure},
		{ID: "order", Draw: orderFigure},
	},
}

func logTakeaway(p Params, l Log) string {
	words := fmt.Sprintf("%s TB a day are %s events and %s MB a second. At %s × the mean, bytes ask for %s and "+
		"consumers for %s; each of %s stores %s TB.",
		say.Short(p.TBPerDay), say.Number(l.EventsPerS, 0), say.Number(l.MBPerS, 2), say.Short(p.Peak),
		say.Count(l.ByThroughput, "partition"), say.Int(l.ByConsumers), say.Count(p.Brokers, "broker"),
		say.Short(l.DiskTB))
	if p.capped(l.Sizing) {
		words += fmt.Sprintf(" This run has %s, the most that it can follow.",
			say.Count(l.Partitions, "partition"))
	}
	return words
}

// capped reports whether the bounds ask for more partitions than a run has.
func (p Params) capped(s Sizing) bool { return p.Partitions == 0 && s.Needed > s.Partitions }

// movedPct is the share of the keys that change partition, %.
func (o Reorder) movedPct() float64 { return 100 * float64(o.Moved) / float64(o.Keys) }

func logMetrics(p Params, l Log) []sims.Metric {
	bounds := fmt.Sprintf("bounds: %s by bytes, %s by consumers", say.Int(l.ByThroughput), say.Int(l.ByConsumers))
	if p.capped(l.Sizing) {
		bounds += "; a run has 2,000 at most"
	}
	out := []sims.Metric{
		{ID: "events_per_s", Label: "Events a second, mean", Value: l.EventsPerS, Unit: "events/s", Decimals: 1},
		{ID: "mb_per_s", Label: "Data a second, mean", Value: l.MBPerS, Unit: "MB/s", Decimals: 3},
		{ID: "partitions", Label: "Partitions", Value: float64(l.Partitions), Unit: "partitions",
			Compare: bounds},
		{ID: "disk_tb_per_broker", Label: "Disk of a broker", Value: l.DiskTB, Unit: "TB", Better: "lower",
			Decimals: 2},
		{ID: "lag_max_s", Label: "Largest lag of a partition", Value: l.Max, Unit: "s", Better: "lower",
			Decimals: 1},
		{ID: "hottest_x", Label: "Busiest partition over the mean", Value: l.Hottest, Unit: "×", Better: "lower",
			Decimals: 2},
		{ID: "partitions_by_bytes", Label: "Partitions for the bytes", Value: float64(l.ByThroughput),
			Unit: "partitions"},
		{ID: "partitions_by_consumers", Label: "Partitions for the consumers", Value: float64(l.ByConsumers),
			Unit: "partitions", Compare: "each busy all the time, and nobody to spare"},
		{ID: "consumers_planned", Label: "Consumers, with room", Value: float64(l.Sizing.Consumers), Unit: "consumers",
			Compare: "planned to " + say.Short(min(p.Utilisation, 100*busiest)) + " %, two at least"},
		{ID: "partitions_planned", Label: "Partitions for them, one of them dead", Value: float64(l.Spare),
			Unit: "partitions", Compare: "a dead consumer's share is split among others"},
		{ID: "events_per_day", Label: "Events a day", Value: l.EventsPerDay, Unit: "events"},
		{ID: "write_mb_per_broker", Label: "Written by each broker", Value: l.WriteMB, Unit: "MB/s",
			Better: "lower", Decimals: 1},
		{ID: "network_mb_per_broker", Label: "Sent by each broker at the peak", Value: l.NetMB, Unit: "MB/s",
			Better: "lower", Decimals: 1},
		{ID: "replicas_per_broker", Label: "Partition copies on a broker", Value: l.Replicas, Unit: "copies",
			Decimals: 1},
		{ID: "disk_tb_after_loss", Label: "Disk of a broker after one is lost", Value: l.DiskLossTB, Unit: "TB",
			Better: "lower", Decimals: 2},
		{ID: "copies_after_loss", Label: "Copies after a broker is lost", Value: float64(l.CopiesLeft),
			Unit: "copies", Better: "higher"},
		{ID: "brokers", Label: "Brokers", Value: float64(p.Brokers), Unit: "brokers", Better: "lower"},
		{ID: "idle_consumers", Label: "Consumers without a partition", Value: float64(l.Idle), Unit: "consumers",
			Better: "lower"},
		{ID: "moved_keys_pct", Label: "Keys that change partition", Value: l.movedPct(), Unit: "%", Better: "lower",
			Decimals: 1},
		{ID: "order_breaks", Label: "Keys handled out of order", Value: float64(l.Broken), Unit: "keys",
			Better: "lower", Compare: fmt.Sprintf("of %d", l.Keys)},
	}
	if p.Fail != "none" {
		out = append(out, sims.Metric{ID: "lag_recover_min", Label: "Caught up after the failure", Value: l.Recover,
			Unit: "min", Better: "lower", Decimals: 1})
	}
	return out
}

func logChecks(p Params, l Log) []sims.Check {
	sumOut, sumIn, left := int64(0), int64(0), int64(l.Total[len(l.Total)-1])
	for i := range l.Produced {
		sumIn, sumOut = sumIn+l.Produced[i], sumOut+l.Consumed[i]
	}
	want := 100 * movedShare(l.Partitions, max(l.Partitions, p.AddTo))
	out := []sims.Check{
		sims.Within("offsets", "Events produced = consumed + waiting", 0, float64(sumIn-sumOut-left), 0, "events",
			"lag′ = in − out, partition by partition"),
		sims.Within("rate", "Events produced in the hour: rate × time", hourly(p, l), float64(sumIn),
			5*math.Sqrt(hourly(p, l))+5, "events", "Poisson; five deviations"),
		sims.Within("moved", "Keys that change partition: 1 − min/lcm", want, l.movedPct(),
			400*math.Sqrt(want/100*(1-want/100)/float64(l.Keys))+1e-9, "%", "hash mod N"),
	}
	if l.Partitions >= p.AddTo {
		out = append(out, sims.Within("order", "Keys handled out of order while partitions stay", 0,
			float64(l.Broken), 0, "keys", "order holds within a partition"))
	}
	return out
}

func hourly(p Params, l Log) float64 { return l.EventsPerS * (p.Peak*busy + hour - busy) }

func logCoach(p Params, l Log) string {
	room := float64(l.Partitions) * p.ConsumerEPS / (l.EventsPerS * p.Peak)
	switch {
	case l.Idle > 0:
		return fmt.Sprintf("Nothing to read for %s: a partition has one reader of a group. What has to grow so that "+
			"all of them help?", say.Count(l.Idle, "consumer"))
	case p.Fail != "none" && l.Recover > 15:
		return fmt.Sprintf("%s minutes after the failure consumers have not caught up: at the peak they have %s × "+
			"what arrives. How many partitions let them catch up within 15 minutes?", say.Short(l.Recover),
			say.Short(room))
	case p.Skew > 0.3 && l.Hottest > 1.5:
		return fmt.Sprintf("One partition carries %s × the mean. Do more partitions cure that? Say yes or no, then "+
			"double them.", say.Short(l.Hottest))
	case p.Fail == "none" && room < 1.05:
		return "The bounds leave nothing to spare, and hashing is not perfectly even: some partition lags at the " +
			"peak. Let a consumer die and watch the lag, then add partitions."
	case p.Fail == "none":
		return "Nothing fails yet. Let a consumer die at the peak: which partitions lag, and for how long?"
	}
	return "Consumers catch up. Now raise the skew of the keys: how many partitions does that take?"
}
