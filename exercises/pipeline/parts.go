package pipeline

import (
	"math"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

// usdPerGB is what a GB on S3 Standard costs a month, the first 50 TB.
const usdPerGB = 0.023

func storage(t task, w exercises.PartWords) exercises.Asked {
	ask := &exercises.Choice{Options: w.Options(), Accept: []string{"lakehouse", "both"}, Want: w.Get("want"),
		Hint: w.Get("hint"), Why: w.Each("why")}
	return exercises.Asked{
		Part: w.With(map[string]string{"month": say.Short(30 * t.tb), "usd": say.Number(30*t.tb*1000*usdPerGB, 0)}).
			Part(1, "storage", ask),
		Solution: exercises.Value("lakehouse"),
		Wrong: []exercises.WrongAnswer{{Name: "the orders' database", Checks: []string{"Choice"},
			Value: exercises.Value("oltp")},
			{Name: "raw files", Checks: []string{"Choice"}, Value: exercises.Value("lake")},
			{Name: "the log", Checks: []string{"Choice"}, Value: exercises.Value("log")}},
	}
}

func boundary(w exercises.PartWords) exercises.Asked {
	ask := &exercises.Match{Right: w.Options()}
	right := map[string]string{"orders": "oltp", "cdc": "handoff", "topic": "handoff", "windows": "olap",
		"tables": "olap", "checkout": "oltp", "report": "olap"}
	shifted := map[string]string{}
	var names []string
	next := map[string]string{"oltp": "olap", "olap": "handoff", "handoff": "oltp"}
	for _, id := range w.IDs("left") {
		ask.Left = append(ask.Left, exercises.Left{ID: id, Label: w.Get("left " + id), Accept: []string{right[id]},
			Want: w.Get("want"), Hint: w.Get("hint " + id)})
		shifted[id] = next[right[id]]
		names = append(names, w.Get("left "+id))
	}
	return exercises.Asked{
		Part:     w.Part(2, "oltp-olap", ask),
		Solution: exercises.Value(right),
		Wrong: []exercises.WrongAnswer{{Name: "each on another side", Checks: names,
			Value: exercises.Value(shifted)}},
	}
}

// The names of the goals, which are the names of the checks.
const (
	goalRecover    = "Caught up after the failure"
	goalDisk       = "Disk of a broker"
	goalCopies     = "Copies after the loss"
	goalBrokers    = "Brokers"
	goalPartitions = "Partitions"
	goalLegal      = "Legal values"
)

// modelBrokers is how many brokers the model answer has: three copies, and one broker more to make them again.
const modelBrokers = 4

func size(t task, w exercises.PartWords) exercises.Asked {
	x := t.consumers()
	text := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	disk := exercises.Round(1.1*t.tb*7*3/modelBrokers, 2)
	most := math.Ceil(2 * x)
	ask := &exercises.Params{Sim: "pipeline", Free: []string{"partitions", "brokers", "rf", "consumers"},
		Preset: map[string]string{"part": "log", "tb_per_day": text(t.tb), "event_bytes": strconv.Itoa(t.bytes),
			"peak": text(t.peak), "consumer_eps": strconv.Itoa(t.eps), "retention_d": "7", "rf": "3", "brokers": "9",
			"compression": "1", "skew": "0", "fail": "broker", "rebalance_s": "120", "partitions": "0",
			"consumers": "0"},
		Goals: []exercises.Goal{
			{Name: goalRecover, Metric: "lag_recover_min", Limit: 15, Unit: "min", Hint: w.Get("hint recover")},
			{Name: goalDisk, Metric: "disk_tb_per_broker", Limit: disk, Unit: "TB", Hint: w.Get("hint disk")},
			{Name: goalCopies, Metric: "copies_after_loss", Limit: 2, AtLeast: true, Unit: "copies",
				Hint: w.Get("hint copies")},
			{Name: goalBrokers, Metric: "brokers", Limit: modelBrokers + 1, Unit: "brokers",
				Hint: w.Get("hint brokers")},
			{Name: goalPartitions, Metric: "partitions", Limit: most, Unit: "partitions",
				Hint: w.Get("hint partitions")},
		}}
	set := func(partitions float64, brokers, rf int) []byte {
		return exercises.Value(map[string]string{"partitions": text(partitions), "brokers": strconv.Itoa(brokers),
			"rf": strconv.Itoa(rf)})
	}
	model := math.Ceil(1.45 * x)
	return exercises.Asked{
		Part: w.With(map[string]string{"consumers": say.Short(x), "model": say.Number(model, 0),
			"brokers": strconv.Itoa(modelBrokers)}).Part(3, "log", ask),
		Solution: set(model, modelBrokers, 3),
		Wrong: []exercises.WrongAnswer{
			{Name: "too few partitions", Checks: []string{goalRecover}, Value: set(math.Floor(0.9*x), modelBrokers, 3)},
			{Name: "as preset", Checks: []string{goalBrokers}, Value: set(model, 9, 3)},
			{Name: "three brokers", Checks: []string{goalDisk}, Value: set(model, 3, 3)},
			{Name: "one copy", Checks: []string{goalCopies}, Value: set(model, modelBrokers, 1)},
			{Name: "everything at maximum", Checks: []string{goalBrokers, goalPartitions}, Value: set(1000, 100, 5)},
			{Name: "another topic", Checks: []string{goalLegal, goalRecover, goalDisk, goalCopies, goalBrokers,
				goalPartitions}, Value: exercises.Value(map[string]string{"tb_per_day": "0.01"})},
		},
	}
}
