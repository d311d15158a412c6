package transactions

import (
	"fmt"

	"tradeofflab/sims"
)

func knobs(p *Params) []sims.Knob {
	out := append(loadKnobs(p), protocolKnobs(p)...)
	return append(append(out, lockKnobs(p)...), faultKnobs(p)...)
}

func loadKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Choice(&p.Protocol, "protocol", "Protocol", twoPhase, saga, outbox, singleShard).
			Labelled("How a transfer changes its accounts.", "two-phase commit", "saga", "outbox",
				"all accounts on one shard"),
		sims.Int(&p.Shards, "shards", "Shards", 1, 64).LogScale(),
		sims.Int(&p.Span, "span", "Accounts of a transfer", 1, 16).
			With("", "Each on a shard of its own, or all on one. The first pays the others."),
		sims.Float(&p.Rate, "rate", "Transfers", 1, 20_000, 1).LogScale().With("per s", "They arrive at random times."),
		sims.Int(&p.Keys, "keys", "Accounts", 100, 1_000_000).LogScale(),
		sims.Float(&p.Zipf, "zipf", "Zipf exponent of the accounts", 0, 1.4, 0.05).
			With("", "0: all are used alike."),
		sims.Float(&p.RTTms, "rtt_ms", "Round trip", 0.1, 300, 0.1).LogScale().
			With("ms", "Between any two nodes. The client is beside its coordinator."),
		sims.Float(&p.FsyncMs, "fsync_ms", "A forced log write", 0, 50, 0.1).With("ms", "The log is on disk after it."),
		sims.Float(&p.DurationS, "duration_s", "Transfers begin for", 2, 600, 1).LogScale().
			With("s", "With a crash at least until a second after the recovery."),
	}
}

func protocolKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Choice(&p.Answer, "answer", "The client is answered", "decision", "complete").
			Labelled("At the decision: with a saga or an outbox after its first local transaction.",
				"at the decision", "when all is complete"),
		sims.Int(&p.Coordinators, "coordinators", "Coordinators", 1, 16).
			With("", "They share the transfers. For an outbox they are its relays."),
		sims.Choice(&p.Store, "coordinator_store", "A coordinator's log", "local", "replicated").
			Labelled("Replicated: on a majority one round trip away, and another replica takes over after a crash.",
				"on its own disk", "replicated"),
		sims.Float(&p.TakeoverMs, "takeover_ms", "Another replica takes over after", 10, 60_000, 10).LogScale().
			With("ms", "").OnlyAt("coordinator_store", "replicated"),
		sims.Choice(&p.Place, "coordinator_place", "The coordinator is", "apart", "participant").
			Labelled("On the payer's machine it takes no message there, and one log force stands for three.",
				"a machine of its own", "on the payer's shard").OnlyAt("protocol", twoPhase),
		sims.Int(&p.ReadOnly, "read_only", "Accounts that are only read", 0, 14).
			With("", "Such a shard votes once and is done. Two accounts at least are changed.").
			OnlyAt("protocol", twoPhase),
		sims.Choice(&p.Style, "saga_style", "The saga is led", "orchestrated", "choreographed").
			Labelled("With choreography each shard tells the next one.", "by an orchestrator",
				"by its steps").OnlyAt("protocol", saga),
		sims.Float(&p.FailPct, "fail_pct", "A step is refused", 0, 20, 0.5).
			With("%", "Each step of a saga. The steps before it are taken back.").OnlyAt("protocol", saga),
		sims.Float(&p.RelayMs, "relay_ms", "The relay looks at an outbox every", 0, 5000, 10).
			With("ms", "0: it is told at once.").OnlyAt("protocol", outbox),
		sims.Float(&p.DuplicatePct, "duplicate_pct", "Deliveries that arrive twice", 0, 10, 0.5).With("%", "").
			OnlyAt("protocol", saga, outbox),
		sims.Bool(&p.Dedupe, "dedupe", "Receivers know what they have applied").
			With("", "By the key of the transfer, in the same local transaction.").OnlyAt("protocol", saga, outbox),
	}
}

func lockKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Choice(&p.Conflict, "conflict", "Who meets a lock", "nowait", "wait").Labelled("",
			"gives up at once", "waits"),
		sims.Float(&p.LockMs, "lock_timeout_ms", "Wait for a lock at most", 10, 60_000, 10).LogScale().
			With("ms", "No shard sees a cycle of waits over two shards: only this ends it, or a coordinator that "+
				"stops waiting for votes.").OnlyAt("conflict", "wait"),
		sims.Bool(&p.OrderKeys, "order_keys", "Locks in one order for all").
			With("", "On: all at once, and every shard sees transfers in the same order. Off: one after another, the "+
				"payer's first."),
		sims.Float(&p.HoldMs, "hold_ms", "A lock is held at least", 0, 5000, 1).
			With("ms", "0: as long as messages and log forces take."),
		sims.Choice(&p.Isolation, "isolation", "Readers use", "locks", "snapshot", "none").
			Labelled("A reader reads all accounts of one transfer.", "read locks", "one snapshot", "nothing"),
		sims.Float(&p.ReadsPerS, "reads_per_s", "Readers", 0, 1000, 1).
			With("per s", "Each looks at a transfer that began within the last second."),
		sims.Float(&p.TimeoutMs, "timeout_ms", "A node waits for an answer", 10, 60_000, 10).LogScale().
			With("ms", "Then a coordinator aborts, and a saga or a relay sends again. Who has voted yes waits on."),
	}
}

func faultKnobs(p *Params) []sims.Knob {
	crashes := []string{"coordinator", "participant"}
	return []sims.Knob{
		sims.Choice(&p.Crash, "crash", "A crash of", "none", "coordinator", "participant").
			Labelled("Of one node. Its log survives.", "nothing", "a coordinator", "a shard"),
		sims.Float(&p.CrashAtS, "crash_at_s", "The crash comes after", 0.1, 600, 0.1).LogScale().With("s", "").
			OnlyAt("crash", crashes...),
		sims.Float(&p.RecoverS, "recover_s", "The node is back after", 0.1, 600, 0.1).LogScale().
			With("s", "A replicated coordinator: see the take-over.").OnlyAt("crash", crashes...),
		sims.Float(&p.ShardUp, "shard_availability", "A shard is up", 0.5, 1, 0.001).
			With("of the time", "For the availability only: 0.999 is 8.8 hours down a year."),
		sims.Float(&p.CoordUp, "coordinator_availability", "A coordinator is up", 0.5, 1, 0.001).
			With("of the time", "For the availability only."),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, storySteps),
	}
}

// valid refuses transfers over more shards than there are, and shards without accounts for a transfer.
func valid(p Params) error {
	if p.Span > p.Shards && p.Protocol != singleShard {
		return sims.Refuse("span", fmt.Sprint(p.Span), "span is at most shards, and shards is %d: each account of a "+
			"transfer is on a shard of its own", p.Shards)
	}
	if p.Keys < p.Shards*p.Span {
		return sims.Refuse("keys", fmt.Sprint(p.Keys), "keys is at least shards × span, here %d: a shard needs as "+
			"many accounts as a transfer may use", p.Shards*p.Span)
	}
	return nil
}
