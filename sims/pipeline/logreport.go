package pipeline

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

func logReport(p Params, s Sizing, h Hour, o Reorder) sims.Report {
	sumOut, sumIn, left := int64(0), int64(0), int64(h.Total[len(h.Total)-1])
	for i := range h.Produced {
		sumIn, sumOut = sumIn+h.Produced[i], sumOut+h.Consumed[i]
	}
	moved := 100 * float64(o.Moved) / float64(o.Keys)
	want := 100 * MovedShare(s.Partitions, p.AddTo)
	out := sims.Report{
		Takeaway: fmt.Sprintf("%s TB a day are %s events and %s MB a second. At %s × the mean, bytes ask for %s and "+
			"consumers for %s; each of %s stores %s TB.",
			say.Short(p.TBPerDay), say.Number(s.EventsPerS, 0), say.Number(s.MBPerS, 2), say.Short(p.Peak),
			say.Count(s.ByThroughput, "partition"), whole(float64(s.ByConsumers)), say.Count(p.Brokers, "broker"),
			say.Short(s.DiskTB)),
		Coach: logCoach(p, s, h),
		Metrics: []sims.Metric{
			{ID: "events_per_s", Label: "Events a second, mean", Value: s.EventsPerS, Unit: "events/s", Decimals: 1},
			{ID: "mb_per_s", Label: "Data a second, mean", Value: s.MBPerS, Unit: "MB/s", Decimals: 3},
			{ID: "partitions", Label: "Partitions", Value: float64(s.Partitions), Unit: "partitions",
				Compare: fmt.Sprintf("bounds: %d by bytes, %d by consumers", s.ByThroughput, s.ByConsumers)},
			{ID: "disk_tb_per_broker", Label: "Disk of a broker", Value: s.DiskTB, Unit: "TB", Better: "lower",
				Decimals: 2},
			{ID: "lag_max_s", Label: "Largest lag of a partition", Value: h.Max, Unit: "s", Better: "lower",
				Decimals: 1},
			{ID: "hottest_x", Label: "Busiest partition over the mean", Value: h.Hottest, Unit: "×", Better: "lower",
				Decimals: 2},
			{ID: "partitions_by_bytes", Label: "Partitions for the bytes", Value: float64(s.ByThroughput),
				Unit: "partitions"},
			{ID: "partitions_by_consumers", Label: "Partitions for the consumers", Value: float64(s.ByConsumers),
				Unit: "partitions"},
			{ID: "events_per_day", Label: "Events a day", Value: s.EventsPerDay, Unit: "events"},
			{ID: "write_mb_per_broker", Label: "Written by each broker", Value: s.WriteMB, Unit: "MB/s",
				Better: "lower", Decimals: 1},
			{ID: "network_mb_per_broker", Label: "Sent by each broker at the peak", Value: s.NetMB, Unit: "MB/s",
				Better: "lower", Decimals: 1},
			{ID: "replicas_per_broker", Label: "Partition copies on a broker", Value: s.Replicas, Unit: "copies",
				Decimals: 1},
			{ID: "disk_tb_after_loss", Label: "Disk of a broker after one is lost", Value: s.DiskLossTB, Unit: "TB",
				Better: "lower", Decimals: 2},
			{ID: "copies_after_loss", Label: "Copies after a broker is lost", Value: float64(s.CopiesLeft),
				Unit: "copies", Better: "higher"},
			{ID: "lag_recover_min", Label: "Caught up after the failure", Value: h.Recover, Unit: "min",
				Better: "lower", Decimals: 1},
			{ID: "brokers", Label: "Brokers", Value: float64(p.Brokers), Unit: "brokers", Better: "lower"},
			{ID: "idle_consumers", Label: "Consumers without a partition", Value: float64(h.Idle), Unit: "consumers",
				Better: "lower"},
			{ID: "moved_keys_pct", Label: "Keys that change partition", Value: moved, Unit: "%", Better: "lower",
				Decimals: 1},
			{ID: "order_breaks", Label: "Keys handled out of order", Value: float64(o.Broken), Unit: "keys",
				Better: "lower", Compare: fmt.Sprintf("of %d", o.Keys)},
		},
		Checks: []sims.Check{
			sims.Within("offsets", "Events produced = consumed + waiting", 0, float64(sumIn-sumOut-left), 0, "events",
				"lag′ = in − out, partition by partition"),
			sims.Within("rate", "Events produced in the hour: rate × time", hourly(p, s), float64(sumIn),
				5*math.Sqrt(hourly(p, s))+5, "events", "Poisson; five deviations"),
			sims.Within("moved", "Keys that change partition: 1 − min/lcm", want, moved,
				400*math.Sqrt(want/100*(1-want/100)/float64(o.Keys))+1e-9, "%", "hash mod N"),
		},
	}
	if s.Partitions == p.AddTo {
		out.Checks = append(out.Checks, sims.Within("order", "Keys handled out of order while partitions stay", 0,
			float64(o.Broken), 0, "keys", "order holds within a partition"))
	}
	out.Figures = []figure.Figure{sizeFigure(p, s), lagFigure(p, s, h), hotFigure(h), orderFigure(p, s, o)}
	return out
}

func hourly(p Params, s Sizing) float64 { return s.EventsPerS * (p.Peak*busy + hour - busy) }

func logCoach(p Params, s Sizing, h Hour) string {
	room := float64(s.Partitions) * p.ConsumerEPS / (s.EventsPerS * p.Peak)
	switch {
	case h.Idle > 0:
		return fmt.Sprintf("Nothing to read for %s: a partition has one reader of a group. What has to grow so that "+
			"all of them help?", say.Count(h.Idle, "consumer"))
	case p.Fail != "none" && h.Recover > 15:
		return fmt.Sprintf("%s minutes after the failure consumers have not caught up: at the peak they have %s × "+
			"what arrives. How many partitions let them catch up within 15 minutes?", say.Short(h.Recover),
			say.Short(room))
	case p.Skew > 0.3 && h.Hottest > 1.5:
		return fmt.Sprintf("One partition carries %s × the mean. Do more partitions cure that? Say yes or no, then "+
			"double them.", say.Short(h.Hottest))
	case p.Fail == "none" && room < 1.05:
		return "The bounds leave nothing to spare, and hashing is not perfectly even: some partition lags at the " +
			"peak. Let a consumer die and watch the lag, then add partitions."
	case p.Fail == "none":
		return "Nothing fails yet. Let a consumer die at the peak: which partitions lag, and for how long?"
	}
	return "Consumers catch up. Now raise the skew of the keys: how many partitions does that take?"
}

func sizeFigure(p Params, s Sizing) figure.Figure {
	row := func(what, how string, v float64, unit string) []string {
		return []string{what, how, say.Short(v), unit}
	}
	t := &figure.Table{Columns: []figure.Column{{Label: "Quantity"}, {Label: "How"}, {Label: "Value", Numeric: true,
		Strong: true}, {Label: "Unit"}}, Rows: [][]string{
		row("Events a day", fmt.Sprintf("%s TB / %s B", say.Short(p.TBPerDay), say.Short(p.EventBytes)),
			s.EventsPerDay, "events"),
		row("Events a second", "events a day / 86,400", s.EventsPerS, "events/s"),
		row("Data a second", fmt.Sprintf("%s TB / 86,400 s", say.Short(p.TBPerDay)), s.MBPerS, "MB/s"),
		row("Partitions for the bytes", fmt.Sprintf("⌈%s × %s / %s / (%s × %s %%)⌉", say.Short(s.MBPerS),
			say.Short(p.Peak), say.Short(p.Compression), say.Short(p.PartitionMB),
			say.Short(p.Utilisation)), float64(s.ByThroughput), "partitions"),
		row("Partitions for the consumers", fmt.Sprintf("⌈%s × %s / %s⌉", say.Number(s.EventsPerS, 0),
			say.Short(p.Peak), say.Short(p.ConsumerEPS)), float64(s.ByConsumers), "partitions"),
		row("Disk of a broker", fmt.Sprintf("%s TB × %s d × %d / %d", say.Short(p.TBPerDay/p.Compression),
			say.Short(p.RetentionD), p.RF, p.Brokers), s.DiskTB, "TB"),
		row("Written by a broker", fmt.Sprintf("data × %d / %d", p.RF, p.Brokers), s.WriteMB, "MB/s"),
		row("Copies on a broker", fmt.Sprintf("%d × %d / %d", s.Partitions, p.RF, p.Brokers), s.Replicas, "copies"),
	}}
	what := "consumers, not bytes,"
	if s.ByThroughput > s.ByConsumers {
		what = "bytes, not consumers,"
	}
	sentence := fmt.Sprintf("Here %s decide the number of partitions: %d.", what, s.Needed)
	return figure.Figure{ID: "sizing", Title: "From bytes a day to partitions and disks", Takeaway: sentence, Table: t,
		Panel: true, Caption: "What a partition and a consumer handle are planning figures; measure your own.",
		Alt: "A table of quantities with their formulas. " + sentence}
}

func lagFigure(p Params, s Sizing, h Hour) figure.Figure {
	one := figure.Series{Identity: figure.Identity{Name: "largest lag", Hue: figure.Vermillion, Shape: figure.Square}}
	const every = 15
	for t := 0; t < hour; t += every {
		one.X, one.Y = append(one.X, float64(t)/60), append(one.Y, slices.Max(h.Lag[t:t+every]))
	}
	sentence := fmt.Sprintf("The slowest partition falls %s s behind at most.", say.Short(h.Max))
	marks := []figure.Threshold{{Label: "the peak ends", Value: busy / 60, Vertical: true}}
	if p.Fail != "none" {
		sentence = fmt.Sprintf("A %s dies after five minutes. The slowest partition falls %s s behind, and %s minutes "+
			"later all have caught up.", p.Fail, say.Short(h.Max), say.Short(h.Recover))
		if h.Recover >= float64(hour-failAt)/60 {
			sentence = fmt.Sprintf("A %s dies after five minutes. The slowest partition falls %s s behind "+
				"and does not "+
				"catch up within the hour.", p.Fail, say.Short(h.Max))
		}
		marks = append(marks, figure.Threshold{Label: p.Fail + " dies", Value: failAt / 60, Vertical: true})
	}
	return figure.Figure{ID: "lag", Title: "Lag over an hour", Takeaway: sentence, Panel: true,
		Caption: fmt.Sprintf("Age of the oldest event that waits in a partition, the largest of all partitions and "+
			"of 15 s. 40 minutes at %s × the mean rate, then the mean.", say.Short(p.Peak)),
		Alt: "A line of lag over the minutes of an hour. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "minutes", Unit: "min"},
			Y: figure.Axis{Label: "lag", Unit: "s"}, Series: []figure.Series{one}, Thresholds: marks}}
}

func hotFigure(h Hour) figure.Figure {
	w := slices.Clone(h.Weight)
	slices.Sort(w)
	slices.Reverse(w)
	one := figure.Series{Identity: figure.Identity{Name: "partitions", Hue: figure.Blue, Shape: figure.Disc}}
	even := figure.Series{Identity: figure.Identity{Name: "even", Hue: figure.Grey}, Theory: true}
	every := (len(w) + 199) / 200
	for i := 0; i < len(w); i += every {
		one.X, one.Y = append(one.X, float64(i+1)), append(one.Y, w[i]*float64(len(w)))
		even.X, even.Y = append(even.X, float64(i+1)), append(even.Y, 1)
	}
	sentence := fmt.Sprintf("The busiest of %s carries %s × the mean.", say.Count(len(w), "partition"),
		say.Short(h.Hottest))
	return figure.Figure{ID: "hottest", Title: "Load of the partitions", Takeaway: sentence,
		Caption: "Partitions from the busiest down. 100,000 keys by hash; all events of a key go to one partition.",
		Alt:     "A falling line around 1. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "partition, by load"},
			Y: figure.Axis{Label: "over the mean", Unit: "×"}, Series: []figure.Series{even, one}}}
}

func orderFigure(p Params, s Sizing, o Reorder) figure.Figure {
	d := &figure.SpaceTime{Unit: "s", Lanes: []string{"producer", "old partition", "new partition"}}
	sentence := fmt.Sprintf("Going from %s to %d moves %s of %s keys to another partition; %s are then handled "+
		"out of order.", say.Count(s.Partitions, "partition"), p.AddTo, whole(float64(o.Moved)),
		whole(float64(o.Keys)), whole(float64(o.Broken)))
	if o.Shown {
		a, b := o.First[0], o.First[1]
		d.Events = []figure.SpaceEvent{{Lane: 1, At: a.Done, Label: "handles the earlier event", Bad: true},
			{Lane: 2, At: b.Done, Label: "handles the later event"}}
		d.Messages = []figure.SpaceMessage{{From: 0, Sent: a.At, To: 1, Got: a.Done, Label: "earlier"},
			{From: 0, Sent: b.At, To: 2, Got: b.Done, Label: "later"}}
	}
	return figure.Figure{ID: "order", Title: "Order of a key when partitions are added", Takeaway: sentence,
		SpaceTime: d,
		Caption: "Two events of one key, produced before and after the change. Partitions lag by 5 s on average, the " +
			"new ones not at all, so the later event overtakes. Order holds within a partition only.",
		Alt: "Two messages that cross. " + sentence}
}
