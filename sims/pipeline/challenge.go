package pipeline

import (
	"net/url"

	"tradeofflab/sims"
)

// The bounds of the challenge. Brokers and partitions cost money and time to fail over, so there is a budget of both.
const (
	goalRecoverMin = 15
	goalDiskTB     = 12
	goalBrokers    = 4
	goalPartitions = 60
)

var challenge = &sims.Challenge{
	Text: "Size a log for 1 TB a day, kept for a week. A broker dies at the peak, which may not stop you for long, " +
		"lose data, or fill a disk.",
	Goals: []string{"consumers have caught up within 15 minutes", "at most 12 TB on a broker, also after the loss",
		"two copies or more are left", "at most 4 brokers", "at most 60 partitions"},
	Preset: url.Values{"part": {"log"}, "tb_per_day": {"1"}, "event_bytes": {"500"}, "peak": {"3"},
		"consumer_eps": {"2000"}, "retention_d": {"7"}, "rf": {"3"}, "brokers": {"9"}, "compression": {"1"},
		"skew": {"0"}, "fail": {"broker"}, "rebalance_s": {"120"}, "partitions": {"0"}, "consumers": {"0"}},
	Fixed: []string{"part", "tb_per_day", "event_bytes", "peak", "consumer_eps", "retention_d", "compression", "skew",
		"fail", "rebalance_s"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("recover", "caught up after the failure", goalRecoverMin, value("lag_recover_min"), "min",
				"challenge"),
			sims.AtMost("disk", "disk of a broker", goalDiskTB, max(value("disk_tb_per_broker"),
				value("disk_tb_after_loss")), "TB", "challenge"),
			sims.AtMost("copies", "copies missing after the loss", 0, max(0, 2-value("copies_after_loss")), "copies",
				"challenge"),
			sims.AtMost("brokers", "brokers", goalBrokers, value("brokers"), "brokers", "challenge"),
			sims.AtMost("partitions", "partitions", goalPartitions, value("partitions"), "partitions", "challenge"),
		}
	},
}
