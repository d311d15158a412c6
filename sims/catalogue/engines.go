package catalogue

// Engines are the files of the engine in the browser and the simulations that each holds, by the name of their folder.
// A file stays below 1.6 MB as it is sent, so that a reader on a slow line has it soon. Simulations that need SQLite
// stay on the server: indexes and families.
var Engines = map[string][]string{
	"a": {"hashing", "sharding", "conflicts", "federated"},
	"b": {"readcache", "writecache", "stampede", "loops"},
	"c": {"queueing", "eviction", "trees"},
	"d": {"replication", "consensus", "migration"},
	"e": {"transactions", "pipeline", "storagecost"},
	"f": {"journey", "recommender"},
}
