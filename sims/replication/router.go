package replication

import "math"

// Op is a read that has to be routed.
type Op struct {
	Client int
	Key    int
	Own    bool   // the key is the client's own record
	Draw   uint64 // a random number of this read, the same for every router, to spread reads with
}

// State is what a router can know when a read is sent: the session of the client, and what replicas reported. Reports
// are old by a heartbeat and half a round trip, so Applied is a lower bound of what a replica has applied by now.
type State struct {
	NowMs       float64 // since the start of the window
	LastWritten int64   // LSN of the client's newest confirmed write, 0 for none
	LastRead    int64   // largest LSN of a version the client has read, 0 for none
	SinceWrite  float64 // ms since that write was confirmed; +Inf for none
	Sticky      int     // replica this client is pinned to, of those that are up; −1 when there is none
	PrimaryUp   bool    // false between the moment the failure is noticed and the end of the failover
	Replicas    []ReplicaState
}

// ReplicaState is the newest report of one replica that has reached the router.
type ReplicaState struct {
	Up      bool    // false once promoted: it is the primary now
	Applied int64   // LSN up to which its reads see every write
	LagMs   float64 // age of its newest visible write, 0 when nothing waits
	AgeMs   float64 // since the report was made; +Inf before the first
}

// Router picks the node for a read. It must return Primary or a replica that is up; anything else sends the read to the
// primary. Built-in routings and those of an exercise use this one seam.
type Router func(Op, State) (Target, error)

// builtin gives the router that p.Routing names.
func builtin(p Params) Router {
	pick := map[string]func(Op, State) Target{
		"random": random, "sticky": sticky, "token": token,
		"primary_window": func(o Op, s State) Target {
			if s.SinceWrite <= 1000*p.WindowS {
				return Primary
			}
			return random(o, s)
		},
		"lag_aware": func(o Op, s State) Target {
			return among(o, s, func(r ReplicaState) bool { return r.LagMs <= p.LimitMs && !math.IsInf(r.AgeMs, 1) })
		},
	}[p.Routing]
	return func(o Op, s State) (Target, error) { return pick(o, s), nil }
}

// random spreads reads over all replicas.
func random(o Op, s State) Target { return among(o, s, func(ReplicaState) bool { return true }) }

// sticky keeps a client on one replica.
func sticky(_ Op, s State) Target { return Target(s.Sticky) }

// token asks a replica that is known to have what the session has written and read, else the primary.
func token(o Op, s State) Target {
	need := max(s.LastWritten, s.LastRead)
	return among(o, s, func(r ReplicaState) bool { return r.Applied >= need })
}

// among picks evenly among the replicas that are up and pass; the primary when none does.
func among(o Op, s State, pass func(ReplicaState) bool) Target {
	n := 0
	for _, r := range s.Replicas {
		if r.Up && pass(r) {
			n++
		}
	}
	if n == 0 {
		return Primary
	}
	left := int(o.Draw % uint64(n))
	for i, r := range s.Replicas {
		if !r.Up || !pass(r) {
			continue
		}
		if left == 0 {
			return Target(i)
		}
		left--
	}
	return Primary
}
