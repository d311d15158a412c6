package catalogue

// consensusGoldens are the values of lesson 4's simulation of Raft.
var consensusGoldens = []golden{
	{what: "Time without a leader, etcd's times, 5 ms one way, no disk, no PreVote", sim: "consensus",
		run: "--fsync_ms 0 --prevote off --crashes 5000", metric: "unavailable_mean_ms", want: 1165, tolerance: 12.5,
		unit: "ms", why: "a + w/n − h/2 + 3d; five standard errors"},
	{what: "… with PreVote and a disk of 2 ms", sim: "consensus", run: "--crashes 5000",
		metric: "unavailable_mean_ms", want: 1179, tolerance: 12.5, unit: "ms", why: "a + w/n − h/2 + 5d + 2f"},
	{what: "Two candidates at once, 150–300 ms, 5 ms one way", sim: "consensus",
		run: "--preset paper --fsync_ms 0 --crashes 5000", metric: "rival_pct", want: 12.7, tolerance: 2.4, unit: "%",
		why: "1 − (1 − d/w)^(n − 1)"},
	{what: "Split votes of three nodes, 10 ms one way", sim: "consensus",
		run: "--preset paper --nodes 3 --delay_ms 10 --fsync_ms 0 --crashes 5000", metric: "split_vote_pct", want: 12.9,
		tolerance: 2.4, unit: "%", why: "the same with two voters: 1 − (1 − d/w)²"},
	{what: "Median commit, 5 ms one way, disks of 2 ms", sim: "consensus", run: "--fault none", metric: "commit_p50_ms",
		want: 12, tolerance: 1e-5, unit: "ms", why: "max(f, k-th smallest of rtt + f)"},
	{what: "Messages with a write and their answers, five nodes", sim: "consensus", run: "--fault none",
		metric: "messages_per_write", want: 8, tolerance: 0.02, unit: "per write", why: "2(n − 1)"},
	{what: "3 of 5 nodes killed", sim: "consensus", run: "--crash_nodes 3", metric: "available", want: 0,
		why: "floor((n − 1)/2) = 2"},
	{what: "… 2 of 5", sim: "consensus", run: "--crash_nodes 2", metric: "available", want: 1, why: "the same"},
	{what: "Reads by read index", sim: "consensus", run: "", metric: "linearizable", want: 1,
		why: "Herlihy and Wing 1990"},
	{what: "… at any node", sim: "consensus", run: "--reads any", metric: "linearizable", want: 0,
		why: "3,000 reads, λ = 10/s on each of 10 keys"},
}
