package advisor

import (
	"fmt"
	"slices"

	"tradeofflab/say"
)

// Kind is how the machines of a store share its writes; it decides how they are copied, and in which words one speaks
// of that.
type Kind string

// The kinds.
const (
	kindSingleWriter Kind = "single-writer"   // one machine takes the writes, others follow its log
	kindDistributed  Kind = "distributed SQL" // a majority agrees on each write, and rows move by themselves
	kindLeaderless   Kind = "leaderless"      // any machine takes a write, and so many of its copies confirm it
	kindLogged       Kind = "log"             // partitions with a leader each, and followers in step
	kindObject       Kind = "object"          // a service that keeps whole objects in several zones
	kindMemory       Kind = "memory"          // one machine takes the writes in memory, a replica follows
	kindEmbedded     Kind = "embedded"        // a library in the process that uses it
	kindIndex        Kind = "index"           // copies that can be built again from what they index
)

// kinds are those that a family may have in its data. The others follow from a workload.
var kinds = []Kind{kindSingleWriter, kindLeaderless, kindLogged, kindObject, kindMemory, kindIndex}

// Topology is how the store that holds the truth is copied. Every sentence about copies, and every line of the bill
// that pays for them, is made from it.
type Topology struct {
	Kind   Kind    `json:"kind"`
	Mode   string  `json:"mode"`   // backup, log_shipping, async, semi, sync, quorum, log or object
	Copies float64 `json:"copies"` // of one shard, in all regions
	// RPO is the recovery point: how many s of acknowledged writes may be gone when a machine or a zone has failed.
	RPO float64 `json:"rpo_s"`
	RTO float64 `json:"rto_s"` // recovery time: s until writes are taken again after that

	// home is the fewest machines where each region that takes writes has a majority of its own; 0 where the copies say
	// it.
	home float64

	wide bool // the copies of other regions follow those of the first

	far, what, because, rule string // far: what the loss of a whole region costs; "" with one region
}

// topology tells how the truth is copied where its kind and mode are decided: by the loss that is tolerated, the
// regions and the reads.
func topology(q quantities, f Family, kind Kind, mode Decision, run string) Topology {
	loss := q.lossOf()
	t := Topology{Kind: kind, Mode: mode.Choose, rule: mode.ID, Copies: q.Regions}
	if q.Regions > 1 {
		t.far = "a region that is lost costs the last seconds"
	}
	if q.resident() && kind != kindDistributed {
		one := q
		one.Regions, one.Conflicts = 1, 0
		one.asked.Regions = Regions{Count: 1}
		t = topology(one, f, kind, mode, run)
		t.what = "in each region an installation of its own, of whose records none leaves the region: " + t.what
		t.far = "what a region holds is lost with the region, since it may not be copied out of it"
		return t
	}
	nothing := "No acknowledged write may be lost"
	if q.Loss == "" {
		nothing = "Nothing is said of loss, so no acknowledged write may be lost"
	}
	tolerated := fmt.Sprintf("The last %s may be lost", loss)
	switch t.Kind {
	case kindEmbedded:
		t.RPO, t.RTO = behindS, restartS
		t.what = "one file in your process, its log shipped to object storage every second"
		if t.Mode == "backup" {
			t.RPO = shippedS
			t.what = "one file in your process, copied to object storage every five minutes"
		}
		t.because = fmt.Sprintf("No second machine is needed for %s a second. After a failure a new machine fetches "+
			"the file, less the last %s, which may be lost.", say.Amount(q.Total, "operation"), loss)
	case kindObject:
		t.what = "kept in three zones of its region before the answer"
		t.because = "The service answers a write when several zones have it, and takes over by itself."
		if q.Regions > 1 {
			t.what += ", and copied to " + say.Count(int(q.Regions-1), "more region")
			t.because += " Copies in other regions come seconds to minutes later."
			t.far = "a region that is lost costs the last minutes"
		}
	case kindLogged:
		t.Copies, t.RTO = 3*q.Regions, electS
		t.what = "replication factor 3, min.insync.replicas 2, acks=all"
		t.because = nothing + ": a producer has its answer when every replica in step has the record, and with fewer " +
			"than two in step the write is refused."
		if loss != "none" {
			t.what, t.RPO = "replication factor 3, min.insync.replicas 2, acks=1", noticeS
			t.because = tolerated + ", so the leader alone confirms; a follower may be up to 30 s behind before it " +
				"counts as out of step."
		}
		if q.Regions > 1 {
			t.what += ", and mirrored to " + say.Count(int(q.Regions-1), "other region") + " a moment later"
		}
	case kindMemory:
		t.Copies, t.RPO, t.RTO, t.wide = q.Regions+1, behindS, failoverS, q.Regions > 1
		t.what = "a replica " + t.where(q) + ", and the log on disk synced each second"
		if run == runManaged { // the services keep none (Amazon ElastiCache User Guide, on append-only files)
			t.what = "a replica " + t.where(q) + "; snapshots, and no log on disk"
		}
		t.because = tolerated + "; the replica follows without being waited for."
		if t.Mode == "sync" {
			t.RPO = 0
			t.what = "a log in several zones before each answer (MemoryDB, or ElastiCache for Valkey with " +
				"synchronous durability), and a replica " + t.where(q)
			t.because = nothing + ", so memory alone does not confirm a write."
		}
	case kindLeaderless:
		t.leaderless(q, f, loss, nothing, tolerated, run)
	case kindDistributed:
		t.distributed(q, f)
	case kindIndex:
		t.Copies, t.RTO = 2*q.Regions, noticeS
		t.what = "two copies of each part in two zones; both confirm a write"
		if q.Regions > 1 {
			t.what = "two copies of each part in two zones of each region; both in the region of the write confirm it"
		}
		t.because = nothing + ". Search engines do so by themselves, ClickHouse with insert_quorum 2."
		if t.Mode == "async" {
			t.RPO, t.what = behindS, "two copies of each part in two zones"
			if q.Regions > 1 {
				t.what += " of each region"
			}
			t.because = tolerated + ", or are written again from their source."
		}
	default:
		t.singleWriter(q, f, loss, nothing, tolerated, run)
	}
	return t
}

// where says where the replicas of a single writer stand.
func (t *Topology) where(q quantities) string {
	switch q.Regions {
	case 1:
		return "in another zone"
	case 2:
		return "in another zone and one in the other region"
	}
	return fmt.Sprintf("in another zone and one in each of the %s other regions", say.Short(q.Regions-1))
}

// leaderless is the topology of a store without a primary: three copies in each region.
func (t *Topology) leaderless(q quantities, f Family, loss, nothing, tolerated, run string) {
	t.Copies = 3 * q.Regions
	level := func(name string) string {
		if f.Levels {
			return " (" + name + ")"
		}
		return ""
	}
	own := slices.ContainsFunc(q.patterns, func(p Pattern) bool {
		return p.Consistency == "strong" || p.Consistency == "session"
	})
	t.what = "three copies in three zones"
	each := "writes and reads wait"
	if !own {
		each = "a write waits"
	}
	near, quorum, one := "of them", "QUORUM", "ONE"
	if q.Regions > 1 {
		t.what = fmt.Sprintf("three copies in each of the %s regions", say.Short(q.Regions))
		near, quorum, one = "of them in their own region", "LOCAL_QUORUM", "LOCAL_ONE"
	}
	if loss == "none" || own || !f.Levels || run != runSelf {
		t.what += "; " + each + " for two " + near + level(quorum)
		if !own {
			t.what += ", a read is answered by one"
		}
		t.because = nothing + ": two of three zones have it before the answer, and any of them may fail."
		switch {
		case loss != "none" && own:
			t.because = "Readers ask for their own or the last write: two of three copies confirm, and two are asked."
		case loss != "none":
			t.because = "Such services confirm a write when two of three copies have it, whatever loss is tolerated."
		}
	} else {
		t.RPO = behindS
		t.what += "; a write waits for one " + near + level(one) + ", the others have it moments later"
		t.because = tolerated + ", so that a write need not wait for a second copy."
	}
	if q.Regions > 1 && q.Conflicts > 0 {
		t.because += fmt.Sprintf(" Of the writes %s %% meet one of another region: the later one stays, so keep "+
			"counters and sets in types that merge.", say.Number(100*q.Conflicts, 1))
	}
}

// distributed is the topology of a store in which a majority agrees: three copies where the rows are at home, one in
// each other region (CockroachDB documentation, zone survival with non-voting replicas).
func (t *Topology) distributed(q quantities, f Family) {
	t.Copies, t.RTO = 3+q.Regions-1, electS
	t.what = "three copies of each range of rows; a majority of them agrees on every write"
	if q.Regions > 1 {
		t.what = "three copies of each range of rows in its home region, a majority of which agrees on every " +
			"write, and a copy in each other region"
	}
	t.because = "What one primary does not hold or answer is split by the engine, and each part elects its leader."
	if !outgrown(q, f) {
		t.because = "Several regions write, so each row has a home, where its writes are put in order."
	}
	t.home = 3*q.homes() + q.Regions - q.homes()
	if q.resident() {
		t.home = 3 * q.homes()
		t.what = "three copies of each range of rows in three zones of its home region, none outside; a majority of " +
			"them agrees on every write"
		t.because += " Records that must not leave a region are pinned to it, so that the loss of a zone is " +
			"survived and that of the region is not."
		t.Copies = 3
	}
	if q.Regions > 1 {
		t.because += " A write from another region pays the way there and back, some tens of milliseconds or more."
		t.far = "rows whose home region is lost take no writes until it is back"
		if q.Regions > 2 && !q.resident() {
			t.far += ", unless five voters stand in three regions and each write waits for another region"
		}
	}
}

// singleWriter is the topology of a store with one machine for its writes.
func (t *Topology) singleWriter(q quantities, f Family, loss, nothing, tolerated, run string) {
	// The standby of a managed pair answers nothing, and what asks for the last write is answered by the primary.
	readers := q.readers(f)
	copies := q.Regions + 1
	if readers > 1 {
		copies = min(q.Regions+readers, mostReaders+q.Regions-1)
	}
	switch t.Mode {
	case "quorum":
		t.Copies, t.RTO = max(3, 2*q.Regions-1, copies), electS
		t.what = fmt.Sprintf("a replica set of %s members; a majority confirms each write", say.Short(t.Copies))
		if t.Copies > 7 {
			t.what = fmt.Sprintf("a replica set of %s members, of which seven vote; a majority of these confirms each "+
				"write", say.Short(t.Copies))
		}
		t.because = nothing + ": the member that takes over has all that a majority has."
		switch {
		case q.Regions > 2:
			t.far = "a region that is lost costs nothing that was acknowledged, since the others have a majority"
		case q.Regions == 2:
			t.far = "the region with the majority, once lost, costs the last seconds, and writes wait until the " +
				"members of the other are made a set of their own; members in a third region avoid both"
		}
	case "semi":
		t.Copies, t.RTO = copies, failoverS
		t.what = "semi-synchronous: a standby " + t.where(q) + "; the one in the zone nearby confirms before the " +
			"writer is answered"
		t.because = nothing + ", and a failover to a replica that has not confirmed would lose some. One " +
			"confirmation costs a round trip to another zone, about a millisecond."
		if slices.Contains(f.Products.SelfRun, "MySQL") && run == runSelf {
			t.because += " MySQL's semi-synchronous plugin gives up waiting after 10 s unless it is told not to."
		}
		if q.Regions == 1 {
			t.what = "semi-synchronous: a standby in another zone confirms before the writer is answered"
		}
	case "backup":
		t.Copies, t.RPO = 1, shippedS
		t.RTO = restartS + q.DataGB*1e9/restoreBS
		t.what = "one machine; its log goes to object storage every five minutes, with a daily backup"
		t.because = fmt.Sprintf("Minutes of writes may be lost, and no second machine is needed for %s a second. A "+
			"restore takes about %s.", say.Amount(q.Total, "operation"), span(t.RTO))
	default:
		t.Copies, t.RPO, t.RTO = copies, behindS, promoteS
		t.what = "asynchronous: one primary, and a replica " + t.where(q)
		t.because = tolerated + ", so that no write waits for a second machine. A replica takes over when a script, " +
			"or a person, promotes it."
	}
	if readers > 1 {
		t.because += fmt.Sprintf(" %s reads a second that may be a little old are more than the %s that one machine "+
			"answers", say.Short(q.Reads-q.strongReads()), say.Short(f.oneReads()))
		if 1+readers > mostReaders {
			t.because += fmt.Sprintf(", and than %s machines do: put a cache in front, or split by key.",
				say.Word(mostReaders))
		} else {
			t.because += fmt.Sprintf(", so %s machines share them.", say.Word(int(readers)))
		}
	}
	if q.Regions > 1 && (q.Conflicts > 0 || len(q.asked.Regions.Named) > 0 && q.writing > 1) {
		t.because += " Several regions write: give each record a home region, and send its writes there."
	}
	if n := t.Copies - q.Regions - 1; n > 0 && t.Mode != "quorum" {
		t.what += fmt.Sprintf("; %s more for the reads", say.Count(int(n), "replica"))
	}
}
