package pipeline

import "tradeofflab/sims"

func logKnobs(p *Params) []sims.Knob {
	fail := sims.Choice(&p.Fail, "fail", "After five minutes", "none", "consumer", "broker")
	fail.Labels = []string{"nothing fails", "a consumer dies", "a broker dies"}
	return []sims.Knob{
		sims.Float(&p.TBPerDay, "tb_per_day", "Data a day", 0.01, 100, 0.01).LogScale().
			With("TB", "10¹² bytes, before compression."),
		sims.Float(&p.EventBytes, "event_bytes", "Size of an event", 50, 100_000, 10).LogScale().With("B", ""),
		sims.Float(&p.Peak, "peak", "Peak factor", 1, 10, 0.5).With("×", "Rate of the busiest time over the mean."),
		sims.Float(&p.PartitionMB, "partition_mb", "What a partition takes", 1, 100, 1).LogScale().With("MB/s",
			"A planning figure; measure your own."),
		sims.Float(&p.Utilisation, "utilisation_pct", "Share of it to plan with", 10, 100, 5).With("%", ""),
		sims.Float(&p.ConsumerEPS, "consumer_eps", "What a consumer handles", 100, 100_000, 100).LogScale().
			With("events/s", ""),
		sims.Int(&p.Partitions, "partitions", "Partitions", 0, mostPartitions).
			With("", "0 takes what the bounds ask for, up to 2,000."),
		sims.Int(&p.Consumers, "consumers", "Consumers of the group", 0, mostPartitions).
			With("", "0: one a partition. More than partitions stay idle."),
		sims.Int(&p.RF, "rf", "Copies of each partition", 1, 5).
			With("", "Replication factor; at most the number of brokers."),
		sims.Float(&p.RetentionD, "retention_d", "Kept for", 0.5, 90, 0.5).LogScale().With("days", ""),
		sims.Int(&p.Brokers, "brokers", "Brokers", 1, 100).LogScale(),
		sims.Float(&p.Compression, "compression", "Compression", 1, 20, 0.5).
			With("×", "Bytes before over bytes after."),
		sims.Float(&p.Skew, "skew", "Skew of the keys", 0, 1.5, 0.1).
			With("", "Exponent of a Zipf law over 100,000 keys; 0 is even."),
		fail,
		sims.Float(&p.RebalanceS, "rebalance_s", "Takeover", 1, 600, 1).LogScale().
			With("s", "Until others have the partitions of what died."),
		sims.Int(&p.AddTo, "add_to", "Partitions after adding some", 1, mostPartitions).
			With("", "For the picture of order. Kafka refuses fewer than there are."),
		sims.Seed(&p.Seed),
	}
}

func streamKnobs(p *Params) []sims.Knob {
	semantics := sims.Choice(&p.Semantics, "semantics", "After a failure", "at_most", "at_least", "exactly")
	semantics.Labels = []string{"go on (at most once)", "read again (at least once)",
		"read again, commit with checkpoints (exactly once)"}
	rule := sims.Choice(&p.LateRule, "late_rule", "An event is dropped when", "event", "window")
	rule.Labels = []string{"it is behind the watermark", "its window has closed"}
	return []sims.Knob{
		sims.Float(&p.Rate, "rate", "Events", 10, 100_000, 10).LogScale().With("per s", ""),
		sims.Float(&p.DelayS, "delay_s", "Mean delay", 0.01, 60, 0.01).LogScale().
			With("s", "From event to arrival, exponential."),
		sims.Float(&p.WindowS, "window_s", "Window", 1, 60, 1).With("s", ""),
		sims.Float(&p.SlideS, "slide_s", "Slide", 0, 60, 1).
			With("s", "0: tumbling windows, each starts when the one before ends."),
		sims.Float(&p.LagS, "watermark_lag_s", "Lag of the watermark", 0, 120, 0.5).
			With("s", "Behind the newest event time."),
		sims.Float(&p.LatenessS, "lateness_s", "Allowed lateness", 0, 120, 0.5).
			With("s", "Added before an event is dropped."),
		rule.With("", "Flink and Spark look at the window."),
		sims.Float(&p.Checkpoint, "checkpoint_s", "Checkpoint every", 1, 60, 1).With("s", ""),
		sims.Float(&p.FailAtS, "fail_at_s", "Failure at", 0, 600, 1).With("s", "0: never."),
		semantics,
		sims.Float(&p.DurationS, "duration_s", "Length of the run", 30, 600, 10).LogScale().With("s", ""),
		sims.Float(&p.BatchMin, "batch_min", "Batch report every", 1, 1440, 1).LogScale().
			With("min", "For comparison."),
		sims.Float(&p.BatchRun, "batch_run_min", "A batch takes", 0, 600, 1).With("min", ""),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, told),
	}
}

func columnsKnobs(p *Params) []sims.Knob {
	encoding := sims.Choice(&p.Encoding, "encoding", "Encoding of the columns", "auto", plain, dict, rle,
		delta, bitpack)
	encoding.Labels = []string{"the smallest of each block", "plain", "dictionary", "run length", "delta",
		"bit packing"}
	return []sims.Knob{
		sims.Int(&p.Rows, "rows", "Rows", 10_000, 1_000_000).LogScale(),
		sims.Int(&p.Columns, "columns", "Columns of the table", 1, 40).With("", "8 bytes a value in a row."),
		sims.Int(&p.Read, "read_columns", "Columns the query reads", 1, 40).With("", "The time is the first of them."),
		sims.Float(&p.Selectivity, "selectivity_pct", "Share of the time asked for", 0, 100, 1).With("%", ""),
		encoding,
		sims.Bool(&p.Sorted, "sorted", "Rows in order of time"),
		sims.Bool(&p.ZoneMaps, "zone_maps", "Zone maps").
			With("", "A block whose least and greatest time lie outside the query is not read."),
		sims.Int(&p.BlockRows, "block_rows", "Rows of a block", 100, 100_000).LogScale(),
		sims.Seed(&p.Seed),
	}
}
