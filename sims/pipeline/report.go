package pipeline

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// Defaults are the knobs of a run that sets none.
var Defaults = Params{Part: "log", Rows: 50_000, Columns: 20, Read: 2, Selectivity: 10, Encoding: "auto", Sorted: true,
	ZoneMaps: true, BlockRows: 1000,
	Rate: 3000, DelayS: 2, WindowS: 5, LagS: 5, LateRule: "event", Checkpoint: 10, FailAtS: 65, Semantics: "exactly",
	DurationS: 80, BatchMin: 60, BatchRun: 5,
	TBPerDay: 1, EventBytes: 500, Peak: 3, PartitionMB: 10, Utilisation: 70, ConsumerEPS: 2000, RF: 3, RetentionD: 7,
	Brokers: 9, Compression: 1, Fail: "none", RebalanceS: 30, AddTo: 48, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.New(about, Defaults, knobs, report, sims.Valid(valid), sims.Cost(costLimit, cost))

var about = sims.About{
	Slug: "pipeline", Title: "Data pipeline", Version: "1", Lesson: 11,
	Question: "A terabyte of clicks a day: how large is the log that carries it, what does a stream processor drop " +
		"and repeat, and why does a report read so little from columns?",
	Doc: "A log sized and run through a failure, a stream processor with watermarks and checkpoints against an " +
		"oracle, and a table in rows and in encoded columns.",
	LeavesOut: []string{
		"The log's rates are those of its busiest time for 40 minutes, then the mean. A real day climbs and " +
			"falls slowly.",
		"A partition accepts whatever its key brings. Real brokers slow producers down when a disk is busy.",
		"A dead consumer or broker does not come back within the hour.",
		"The stream has one source and one watermark. With several, the slowest holds the watermark back.",
		"Checkpoints take no time, and the failed processor restarts at once.",
		"Delays are exponential and independent. Phones that come out of a tunnel deliver minutes at once.",
		"Columns hold whole numbers. General compression on top of the encodings, and nested data, are left out.",
		"Bytes are counted, not read from a disk: seeks, pages and caches play no part.",
	},
	Sources: []sims.Source{
		{Label: "Kreps, Narkhede and Rao, Kafka: a distributed messaging system for log processing, NetDB 2011",
			For: "partitions, offsets, consumer groups"},
		{Label: "Akidau et al., The Dataflow Model, PVLDB 8(12), 2015", URL: "https://doi.org/10.14778/2824032.2824076",
			For: "event time, windows, watermarks, lateness"},
		{Label: "Carbone et al., State management in Apache Flink, PVLDB 10(12), 2017",
			URL: "https://doi.org/10.14778/3137765.3137777", For: "checkpoints and replay"},
		{Label: "Abadi, Madden and Ferreira, Integrating compression and execution in column-oriented database " +
			"systems, SIGMOD 2006", URL: "https://doi.org/10.1145/1142473.1142548", For: "the encodings of columns"},
		{Label: "Moerkotte, Small materialized aggregates, VLDB 1998",
			For: "least and greatest values of a block, now called zone maps"},
	},
	Headline: []string{"events_per_s", "mb_per_s", "partitions", "disk_tb_per_broker", "lag_max_s", "hottest_x"},
	First:    []string{"part", "tb_per_day", "peak", "fail", "window_s", "watermark_lag_s", "selectivity_pct"},
	Predict: &sims.Predict{Question: "1 TB of clicks a day, 500 bytes each. How many events a second is that " +
		"on average?",
		Metric: "events_per_s", Min: 100, Max: 100_000, Step: 100, Unit: "events/s",
		Hides: []string{"mb_per_s", "sizing"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	part := sims.Choice(&p.Part, "part", "Part", "columns", "stream", "log")
	part.Labels = []string{"rows and columns", "stream processor", "log"}
	semantics := sims.Choice(&p.Semantics, "semantics", "After a failure", "at_most", "at_least", "exactly")
	semantics.Labels = []string{"go on (at most once)", "read again (at least once)",
		"read again, commit with checkpoints (exactly once)"}
	rule := sims.Choice(&p.LateRule, "late_rule", "An event is dropped when", "event", "window")
	rule.Labels = []string{"it is behind the watermark", "its window has closed"}
	encoding := sims.Choice(&p.Encoding, "encoding", "Encoding of the columns", "auto", Plain, Dict, RLE,
		Delta, Bitpack)
	encoding.Labels = []string{"the smallest of each block", "plain", "dictionary", "run length", "delta",
		"bit packing"}
	fail := sims.Choice(&p.Fail, "fail", "After five minutes", "none", "consumer", "broker")
	fail.Labels = []string{"nothing fails", "a consumer dies", "a broker dies"}
	return []sims.Knob{
		part.With("", "Each part has its own knobs and figures."),
		sims.Float(&p.TBPerDay, "tb_per_day", "Data a day", 0.01, 100, 0.01).LogScale().
			With("TB", "10¹² bytes, before compression.").OnlyAt("part", "log"),
		sims.Float(&p.EventBytes, "event_bytes", "Size of an event", 50, 100_000, 10).LogScale().With("B", "").
			OnlyAt("part", "log"),
		sims.Float(&p.Peak, "peak", "Peak factor", 1, 10, 0.5).With("×", "Rate of the busiest time over the mean.").
			OnlyAt("part", "log"),
		sims.Float(&p.PartitionMB, "partition_mb", "What a partition takes", 1, 100, 1).LogScale().With("MB/s",
			"A planning figure; measure your own.").OnlyAt("part", "log"),
		sims.Float(&p.Utilisation, "utilisation_pct", "Share of it to plan with", 10, 100, 5).With("%", "").
			OnlyAt("part", "log"),
		sims.Float(&p.ConsumerEPS, "consumer_eps", "What a consumer handles", 100, 100_000, 100).LogScale().
			With("events/s", "").OnlyAt("part", "log"),
		sims.Int(&p.Partitions, "partitions", "Partitions", 0, mostPartitions).
			With("", "0 takes what the bounds ask for.").OnlyAt("part", "log"),
		sims.Int(&p.Consumers, "consumers", "Consumers of the group", 0, mostPartitions).
			With("", "0: one a partition. More than partitions stay idle.").OnlyAt("part", "log"),
		sims.Int(&p.RF, "rf", "Copies of each partition", 1, 5).
			With("", "Replication factor; at most the number of brokers.").OnlyAt("part", "log"),
		sims.Float(&p.RetentionD, "retention_d", "Kept for", 0.5, 90, 0.5).LogScale().With("days", "").
			OnlyAt("part", "log"),
		sims.Int(&p.Brokers, "brokers", "Brokers", 1, 100).LogScale().OnlyAt("part", "log"),
		sims.Float(&p.Compression, "compression", "Compression", 1, 20, 0.5).
			With("×", "Bytes before over bytes after.").OnlyAt("part", "log"),
		sims.Float(&p.Skew, "skew", "Skew of the keys", 0, 1.5, 0.1).
			With("", "Exponent of a Zipf law over 100,000 keys; 0 is even.").OnlyAt("part", "log"),
		fail.OnlyAt("part", "log"),
		sims.Float(&p.RebalanceS, "rebalance_s", "Takeover", 1, 600, 1).LogScale().
			With("s", "Until others have the partitions of what died.").OnlyAt("part", "log"),
		sims.Int(&p.AddTo, "add_to", "Partitions after adding some", 1, mostPartitions).
			With("", "For the picture of order.").OnlyAt("part", "log"),
		sims.Float(&p.Rate, "rate", "Events", 10, 100_000, 10).LogScale().With("per s", "").OnlyAt("part", "stream"),
		sims.Float(&p.DelayS, "delay_s", "Mean delay", 0.01, 60, 0.01).LogScale().
			With("s", "From event to arrival, exponential.").OnlyAt("part", "stream"),
		sims.Float(&p.WindowS, "window_s", "Window", 1, 60, 1).With("s", "").OnlyAt("part", "stream"),
		sims.Float(&p.SlideS, "slide_s", "Slide", 0, 60, 1).
			With("s", "0: tumbling windows, each starts when the one before ends.").OnlyAt("part", "stream"),
		sims.Float(&p.LagS, "watermark_lag_s", "Lag of the watermark", 0, 120, 0.5).
			With("s", "Behind the newest event time.").OnlyAt("part", "stream"),
		sims.Float(&p.LatenessS, "lateness_s", "Allowed lateness", 0, 120, 0.5).
			With("s", "Added before an event is dropped.").OnlyAt("part", "stream"),
		rule.OnlyAt("part", "stream"),
		sims.Float(&p.Checkpoint, "checkpoint_s", "Checkpoint every", 1, 60, 1).With("s", "").OnlyAt("part", "stream"),
		sims.Float(&p.FailAtS, "fail_at_s", "Failure at", 0, 600, 1).With("s", "0: never.").OnlyAt("part", "stream"),
		semantics.OnlyAt("part", "stream"),
		sims.Float(&p.DurationS, "duration_s", "Length of the run", 30, 600, 10).LogScale().With("s", "").
			OnlyAt("part", "stream"),
		sims.Float(&p.BatchMin, "batch_min", "Batch report every", 1, 1440, 1).LogScale().
			With("min", "For comparison.").OnlyAt("part", "stream"),
		sims.Float(&p.BatchRun, "batch_run_min", "A batch takes", 0, 600, 1).With("min", "").OnlyAt("part", "stream"),
		sims.Int(&p.Rows, "rows", "Rows", 10_000, 1_000_000).LogScale().OnlyAt("part", "columns"),
		sims.Int(&p.Columns, "columns", "Columns of the table", 1, 40).With("", "8 bytes a value in a row.").
			OnlyAt("part", "columns"),
		sims.Int(&p.Read, "read_columns", "Columns the query reads", 1, 40).With("", "The time is the first of them.").
			OnlyAt("part", "columns"),
		sims.Float(&p.Selectivity, "selectivity_pct", "Share of the time asked for", 0, 100, 1).With("%", "").
			OnlyAt("part", "columns"),
		encoding.OnlyAt("part", "columns"),
		sims.Bool(&p.Sorted, "sorted", "Rows in order of time").OnlyAt("part", "columns"),
		sims.Bool(&p.ZoneMaps, "zone_maps", "Zone maps").
			With("", "A block whose least and greatest time lie outside the query is not read.").
			OnlyAt("part", "columns"),
		sims.Int(&p.BlockRows, "block_rows", "Rows of a block", 100, 100_000).LogScale().OnlyAt("part", "columns"),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, told),
	}
}

// valid refuses what cannot be built.
func valid(p Params) error {
	bad := func(knob, sentence string) error {
		return &sims.ParamError{Fields: []sims.FieldError{{Knob: knob, Message: sentence}}}
	}
	switch {
	case p.Part == "log" && p.RF > p.Brokers:
		return bad("rf", fmt.Sprintf("rf is at most the number of brokers, %d here: two copies on one broker are "+
			"lost together", p.Brokers))
	case p.Part == "columns" && p.Read > p.Columns:
		return bad("read_columns", fmt.Sprintf("read_columns is at most the number of columns, %d here", p.Columns))
	}
	return nil
}

// costLimit is the work of a run: values encoded, events taken into windows, or ticks of partitions.
const costLimit = 21_000_000

func cost(p Params) float64 {
	switch p.Part {
	case "columns":
		work := float64(p.Rows*p.Columns) / 3
		if p.Encoding == "auto" || p.Encoding == Dict { // a dictionary sorts its block
			work *= 1 + 2*math.Pow(math.Log2(float64(p.BlockRows))/10, 2)
		}
		return work
	case "stream":
		return p.Rate * p.span() * (5 + 4*p.WindowS/p.slide())
	}
	return 0 // bounded by the knobs
}

func report(p Params) (sims.Report, error) {
	switch p.Part {
	case "columns":
		return columnsReport(p, RunColumns(p)), nil
	case "stream":
		return streamReport(p, RunStream(p)), nil
	}
	s := Size(p)
	return logReport(p, s, RunHour(p, s), AddPartitions(p, s.Partitions, p.AddTo)), nil
}

func whole(v float64) string { return say.Number(v, 0) }
