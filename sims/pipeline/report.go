package pipeline

import "tradeofflab/sims"

// Defaults are the knobs of a run that sets none.
var Defaults = Params{Part: "log", Rows: 50_000, Columns: 20, Read: 2, Selectivity: 10, Encoding: "auto", Sorted: true,
	ZoneMaps: true, BlockRows: 1000,
	Rate: 3000, DelayS: 2, WindowS: 5, LagS: 5, LateRule: "window", Checkpoint: 10, FailAtS: 65, Semantics: "exactly",
	DurationS: 80, BatchMin: 60, BatchRun: 5,
	TBPerDay: 1, EventBytes: 500, Peak: 3, PartitionMB: 10, Utilisation: 70, ConsumerEPS: 2000, RF: 3, RetentionD: 7,
	Brokers: 9, Compression: 1, Fail: "none", RebalanceS: 30, AddTo: 48, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Parts(about, Defaults, sims.Chooser[Params]{ID: "part", Label: "Part",
	Help: "Each part has its own knobs and figures.", Field: func(p *Params) *string { return &p.Part }},
	sims.Part("columns", "rows and columns", columnsModel), sims.Part("stream", "stream processor", streamModel),
	sims.Part("log", "log", logModel))

var about = sims.About{
	Slug: "pipeline", Title: "Data pipeline", Version: "3", Lesson: 11,
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
		{Label: "Apache Kafka documentation, Operations, Modifying topics",
			URL: "https://kafka.apache.org/documentation/#basic_ops_modify_topic",
			For: "partitions are added, and never taken away"},
		{Label: "Apache Flink documentation, Windows, Allowed Lateness",
			URL: "https://github.com/apache/flink/blob/master/docs/content/docs/dev/datastream/operators/windows.md",
			For: "an event is dropped when the watermark has passed the end of its window"},
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
