package consensus

import (
	"tradeofflab/sims"
)

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: defaults, Knobs: knobs, Cost: cost, Run: sims.Sure(Run),
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Story: story,
	Figures: []sims.Picture[Params, Result]{
		{ID: "election", If: zoomed, Draw: electionFigure},
		{ID: sims.MotionID, If: hasMotion, Draw: motionFigure},
		{ID: "roles", Draw: rolesFigure},
		{ID: "logs", Draw: logsFigure},
		{ID: "downtime", If: counted, Draw: downtimeFigure},
		{ID: "spread", Work: spreadFigure},
		{ID: "commit", Draw: commitFigure},
		{ID: "survive", Work: surviveFigure},
		{ID: "history", Draw: historyFigure},
		{ID: "quorum", Work: quorumFigure},
		{ID: "paper", Work: paperFigure},
	},
})

var defaults = Params{Preset: "etcd", Nodes: 5, Regions: "one", DelayMs: 5, Jitter: "exp", FsyncMs: 2, Durable: true,
	Prevote: true, CheckQuorum: true, Reads: "read_index", MarginPct: 10, WriteRate: 100, ReadRate: 100, Keys: 10,
	ClientMs: 1000, Fault: "crash", FaultAt: 10, FaultS: 10, CrashNodes: 1, Logs: "equal", Crashes: 1, DurationS: 30,
	Seed: 1}

func zoomed(_ Params, r Result) bool { return len(r.Trace.Mail) > 0 }

// counted says whether there are enough faults to draw how long they last.
func counted(_ Params, r Result) bool { return len(r.Trials.Down) > 1 }

var about = sims.About{
	Slug: "consensus", Title: "Consensus", Version: "5", Lesson: 4,
	Question: "Several nodes keep one log. What happens when their leader dies, how long does a write take, and what " +
		"may a read see?",
	Doc: "Raft message by message: elections, commits, reads and faults, with its safety held after every event, " +
		"beside quorums without consensus.",
	LeavesOut: []string{
		"The members stay the same. Real clusters add and remove nodes, which Raft does through the log.",
		"The log is never cut: there are no snapshots, and a node that comes back reads and applies all of it at once.",
		"Messages have no size, and no node ever waits for a processor. A link that is cut loses what is sent from " +
			"then on; a connection made anew would send some of it again.",
		"Clients sit beside the nodes and reach all of them, whatever the links between nodes do. A client that " +
			"finds no leader asks the next node every 50 ms or four times in its patience, and sends an operation " +
			"again only where no node has taken it.",
		"A leader does not hand its office over before it is stopped (leadership transfer, dissertation, section " +
			"3.10).",
		"etcd and CockroachDB count time in ticks of 100 and 500 ms. Here a timeout may have any length.",
		"CockroachDB runs one Raft group a range, and its newer versions let a leader extend its office by a lease " +
			"between stores. Only its times are taken here.",
		"A follower learns of a commit with the next message of its leader. etcd sends one at once.",
		"Where nothing is forced to disk, the system writes back every 5 s. Linux and the disk decide when they " +
			"really do.",
	},
	Sources: []sims.Source{
		{Label: "Ongaro and Ousterhout, In search of an understandable consensus algorithm, USENIX ATC 2014",
			URL: "https://raft.github.io/raft.pdf",
			For: "the protocol, its five properties, timeouts of 150–300 ms, and the measured downtimes"},
		{Label: "Ongaro, Consensus: bridging theory and practice, dissertation, Stanford 2014",
			URL: "https://github.com/ongardie/dissertation",
			For: "PreVote, votes refused while a leader is heard, reads by read index and by lease"},
		{Label: "etcd 3.6, server/embed/config.go and server/etcdserver/bootstrap.go, read in November 2026",
			URL: "https://github.com/etcd-io/etcd/blob/main/server/embed/config.go",
			For: "election 1,000 ms, heartbeat 100 ms, PreVote and CheckQuorum on"},
		{Label: "CockroachDB, pkg/base/config.go, read in November 2026",
			URL: "https://github.com/cockroachdb/cockroach/blob/master/pkg/base/config.go",
			For: "ticks of 500 ms, heartbeat 2, election 4 to 8, CheckQuorum on"},
		{Label: "Herlihy and Wing, Linearizability, ACM TOPLAS 12(3), 1990", URL: "https://doi.org/10.1145/78969.78972",
			For: "what a correct read is"},
		{Label: "Gibbons and Korach, Testing shared memories, SIAM Journal on Computing 26(4), 1997",
			URL: "https://doi.org/10.1137/S0097539794279614",
			For: "histories with unique versions are judged without a search"},
		{Label: "Attiya, Bar-Noy and Dolev, Sharing memory robustly in message-passing systems, JACM 42(1), 1995",
			URL: "https://doi.org/10.1145/200836.200869", For: "reads of a quorum must write back what they return"},
	},
	Headline: []string{"unavailable_ms", "commit_p50_ms", "commit_p99_ms", "lost_acked_writes", "stale_reads",
		"linearizable"},
	First: []string{"preset", "fault", "reads", "nodes", "delay_ms"},
	Predict: &sims.Predict{Question: "Five nodes, 5 ms apart, with etcd's times: a heartbeat every 100 ms, and a " +
		"follower waits 1,000 to 2,000 ms for one. The leader dies. For how long can nobody write?",
		Metric: "unavailable_ms", Min: 0, Max: 5000, Step: 10, Unit: "ms",
		Hides: []string{sims.MotionID, "election", "roles", "spread", "unavailable_mean_ms", "unavailable_p99_ms"}},
	Challenge: challenge,
	Pair:      pairFigure,
}

func knobs(p *Params) []sims.Knob {
	return append(timeKnobs(p), append(faultKnobs(p), append(clientKnobs(p), sims.Seed(&p.Seed),
		sims.Step(&p.Step, storySteps))...)...)
}

func timeKnobs(p *Params) []sims.Knob {
	preset := sims.Choice(&p.Preset, "preset", "Times of", "etcd", "paper", "cockroachdb")
	preset.Labels = []string{"etcd (1,000–2,000 ms, 100)", "the paper (150–300 ms, 50)",
		"CockroachDB (2,000–4,000 ms, 1,000)"}
	regions := sims.Choice(&p.Regions, "regions", "Nodes lie in", "one", "near", "far")
	regions.Labels = []string{"one region", "three regions, 6 to 9 ms apart", "three regions, 35 to 115 ms apart"}
	jitter := sims.Choice(&p.Jitter, "jitter", "Shape of the random delay", "exp", "uniform")
	jitter.Labels = []string{"exponential", "uniform"}
	return []sims.Knob{
		preset.With("", "Election timeout and heartbeat, where the three knobs of time are 0. The paper measured "+
			"with a heartbeat of half the shortest timeout, 75."),
		sims.Int(&p.Nodes, "nodes", "Nodes", 3, 7),
		sims.Int(&p.TimeoutMin, "timeout_min_ms", "Shortest election timeout", 0, 60_000).With("ms",
			"0: as the preset has it."),
		sims.Int(&p.TimeoutMax, "timeout_max_ms", "Longest election timeout", 0, 60_000).With("ms",
			"0: as the preset has it, or twice the shortest where that is set. One below the shortest lowers that to "+
				"it."),
		sims.Int(&p.Heartbeat, "heartbeat_ms", "Heartbeat every", 0, 10_000).With("ms", "0: as the preset has it."),
		regions.With("", "Jakarta, Surabaya, Singapore; or Singapore, Tokyo, Frankfurt, with delays that we take. "+
			"Nodes lie there by turns, 0.5 ms apart within a region."),
		sims.Float(&p.DelayMs, "delay_ms", "Delay of a message, one way", 0.05, 150, 0.05).LogScale().With("ms",
			"Between any two nodes of one region."),
		sims.Float(&p.JitterMs, "jitter_ms", "Random part of the delay", 0, 150, 0.1).With("ms",
			"Added to each message: its mean if exponential, its most if uniform."),
		jitter,
		sims.Float(&p.LossPct, "loss_pct", "Messages lost", 0, 30, 0.1).With("%", "Between nodes."),
		sims.Float(&p.FsyncMs, "fsync_ms", "Time to force to disk", 0, 50, 0.1).With("ms",
			"Of a log entry or a vote. A disk serves one request after the other."),
		sims.Bool(&p.Durable, "durable", "Answers wait for the disk").With("",
			"Off: nothing is forced, and a crash forgets what the system has not written back."),
		sims.Bool(&p.Batch, "batch", "Writes go in batches").With("",
			"What comes while the leader's disk is busy goes to disk and to the followers together."),
		sims.Bool(&p.Prevote, "prevote", "PreVote").With("",
			"A node asks whether it could win before it begins a new term."),
		sims.Bool(&p.CheckQuorum, "check_quorum", "CheckQuorum").With("", "A leader that does not hear from a "+
			"majority steps down, and who hears a leader gives no vote to another."),
	}
}

func faultKnobs(p *Params) []sims.Knob {
	fault := sims.Choice(&p.Fault, "fault", "Fault", "none", "crash", "minority", "majority", "one_way", "flap")
	fault.Labels = []string{"none", "nodes crash", "the leader is cut off with a minority",
		"a minority is cut off from the leader", "the leader sends but does not hear", "a follower comes and goes"}
	logs := sims.Choice(&p.Logs, "logs", "Logs when the leader crashes", "equal", "different")
	logs.Labels = []string{"as they are", "each follower's of another length"}
	return []sims.Knob{
		fault,
		sims.Float(&p.FaultAt, "fault_at_s", "Fault begins at", 0, 3600, 0.1).With("s", ""),
		sims.Float(&p.FaultS, "fault_s", "Fault lasts", 0.1, 3600, 0.1).With("s",
			"Then links heal, and crashed nodes start again with what is on their disks."),
		sims.Int(&p.CrashNodes, "crash_nodes", "Nodes killed together", 1, 7).With("",
			"The leader first; at most all of them."),
		logs.With("", "Only a node whose log is at least as new as that of a majority can be elected."),
		sims.Int(&p.Crashes, "crashes", "Faults for the statistics", 1, 5000).LogScale().With("",
			"1: that of the run. More: each on a cluster of its own, without clients, at a random moment between two "+
				"heartbeats."),
		sims.Float(&p.DurationS, "duration_s", "Time simulated", 1, 3600, 1).LogScale().With("s", ""),
	}
}

func clientKnobs(p *Params) []sims.Knob {
	reads := sims.Choice(&p.Reads, "reads", "Reads are served", "read_index", "lease", "leader", "any")
	reads.Labels = []string{"by the leader, once a majority still follows (read index)",
		"by the leader, for a while after a majority has answered (lease)", "by whoever takes itself for the leader",
		"by any node"}
	return []sims.Knob{
		reads,
		sims.Float(&p.MarginPct, "lease_margin_pct", "Part of a lease that is not used", 0, 50, 1).With("%",
			"A lease lasts as long as the shortest election timeout."),
		sims.Float(&p.DriftPct, "clock_drift_pct", "Clock of node A is slow by", 0, 50, 1).With("%",
			"Node A leads first."),
		sims.Float(&p.WriteRate, "write_rate", "Writes", 0, 5000, 1).With("per s", "Of all clients; a Poisson "+
			"process."),
		sims.Float(&p.ReadRate, "read_rate", "Reads", 0, 5000, 1).With("per s", "The same."),
		sims.Int(&p.Keys, "keys", "Keys", 1, 100).LogScale().With("", "Each is judged as a register of its own."),
		sims.Int(&p.ClientMs, "client_timeout_ms", "A client gives up after", 10, 60_000).LogScale().With("ms",
			"Its write may still have its effect, at any later time."),
	}
}
