package pipeline

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
)

func sizeFigure(p Params, l Log) figure.Figure {
	row := func(what, how string, v float64, unit string) []string {
		return []string{what, how, say.Short(v), unit}
	}
	t := &figure.Table{Columns: []figure.Column{{Label: "Quantity"}, {Label: "How"}, {Label: "Value", Numeric: true,
		Strong: true}, {Label: "Unit"}}, Rows: [][]string{
		row("Events a day", fmt.Sprintf("%s TB / %s B", say.Short(p.TBPerDay), say.Short(p.EventBytes)),
			l.EventsPerDay, "events"),
		row("Events a second", "events a day / 86,400", l.EventsPerS, "events/s"),
		row("Data a second", fmt.Sprintf("%s TB / 86,400 s", say.Short(p.TBPerDay)), l.MBPerS, "MB/s"),
		row("Partitions for the bytes", fmt.Sprintf("⌈%s × %s / %s / (%s × %s %%)⌉", say.Short(l.MBPerS),
			say.Short(p.Peak), say.Short(p.Compression), say.Short(p.PartitionMB),
			say.Short(p.Utilisation)), float64(l.ByThroughput), "partitions"),
		row("Partitions for the consumers", fmt.Sprintf("⌈%s × %s / %s⌉", say.Number(l.EventsPerS, 0),
			say.Short(p.Peak), say.Short(p.ConsumerEPS)), float64(l.ByConsumers), "partitions"),
		row("Consumers, with room", fmt.Sprintf("⌈%s × %s / (%s × %s %%)⌉", say.Number(l.EventsPerS, 0),
			say.Short(p.Peak), say.Short(p.ConsumerEPS), say.Short(min(p.Utilisation, 100*busiest))),
			float64(l.Sizing.Consumers),
			"consumers"),
		row("Partitions for them, one of them dead", fmt.Sprintf("%d × %d", l.Sizing.Consumers,
			l.Spare/l.Sizing.Consumers), float64(l.Spare), "partitions"),
		row("Disk of a broker", fmt.Sprintf("%s TB × %s d × %d / %d", say.Short(p.TBPerDay/p.Compression),
			say.Short(p.RetentionD), p.RF, p.Brokers), l.DiskTB, "TB"),
		row("Written by a broker", fmt.Sprintf("data × %d / %d", p.RF, p.Brokers), l.WriteMB, "MB/s"),
		row("Copies on a broker", fmt.Sprintf("%d × %d / %d", l.Partitions, p.RF, p.Brokers), l.Replicas, "copies"),
	}}
	what := "consumers, not bytes,"
	if l.ByThroughput > l.ByConsumers {
		what = "bytes, not consumers,"
	}
	sentence := fmt.Sprintf("Here %s decide the number of partitions: at least %s.", what, say.Int(l.Needed))
	if p.capped(l.Sizing) {
		sentence += fmt.Sprintf(" The run has %s, the most that it can follow.", say.Int(l.Partitions))
	}
	return figure.Figure{ID: "sizing", Title: "From bytes a day to partitions and disks", Takeaway: sentence, Table: t,
		Panel: true, Caption: "What a partition and a consumer handle are planning figures; measure your own. A dead " +
			"consumer's partitions go to others, one more each: with enough partitions apiece that is little, and " +
			"they keep up.",
		Alt: "A table of quantities with their formulas. " + sentence}
}

func lagFigure(p Params, l Log) figure.Figure {
	one := figure.Series{Identity: figure.Identity{Name: "largest lag", Hue: figure.Vermillion, Shape: figure.Square}}
	const every = 15
	for t := 0; t < hour; t += every {
		one.X, one.Y = append(one.X, float64(t)/60), append(one.Y, slices.Max(l.Lag[t:t+every]))
	}
	sentence := fmt.Sprintf("The slowest partition falls %s s behind at most.", say.Short(l.Max))
	marks := []figure.Threshold{{Label: "the peak ends", Value: busy / 60, Vertical: true}}
	if p.Fail != "none" {
		sentence = fmt.Sprintf("A %s dies after five minutes. The slowest partition falls %s s behind, and %s minutes "+
			"later all have caught up.", p.Fail, say.Short(l.Max), say.Short(l.Recover))
		if l.Recover >= float64(hour-failAt)/60 {
			sentence = fmt.Sprintf("A %s dies after five minutes. The slowest partition falls %s s behind "+
				"and does not "+
				"catch up within the hour.", p.Fail, say.Short(l.Max))
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

func hotFigure(_ Params, l Log) figure.Figure {
	w := slices.Clone(l.Weight)
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
		say.Short(l.Hottest))
	return figure.Figure{ID: "hottest", Title: "Load of the partitions", Takeaway: sentence,
		Caption: "Partitions from the busiest down. 100,000 keys by hash; all events of a key go to one partition.",
		Alt:     "A falling line around 1. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "partition, by load"},
			Y: figure.Axis{Label: "over the mean", Unit: "×"}, Series: []figure.Series{even, one}}}
}

func orderFigure(p Params, l Log) figure.Figure {
	d := &figure.SpaceTime{Unit: "s", Lanes: []string{"producer", "old partition", "new partition"}}
	sentence := fmt.Sprintf("Going from %s to %d moves %s of %s keys to another partition; %s are then handled "+
		"out of order.", say.Count(l.Partitions, "partition"), p.AddTo, say.Int(l.Moved),
		say.Int(l.Keys), say.Int(l.Broken))
	caption := "Two events of one key, produced before and after the change. Partitions lag by 5 s on average, the " +
		"new ones not at all, so the later event overtakes. Order holds within a partition only."
	if p.AddTo < l.Partitions {
		caption = "The topic stays as it is, so nothing moves."
		sentence = fmt.Sprintf("Kafka refuses: a topic of %s may get more, and %s would not be an increase. What is "+
			"in a partition would be lost, or lose its order in another.", say.Count(l.Partitions, "partition"),
			say.Int(p.AddTo))
	}
	if l.Shown {
		a, b := l.First[0], l.First[1]
		d.Events = []figure.SpaceEvent{{Lane: 1, At: a.Done, Label: "handles the earlier event", Bad: true},
			{Lane: 2, At: b.Done, Label: "handles the later event"}}
		d.Messages = []figure.SpaceMessage{{From: 0, Sent: a.At, To: 1, Got: a.Done, Label: "earlier"},
			{From: 0, Sent: b.At, To: 2, Got: b.Done, Label: "later"}}
	}
	return figure.Figure{ID: "order", Title: "Order of a key when partitions are added", Takeaway: sentence,
		SpaceTime: d,
		Caption:   caption, Alt: "Messages of one key to two partitions. " + sentence}
}
