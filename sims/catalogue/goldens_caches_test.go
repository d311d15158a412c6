package catalogue

// cacheGoldens are the values of the simulations of lessons 8 to 11.
var cacheGoldens = []golden{
	{what: "Hits of a store with room for all keys, life from load", sim: "readcache", run: "--zipf 0", metric: "hit_pct", want: 98.36, tolerance: 0.05, unit: "%", why: "rT/(1 + rT), r = 0.2/s, T = 300 s"},
	{what: "Old values among hits, one write a second and key, 30 s", sim: "readcache", run: "--zipf 0 --keys 100 --rps 1000 --writes_per_s 100 --ttl_s 30", metric: "stale_hit_pct", want: 96.7, tolerance: 0.5, unit: "%", why: "1 − (1 − e^(−wT))/(wT)"},

	{what: "Database writes of one key, 1,000 writes/s, flush every second", sim: "writecache", run: "--keys 1 --zipf 0", metric: "db_writes_per_s", want: 1, tolerance: 0.01, unit: "per s", why: "one a flush"},
	{what: "… writes that become one", sim: "writecache", run: "--keys 1 --zipf 0", metric: "coalescing", want: 1000, tolerance: 52, unit: "×", why: "λF/(1 − e^(−λF))"},
	{what: "Confirmed writes lost at a random crash, 10,000 writes/s", sim: "writecache", run: "--keys 1 --zipf 0 --write_rate 10000", metric: "unsafe_mean", want: 5000, tolerance: 250, unit: "writes", why: "λF/2"},

	{what: "LRU, a tenth of 10,000 keys, Zipf 0.99", sim: "eviction", run: "--policy lru --requests 1000000", metric: "hit_pct", want: 66.4, tolerance: 0.5, unit: "%", why: "Che, Tung and Wang 2002"},
	{what: "… in theory", sim: "eviction", run: "--policy lru", metric: "che_hit_pct", want: 66.4, tolerance: 0.05, unit: "%", why: "the same"},
	{what: "FIFO", sim: "eviction", run: "--policy fifo --requests 1000000", metric: "hit_pct", want: 61.9, tolerance: 0.5, unit: "%", why: "Martina, Garetto and Leonardi 2014"},
	{what: "SIEVE", sim: "eviction", run: "--policy sieve --requests 1000000", metric: "hit_pct", want: 74.1, tolerance: 0.5, unit: "%", why: "a reference simulator"},
	{what: "OPT", sim: "eviction", run: "--policy opt --requests 1000000", metric: "hit_pct", want: 81.0, tolerance: 0.5, unit: "%", why: "a reference simulator"},
	{what: "LRU on a loop of one key more than fits", sim: "eviction", run: "--policy lru --trace loop --objects 1001 --capacity 1000", metric: "hit_pct", want: 0, unit: "%", why: "it throws out the next one"},

	{what: "Queries of one unguarded expiry, 10 reads/s, 3 s", sim: "stampede", run: "--rps 10 --recompute_s 3", metric: "recomputes_per_cycle", want: 31, tolerance: 0.55, unit: "queries", why: "1 + λδ, Vattani et al. 2015"},
	{what: "… with a lock", sim: "stampede", run: "--protection lock", metric: "recomputes_per_cycle", want: 1, unit: "query", why: "the lock outlives the query"},
	{what: "… with single flight in ten processes", sim: "stampede", run: "--protection single_flight", metric: "recomputes_per_cycle", want: 10, unit: "queries", why: "one a process"},
	{what: "… with early refresh, β = 1", sim: "stampede", run: "--protection xfetch", metric: "recomputes_per_cycle", want: 2.718, tolerance: 0.082, unit: "queries", why: "e^(1/β)"},
	{what: "… β = 0.5", sim: "stampede", run: "--protection xfetch --beta 0.5", metric: "recomputes_per_cycle", want: 7.389, tolerance: 0.222, unit: "queries", why: "e^(1/β)"},
	{what: "… β = 2", sim: "stampede", run: "--protection xfetch --beta 2", metric: "recomputes_per_cycle", want: 1.649, tolerance: 0.05, unit: "queries", why: "e^(1/β)"},
	{what: "Lives that end unrefreshed at 0.5 reads/s", sim: "stampede", run: "--protection xfetch --rps 0.5", metric: "expired_cycles_pct", want: 60.65, tolerance: 1.5, unit: "%", why: "exp(−λβδ(1 − e^(−T/βδ)))"},
	{what: "Drain of 50,000 queries of 2 s on 100 connections", sim: "stampede", run: "--rps 50000 --recompute_s 2 --crowd_s 1 --timeout_s 120 --cycles 1", metric: "recovery_s", want: 1000, tolerance: 20, unit: "s", why: "n·δ/connections"},

	{what: "1 TB a day in events of 500 bytes", sim: "pipeline", run: "--part log", metric: "events_per_s", want: 23148.1, tolerance: 0.1, unit: "per s", why: "10¹²/500/86,400"},
	{what: "… in megabytes", sim: "pipeline", run: "--part log", metric: "mb_per_s", want: 11.574, tolerance: 0.001, unit: "MB/s", why: "10¹²/86,400"},
	{what: "Partitions for it", sim: "pipeline", run: "--part log", metric: "partitions", want: 35, unit: "", why: "max of throughput, 5, and consumers, 35"},
}
