package pipeline

import (
	"fmt"
	"math"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func storage(t task) exercises.Asked {
	ask := &exercises.Choice{Options: []exercises.Option{{ID: "oltp", Label: "A relational database with replicas"},
		{ID: "lake", Label: "A data lake: raw JSON files on object storage"},
		{ID: "warehouse", Label: "A data warehouse alone"},
		{ID: "lakehouse", Label: "A lakehouse: Parquet files on object storage with a table format"},
		{ID: "both", Label: "A lake with all events and a warehouse with a copy of what reports need"},
		{ID: "log", Label: "The log itself, kept for years"}},
		Accept: []string{"lakehouse", "both"},
		Want:   "a store that is cheap for years of events and quick for a month of them, for reports and for models",
		Hint: "What is a month of events in bytes, which columns does a report read of it, and who else " +
			"wants the files?",
		Why: map[string]string{
			"lakehouse": "Cheap files in columns, with transactions and statistics above them, one copy for reports " +
				"and models.",
			"both": "Right too, at the price of a second copy and of the job that keeps it in step.",
			"warehouse": "Quick for reports. What it charges for is compute more than storage, but every other use " +
				"of the events has to go through it.",
			"lake": "Cheap, and every report parses a month of text. Without tables nobody knows which files " +
				"belong together.",
			"oltp": "It stores whole rows and indexes them one by one. A month of clicks drowns the transactions.",
			"log":  "It gives events in order of arrival and nothing else: no column, no filter, no index.",
		}}
	return exercises.Asked{
		Part: exercises.Part{ID: "storage", Points: 1, Section: "storage", Ask: ask,
			Title: "Where do the events stay for the long term?",
			Learn: fmt.Sprintf("In a lakehouse: 30 days are %s TB before compression, about %s USD a month on object "+
				"storage at 0.023 USD a GB, and columns shrink them several times.", say.Short(30*t.tb),
				whole(30*t.tb*1000*0.023))},
		Solution: exercises.Value("lakehouse"),
		Wrong: []exercises.WrongAnswer{{Name: "the orders' database", Checks: []string{"Choice"},
			Value: exercises.Value("oltp")},
			{Name: "raw files", Checks: []string{"Choice"}, Value: exercises.Value("lake")},
			{Name: "the log", Checks: []string{"Choice"}, Value: exercises.Value("log")}},
	}
}

func boundary(task) exercises.Asked {
	sides := []exercises.Option{{ID: "handoff", Label: "the handoff between them"},
		{ID: "olap", Label: "analysis (OLAP)"}, {ID: "oltp", Label: "transactions (OLTP)"}}
	rows := []struct{ id, label, side, hint string }{
		{"orders", "PostgreSQL with orders and accounts", "oltp",
			"Who waits for its answers, and how many rows does one need?"},
		{"cdc", "Debezium, which reads the database's log", "handoff",
			"Does it answer a question, or carry changes from one side to the other?"},
		{"topic", "The Kafka topics", "handoff", "Who writes into them, and who reads from them?"},
		{"windows", "Flink, counting active users in windows", "olap", "One event, or a sum over many?"},
		{"tables", "Iceberg tables", "olap", "How many rows does one query of them read?"},
		{"checkout", "The checkout that reads one cart by its key", "oltp",
			"How many rows does it touch, and how long may it take?"},
		{"report", "The monthly report", "olap", "How many rows are behind one number of it?"},
	}
	ask := &exercises.Match{Right: sides}
	right, shifted := map[string]string{}, map[string]string{}
	var names []string
	next := map[string]string{"oltp": "olap", "olap": "handoff", "handoff": "oltp"}
	for _, r := range rows {
		ask.Left = append(ask.Left, exercises.Left{ID: r.id, Label: r.label, Accept: []string{r.side},
			Want: "the side it belongs to", Hint: r.hint})
		right[r.id], shifted[r.id] = r.side, next[r.side]
		names = append(names, r.label)
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "boundary", Points: 2, Section: "oltp-olap", Ask: ask,
			Title: "On which side does each part stand?",
			Learn: "Transactions end where changes and events enter the log. Everything that reads from the log " +
				"analyses, and none of it can slow a checkout. Click events never need the transactional side."},
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

func size(t task) exercises.Asked {
	x := t.consumers()
	text := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	disk := round(1.1*t.tb*7*3/modelBrokers, 2)
	most := math.Ceil(2 * x)
	ask := &exercises.Params{Sim: "pipeline", Free: []string{"partitions", "brokers", "rf", "consumers"},
		Preset: map[string]string{"part": "log", "tb_per_day": text(t.tb), "event_bytes": strconv.Itoa(t.bytes),
			"peak": text(t.peak), "consumer_eps": strconv.Itoa(t.eps), "retention_d": "7", "rf": "3", "brokers": "9",
			"compression": "1", "skew": "0", "fail": "broker", "rebalance_s": "120", "partitions": "0",
			"consumers": "0"},
		Goals: []exercises.Goal{
			{Name: goalRecover, Metric: "lag_recover_min", Limit: 15, Unit: "min",
				Hint: "Consumers catch up with what they can do beyond what arrives. How much is that at the peak?"},
			{Name: goalDisk, Metric: "disk_tb_per_broker", Limit: disk, Unit: "TB",
				Hint: "Seven days of data, times the copies. Among how many brokers?"},
			{Name: goalCopies, Metric: "copies_after_loss", Limit: 2, AtLeast: true, Unit: "copies",
				Hint: "The next broker may die before the first is replaced."},
			{Name: goalBrokers, Metric: "brokers", Limit: modelBrokers + 1, Unit: "brokers",
				Hint: "Which of the bounds asks for the most brokers, and how many does it ask for?"},
			{Name: goalPartitions, Metric: "partitions", Limit: most, Unit: "partitions",
				Hint: "Each partition costs memory, files and time to fail over. How many does the catching up need?"},
		}}
	set := func(partitions float64, brokers, rf int) []byte {
		return exercises.Value(map[string]string{"partitions": text(partitions), "brokers": strconv.Itoa(brokers),
			"rf": strconv.Itoa(rf)})
	}
	model := math.Ceil(1.45 * x)
	return exercises.Asked{
		Part: exercises.Part{ID: "size", Points: 3, Section: "log", Ask: ask,
			Title: "Size a log that loses a broker at the peak",
			Text: fmt.Sprintf("%s TB a day, %s times the mean at the peak, kept for seven days. A broker dies at the "+
				"peak; its partitions stand still for two minutes. Every goal has to hold on five seeds that you "+
				"do not see.", say.Short(t.tb), say.Short(t.peak)),
			Learn: fmt.Sprintf("%s consumers keep up with the peak, and hashing is not perfectly even, so about half "+
				"as many again let them catch up: %s partitions. Three copies of seven days on %d brokers fit, and "+
				"two copies or more are left after a loss.",
				say.Short(x), whole(model), modelBrokers)},
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
