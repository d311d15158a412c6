package proofs

import (
	"math"
	"slices"
)

// sharding are the proofs of lesson 3. They work on ids 1, 2, 3 … as the lesson's examples do.
var sharding = table{
	"range-shards":        func() float64 { return shardsOf(500_000, 600_000, byMillion) },
	"hash-shards":         func() float64 { return shardsOf(1, 1000, byHash) },
	"hash-worst-quarter":  worstQuarter,
	"residues-4-6":        func() float64 { return movedByRemainder(4, 6) },
	"hash-requests":       func() float64 { return requestsPerRead(false, false) },
	"directory-requests":  func() float64 { return requestsPerRead(true, false) },
	"kept-map-requests":   func() float64 { return requestsPerRead(true, true) },
	"logical-rehashed":    rehashed,
	"logical-map-entries": changedEntries,
	"instagram-ids":       goodIDs,
	"id-shard-back":       packedAndBack,
	"coalesced-500":       func() float64 { return coalesced(500) },
	"any-node-requests":   func() float64 { return anyNodeRequests(1) },
	"any-node-three":      func() float64 { return anyNodeRequests(3) },
	"same-machine-number": sameNumber,
}

// scatter mixes an id to 64 bits: the finaliser of splitmix64 (Steele, Lea and Flood, OOPSLA 2014). The placement laws
// hold for any hash that spreads; one is enough to show them.
func scatter(id uint64) uint64 {
	id += 0x9E3779B97F4A7C15
	id = (id ^ id>>30) * 0xBF58476D1CE4E5B9
	id = (id ^ id>>27) * 0x94D049BB133111EB
	return id ^ id>>31
}

// shardsOf counts the different shards that hold the ids from first to last.
func shardsOf(first, last uint64, shard func(id uint64) uint64) float64 {
	seen := map[uint64]bool{}
	for id := first; id <= last; id++ {
		seen[shard(id)] = true
	}
	return float64(len(seen))
}

func byMillion(id uint64) uint64 { return (id - 1) / 1_000_000 }

func byHash(id uint64) uint64 { return scatter(id) % 4 }

// worstQuarter places 400,000 ids on four shards by hash and returns the share of the fullest in percent.
func worstQuarter() float64 {
	var held [4]int
	const ids = 400_000
	for id := range uint64(ids) {
		held[byHash(id+1)]++
	}
	return 100 * float64(slices.Max(held[:])) / ids
}

// requestsPerRead reads 1,000 rows by key and counts the requests to the directory and to shards. With a map kept by
// the client each of the four entries is looked up once.
func requestsPerRead(directory, keptMap bool) float64 {
	const reads, entries = 1000, 4
	known, requests := map[uint64]bool{}, 0
	for id := uint64(1); id <= reads; id++ {
		entry := scatter(id) % entries
		if directory && !(keptMap && known[entry]) {
			requests++
			known[entry] = true
		}
		requests++ // the shard itself
	}
	return float64(requests) / reads
}

// logicalRouter finds a key by its logical shard, which never changes, and a map from logical shards to servers, which
// may.
type logicalRouter struct{ servers []string }

func (r logicalRouter) find(id uint64) (logical uint64, server string) {
	logical = scatter(id) % uint64(len(r.servers))
	return logical, r.servers[logical]
}

// aMove is the map before and after logical shard 2 of four goes from server A to B.
func aMove() (before, after logicalRouter) {
	return logicalRouter{[]string{"B", "A", "A", "B"}}, logicalRouter{[]string{"B", "A", "B", "B"}}
}

// rehashed counts, among 10,000 keys, those that the move gives another logical shard, and those of other logical
// shards that it takes to another server.
func rehashed() float64 {
	before, after := aMove()
	n := 0.0
	for id := range uint64(10_000) {
		was, from := before.find(id)
		is, to := after.find(id)
		if was != is || was != 2 && from != to {
			n++
		}
	}
	return n
}

// changedEntries counts the entries of the map that the move changes.
func changedEntries() float64 {
	before, after := aMove()
	n := 0.0
	for i := range before.servers {
		if before.servers[i] != after.servers[i] {
			n++
		}
	}
	return n
}

// Bits of an id: time, logical shard, sequence (Instagram Engineering, "Sharding & IDs at Instagram").
const (
	idShardBits    = 13
	idSequenceBits = 10
)

func packID(ms, shard, sequence uint64) uint64 {
	return ms<<(idShardBits+idSequenceBits) | shard<<idSequenceBits | sequence
}

// goodIDs lets five shards make two ids each in every one of 500 milliseconds and counts the ids that no other equals
// and that are larger than every id of an earlier millisecond.
func goodIDs() float64 {
	seen, good, highest := map[uint64]bool{}, 0.0, uint64(0)
	for ms := uint64(1); ms <= 500; ms++ {
		earlier := highest
		for shard := range uint64(5) {
			for i := range uint64(2) {
				id := packID(ms, shard, (2*ms+i)%(1<<idSequenceBits))
				if !seen[id] && id > earlier {
					good++
				}
				seen[id], highest = true, max(highest, id)
			}
		}
	}
	return good
}

// packedAndBack packs the id of the worked example and returns the logical shard that is read back from it.
func packedAndBack() float64 {
	const day = 86_400_000
	id := packID(251*day, 31_000%(1<<idShardBits), 5_000%(1<<idSequenceBits))
	return float64(id >> idSequenceBits % (1 << idShardBits))
}

// coalesced sends readers for one row, a reader every tenth of a millisecond, to a service that asks the database once
// while an answer is on its way, and counts the queries. A query takes 60 ms.
func coalesced(readers int) float64 {
	const gap, query = 0.1, 60.0
	queries, answered := 0, math.Inf(-1)
	for i := range readers {
		if now := float64(i) * gap; now >= answered {
			queries++
			answered = now + query
		}
	}
	return float64(queries)
}

// anyNodeRequests sends a read of each of 16,000 rows to some node of 16, which passes on what it has no copy of, and
// counts the requests of a read. Node and row are scattered apart; the copies of a row lie on neighbours of the ring.
func anyNodeRequests(copies uint64) float64 {
	const reads, nodes = 16_000, 16
	requests := 0
	for id := uint64(1); id <= reads; id++ {
		requests++
		if asked, owner := scatter(id+reads)%nodes, scatter(id)%nodes; (asked+nodes-owner)%nodes >= copies {
			requests++
		}
	}
	return float64(requests) / reads
}

// sameNumber is the chance in percent that of 40 machines that draw a number of 1,024 two draw the same.
func sameNumber() float64 {
	const machines, numbers = 40, 1024
	different := 1.0
	for drawn := range machines {
		different *= 1 - float64(drawn)/numbers
	}
	return 100 * (1 - different)
}
