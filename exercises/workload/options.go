package workload

import "tradeofflab/exercises"

// The ids of models, of consistency and of access patterns.
const (
	SQL   = "sql"
	NoSQL = "nosql"

	Strong   = "strong"
	Session  = "session"
	Eventual = "eventual"

	ByKey  = "bykey"
	Fields = "fields"
	Range  = "range"
	Hops   = "hops"
	Joins  = "joins"
	Scan   = "scan"
)

// Models are the two models of the course.
var Models = []exercises.Option{{ID: SQL, Label: "Relational (SQL)"}, {ID: NoSQL, Label: "Not relational (NoSQL)"}}

// AgainstModel says what is lost with a model that is not accepted.
var AgainstModel = map[string]string{
	SQL: "Which of joins, transactions over several records and new questions does this workload use? What it does " +
		"not use is paid for all the same.",
	NoSQL: "What would the application have to check by itself that a relational store checks for it?",
}

// Levels are the levels of consistency.
var Levels = []exercises.Option{{ID: Strong, Label: "Strong: every read sees the last write"},
	{ID: Session, Label: "Session: everybody sees at least their own writes"},
	{ID: Eventual, Label: "Eventual: a read may be a little old"}}

// AgainstLevel asks what a level that is not accepted would cost or break.
var AgainstLevel = map[string]string{
	Strong: "A strong read waits for a primary or a majority of copies, and fails when it cannot reach them. Who " +
		"would notice here that an answer is a little old?",
	Session:  "Does a reader here look for what the same person has just written? And is that all a reader has to see?",
	Eventual: "Somebody reads the old value. What do they believe, do again, or lose?",
}

// StoreOptions are the named databases.
var StoreOptions = []exercises.Option{
	{ID: "postgresql", Label: "PostgreSQL"}, {ID: "mysql", Label: "MySQL"}, {ID: "cockroachdb", Label: "CockroachDB"},
	{ID: "timescaledb", Label: "TimescaleDB"},
	{ID: "mongodb", Label: "MongoDB"}, {ID: "cassandra", Label: "Apache Cassandra"},
	{ID: "dynamodb", Label: "Amazon DynamoDB"}, {ID: "redis", Label: "Redis"}, {ID: "memcached", Label: "Memcached"},
	{ID: "neo4j", Label: "Neo4j"}, {ID: "elasticsearch", Label: "Elasticsearch"}, {ID: "influxdb", Label: "InfluxDB"},
	{ID: "s3", Label: "Amazon S3"},
}

// ModelOf gives the model of a store.
func ModelOf(store string) string {
	switch store {
	case "postgresql", "mysql", "cockroachdb", "timescaledb":
		return SQL
	}
	return NoSQL
}

// AgainstStore says what each store is made for, for those who chose it where something else is needed.
var AgainstStore = map[string]string{
	"postgresql": "It is made for transactions, constraints and new questions, usually on one primary that takes " +
		"all writes. Which of these does this workload ask for, and which does it exceed?",
	"mysql": "It is made for transactions and joins, usually on one primary that takes all writes. Which of " +
		"these does this workload ask for, and which does it exceed?",
	"cockroachdb": "It spreads transactions over many machines, and each write waits for a majority of copies. " +
		"Does this workload need transactions?",
	"timescaledb": "It cuts tables into chunks of time and keeps sums over them. Is time what these records " +
		"are asked by?",
	"mongodb": "It keeps records of varying fields and indexes those fields. Is that what is asked here?",
	"cassandra": "It takes many writes and reads a range inside a known partition. It gives up joins, new " +
		"questions and filters on other fields.",
	"dynamodb": "It finds an item, or a range of items, by a key that is known. Are these records found by one " +
		"key, and do they fit into items of 400 KB?",
	"redis": "It holds everything in memory. What does that cost for this amount of data, and can a question " +
		"be more than a key?",
	"memcached": "It forgets everything at a restart and knows nothing but keys. Can these data be lost, and is " +
		"a key all that is asked?",
	"neo4j": "It follows relations from node to node. Does the question follow any?",
	"elasticsearch": "It finds words and fields in an inverted index, about a second after they are written, and " +
		"usually beside a store that holds the truth. Is anything searched here?",
	"influxdb": "It keeps measured values by time. Are these records values that are summed up over time?",
	"s3": "It keeps large pieces that are replaced whole, tens to hundreds of milliseconds away. Are " +
		"these records large, and does nobody ask for what is inside?",
}

// FamilyOptions are the four families, and what remains when none fits.
var FamilyOptions = []exercises.Option{{ID: "document", Label: "Document"}, {ID: "graph", Label: "Graph"},
	{ID: "key-value", Label: "Key-value"}, {ID: "wide-column", Label: "Wide-column"},
	{ID: "relational", Label: "None of the four: relational"}}

// AgainstFamily says what each family is made for.
var AgainstFamily = map[string]string{
	"document":  "It serves queries by fields inside records that differ. Is that the question here?",
	"graph":     "It serves questions that follow relations. Lookups and ranges gain nothing from it.",
	"key-value": "It gives a value back for a key and never looks inside. Is the key all that a reader has to know?",
	"wide-column": "It serves many writes and ranges inside a known partition. Is there such a partition, and is a " +
		"range of it what is read?",
	"relational": "It serves transactions, rules and questions that nobody foresaw. Which of them does this " +
		"workload have?",
}

// PatternOptions are access patterns.
var PatternOptions = []exercises.Option{{ID: Hops, Label: "Paths along relations"},
	{ID: ByKey, Label: "One known key leads to the whole value"},
	{ID: Scan, Label: "Sums over everything that is stored"},
	{ID: Range, Label: "A range inside one known partition, in order of time"},
	{ID: Joins, Label: "Transactions and joins over several kinds of records"},
	{ID: Fields, Label: "Filters on fields inside the records"}}

// AgainstPattern says when each pattern would decide.
var AgainstPattern = map[string]string{
	Hops:   "A question that follows relations has to go on from what it has just found. Does this one?",
	ByKey:  "That would be all if a reader knew one key and wanted one value. Read the question in the task again.",
	Scan:   "Nobody in the task asks for a sum over everything. That is a question for a warehouse.",
	Range:  "Which partition would be known, and which range of it would be asked for?",
	Joins:  "Which two kinds of records change together, or are combined in an answer?",
	Fields: "By which fields besides the key does the task ask?",
}
