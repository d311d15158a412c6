package workload

import (
	"fmt"
	"tradeofflab/say"
)

func wideColumn() []Workload {
	return []Workload{
		{ID: "chat", Name: "Chat messages", Thing: "message",
			Words: "conversation|channel|chat$|chat's|room|message|it$|history|thread", Kind: WideColumn,
			Task: "A messenger has 10 million users a day. Messages are written in great number and hardly ever " +
				"changed. A reader opens one conversation and pages through its messages by time.",
			Given: "10 million users a day",
			Models: []Pick{{NoSQL, "Every query names one conversation and a range of time, and writes have to " +
				"spread. Joins are not asked for."}, {SQL, "Defensible if the tables are sharded by conversation " +
				"from the start: every query names one. Moving shards is then your work."}},
			Stores: []Pick{{"cassandra",
				"Writes append and spread over nodes; a conversation lies together, sorted by time."},
				{"dynamodb", "Right as well: conversation as partition key, time as sort key."},
				{"mongodb", "Defensible, sharded by conversation. Its B-tree indexes make an insert dearer " +
					"than an append."}, {"postgresql",
					"Defensible when sharded by conversation, with tables cut by time."},
				{"mysql", "Defensible when sharded by conversation, with tables cut by time."}},
			Consistency: []Pick{{Session, "Writers see their own message at once; others may get it a moment later. " +
				"The order inside a conversation is kept."}, {Eventual, "Right as well, as long as the order inside " +
				"a conversation is kept and the application shows an own message by itself."}},
			Harm: "A message that others get half a second later harms nobody.",
			May:  []string{"bykey"},
			Reasons: []Reason{{"load", "10 million users with, say, 40 messages a day write 4,630 a second on " +
				"average and several times that at the peak, so the writes have to spread over many nodes."},
				{"range", "A reader asks for the messages of one conversation between two times, and they lie " +
					"together in order."}},
			Families: []Pick{{"wide-column", "A conversation is a partition, and time sorts inside it."}},
			Patterns: []Pick{{Range, "One conversation, the messages between two times."}},
			Keys: []Key{{"Conversation and month; sorted by time", true,
				"A page of messages is one read, and no partition grows for ever."},
				{"Message id", false, "Messages of a conversation would lie anywhere, and a page would be " +
					"fifty reads."},
				{"Sender; sorted by time", false,
					"A conversation has several senders, so a reader would have to merge them."},
				{"Day; sorted by time", false, "All writes of a day would meet in one partition."}}},
		Sensors("IoT sensors", 100_000, 5),
		{ID: "inbox", Name: "Notifications", Thing: "notification", Words: "user|inbox|notification|notice|person|it$",
			Kind: WideColumn,
			Task: "60,000 notifications a second are written into the inboxes of 200 million users. A user " +
				"opens the app and reads the newest of the own inbox, then pages back.",
			Given:  "60,000 writes a second, 200 million users",
			Models: []Pick{{NoSQL, "One pattern, known in advance, with more writes than one primary takes."}},
			Stores: []Pick{{"cassandra", "One partition a user, newest first, and writes on all nodes."},
				{"dynamodb", "Right as well: user as partition key, time as sort key, and old items expire."}},
			Consistency: []Pick{{Eventual, "A notification that shows up a second later harms nobody."},
				{Session, "Right as well: what a user has marked as read stays read for that user."}},
			Harm: "A notification that shows up a second later harms nobody.",
			May:  []string{"bykey", "expiry"},
			Reasons: []Reason{{"load", "60,000 writes a second need many nodes that all take writes."},
				{"range", "A user reads the newest of the own inbox, which lie sorted in one partition."}},
			Families: []Pick{{"wide-column", "A partition a user, sorted by time, and many writes."}},
			Patterns: []Pick{{Range, "One user, the newest first."}},
			Keys: []Key{{"User; sorted by time, newest first", true,
				"An inbox opens with one read, and users spread evenly."},
				{"Notification id", false, "An inbox would be scattered over all nodes."},
				{"Kind of notification", false, "A handful of values cannot spread 60,000 writes."},
				{"Hour; sorted by user", false, "All writes of an hour would meet in one partition."}}},
		{ID: "plays", Name: "Watch history", Thing: "play event", Words: "viewer|play|history|event|title",
			Kind: WideColumn,
			Task: "Players send 100,000 progress events a second. A viewer's page shows what that viewer " +
				"watched, by time, from the latest back.",
			Given: "100,000 events a second",
			Models: []Pick{{NoSQL,
				"Append-only events, one known query, and more writes than one primary takes."}},
			Stores: []Pick{{"cassandra", "Events append, and a viewer's lie together in order of time."},
				{"dynamodb", "Right as well: viewer as partition key, time as sort key. Its price is per write."}},
			Consistency: []Pick{{Eventual, "A history that misses the last seconds harms nobody."},
				{Session, "Right as well: viewers who switch devices want to go on where they stopped."}},
			Harm: "A history that misses the last seconds harms nobody.",
			May:  []string{"bykey"},
			Reasons: []Reason{{"load",
				"100,000 writes a second are more than one machine takes, so they are spread over nodes."},
				{"range", "A page wants one viewer's history from the latest back, and it lies sorted in " +
					"one partition."}},
			Families: []Pick{{"wide-column", "A partition a viewer, sorted by time, and many writes."}},
			Patterns: []Pick{{Range, "One viewer, the latest first."}},
			Keys: []Key{{"Viewer and month; sorted by time", true,
				"A page is one read, and no viewer's partition grows for ever."}, {"Title; sorted by time", false,
				"A viewer's history would lie in as many partitions as titles, and a new hit would be hot."},
				{"Event id", false, "Events of one viewer would lie anywhere."}, {"Minute; sorted by viewer", false,
					"All writes of a minute would meet in one partition."}}},
	}
}

// Sensors is the workload of n sensors that send a reading every so many seconds.
func Sensors(name string, n, every int) Workload {
	rate, perDay := say.Number(float64(n)/float64(every), 0), say.Number(86_400/float64(every), 0)
	return Workload{ID: "iot", Name: name, Thing: "reading",
		Words: "sensor|device|reading|meter|measure|value|row|rows", Kind: WideColumn,
		Task: fmt.Sprintf("%s sensors send a reading every %d seconds. The only query asks for the readings of one "+
			"sensor between two times.", say.Int(n), every),
		Given: fmt.Sprintf("%s, one reading every %d s", say.Int(n), every),
		Models: []Pick{{NoSQL, "One known query and a stream of appends that never pauses: nothing of SQL is used."},
			{SQL, "Defensible with a relational store that cuts its tables by time and takes rows in batches."}},
		Stores: []Pick{{"cassandra", "Every node takes writes, and the readings of a sensor lie sorted by time."},
			{"influxdb", "Right as well: it is made for values by time."},
			{"timescaledb", "Right as well: tables in chunks of time, filled in batches."},
			{"dynamodb", "Right as well, with sensor and day as partition key. Its price is per write."}},
		Consistency: []Pick{{Eventual, "A reading that shows up a second later harms nobody."}},
		Harm:        "A reading that shows up a second later harms nobody, and no reader has written it.",
		May:         []string{"bykey", "window"},
		Reasons: []Reason{{"load",
			rate + " writes arrive each second, day and night, and more nodes take more of them."},
			{"range", "The only query wants one sensor between two times, and its readings lie sorted in " +
				"one partition."}},
		Families: []Pick{{"wide-column",
			"Many writes into partitions that are known, and ranges of time inside them."}},
		Patterns: []Pick{{Range, "One sensor, from time A to time B."}},
		Keys: []Key{{"Sensor and day; sorted by time", true, fmt.Sprintf("A day of one sensor is a partition of %s "+
			"readings, a range is one sequential read, and sensors spread evenly.", perDay)},
			{"Sensor alone; sorted by time", false,
				fmt.Sprintf("Ranges would be quick at first. With %s readings a day the partition never stops growing.",
					perDay)},
			{"Day alone; sorted by time", false,
				fmt.Sprintf("All %s writes a second would meet in the partition of today.", rate)},
			{"Random id of the reading", false,
				"Writes would spread well, and a range of one sensor would be a search through everything."}}}
}
