package web

// matrixCell is a cell of the story's table of stores, beside what the lab says to it.
type matrixCell struct {
	Story string
	Lab   string
	Links []textLink
}

// textLink is a link with its words.
type textLink struct{ Text, URL string }

// matrixStores are the columns of the story's table.
var matrixStores = []struct {
	Store string
	Cells []matrixCell // in the order of matrixRows
}{
	{"PostgreSQL", []matrixCell{
		{"Joins and complex queries, transactions, many tools, strong consistency.",
			"Strong on the primary. What a replica answers may be old.",
			[]textLink{{"Lag", "/lessons/replication#lag"}}},
		{"The size of one machine, the scaling of writes, very large data.",
			"The story itself runs it on 16 shards with 64 TB, and gives it 50 TB in the last stage.",
			[]textLink{{"df-102", "/claims#df-102"}}},
		{"Complex queries up to 10 TB.",
			"A rule of thumb. The rate of writes and the part that is read often decide earlier than the size.",
			[]textLink{{"df-102", "/claims#df-102"}, {"Why split a table", "/lessons/sharding#why"}}},
		{"High at medium scale.", "No figure stands behind the word.", nil},
	}},
	{"Cassandra", []matrixCell{
		{"Scaling of writes, growth in a line, time series, several data centres.",
			"In proportion to the nodes while the keys are spread. A hot partition ends it.",
			[]textLink{{"s02-11", "/claims#s02-11"}, {"Hot partitions", "/lessons/sharding#hot"}}},
		{"Rigid queries, eventual consistency, skill in modelling.",
			"Each request chooses: with three copies, two that confirm and two that are asked overlap. Lightweight " +
				"transactions are linearizable.",
			[]textLink{{"Two of three", "/sims/conflicts?n=3&w=2&r=2"}, {"s04-42", "/claims#s04-42"}}},
		{"Time series from 10 TB to 1 PB.",
			"The twelve nodes of the story would hold 42 TB each at half a petabyte.",
			[]textLink{{"df-60", "/claims#df-60"}}},
		{"Excellent at large scale.",
			"One copy of all 1.2 PB on gp3 disks costs more than twice what all machines of the last stage do.",
			[]textLink{{"df-83", "/claims#df-83"}}},
	}},
	{"Elasticsearch", []matrixCell{
		{"Text search, live analysis, grouping, a flexible schema.",
			"A copy that is fed from a log of changes and lags. It shows a change when it refreshes, by default once " +
				"a second.",
			[]textLink{{"Remedies", "/lessons/sharding#remedies"}, {"df-73", "/claims#df-73"}}},
		{"Memory, care of the cluster, no transactions.",
			"Where transactions count, PostgreSQL has a text search of its own.",
			[]textLink{{"s02-31", "/claims#s02-31"}}},
		{"Search together with analysis.", "A copy beside the store that keeps the records.",
			[]textLink{{"Search, time series, vectors", "/lessons/families#more"}}},
		{"Moderate, for its memory.", "No figure stands behind the word.", nil},
	}},
	{"Redis", []matrixCell{
		{"The lowest latency, throughput, data structures, messages.",
			"Below a millisecond in one data centre, most of it network. Memcached answers below a millisecond, too.",
			[]textLink{{"s02-03", "/claims#s02-03"}, {"s10-01", "/claims#s10-01"}}},
		{"The price of memory, persistence, few queries.",
			"After a power cut, a log that is synced before each answer lacks nothing; synced each second, it lacks " +
				"about a second of writes at most and half of that on average.",
			[]textLink{{"s09-10", "/claims#s09-10"}}},
		{"Cache and live counters.", "The story's 10 TB fill 20 machines of 512 GB for each copy.",
			[]textLink{{"df-68", "/claims#df-68"}}},
		{"High in its niche.", "What a cache is worth follows from its hit rate.",
			[]textLink{{"Cache strategies", "/sims/readcache"}}},
	}},
}

// matrixRows are the rows of the story's table.
var matrixRows = []string{"Strengths", "Weaknesses", "Fits", "Cost"}
