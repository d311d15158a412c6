// Package pipeline follows events from a log to an answer: how a column store reads less than a row store, what a
// stream processor drops, replays and counts twice, and how many partitions, brokers and disks a log needs.
package pipeline

// Params are the learner's knobs. The same Params always give the same report.
type Params struct {
	Part string // columns, stream, log

	// Columns.
	Rows        int     // of the table
	Columns     int     // of the table
	Read        int     // columns that the query reads, the time included
	Selectivity float64 // share of the time span that the query asks for, %
	Encoding    string  // auto takes the smallest; plain, dict, rle, delta, bitpack where they fit
	Sorted      bool    // rows are stored in order of time
	ZoneMaps    bool    // blocks whose least and greatest time lie outside the query are not read
	BlockRows   int     // rows of a block

	// Stream.
	Rate       float64 // events per second
	DelayS     float64 // mean of the exponential delay from event to arrival, s
	WindowS    float64 // length of a window, s
	SlideS     float64 // a window starts every so often, s; 0: when the one before ends
	LagS       float64 // the watermark stands so far behind the newest event time, s
	LatenessS  float64 // allowed lateness, s
	LateRule   string  // event: dropped when behind the watermark; window: when its window has closed
	Checkpoint float64 // s between checkpoints
	FailAtS    float64 // the processor fails at this time, s; 0: never
	Semantics  string  // at_most, at_least, exactly
	DurationS  float64 // s
	BatchMin   float64 // interval of the batch report, minutes
	BatchRun   float64 // time a batch takes, minutes

	// Log.
	TBPerDay    float64 // 10^12 bytes produced a day, before compression
	EventBytes  float64
	Peak        float64 // rate of the busiest time over the mean
	PartitionMB float64 // MB/s that one partition takes
	Utilisation float64 // share of that to plan with, %
	ConsumerEPS float64 // events per second that one consumer handles
	RF          int     // copies of each partition
	RetentionD  float64 // days
	Brokers     int
	Compression float64 // bytes before over bytes after
	Partitions  int     // 0: as many as the bounds ask for
	Consumers   int     // of one group; 0: one a partition
	Skew        float64 // exponent of the Zipf law of the keys; 0: all alike
	Fail        string  // none, consumer, broker
	RebalanceS  float64 // until the partitions of a dead consumer, or the leaders of a dead broker, are taken over, s
	AddTo       int     // partitions after adding some, for the picture of order

	Seed int
	Step int // of the story; changes no result
}
