package sharding

import "tradeofflab/sims/model"

// Bits of a row id that carries time, logical shard and sequence (Instagram Engineering, "Sharding & IDs at
// Instagram").
const (
	timeBits     = 41
	shardBits    = 13
	sequenceBits = 10
)

// rowID packs milliseconds since an epoch of one's own, a logical shard and a sequence number into 64 bits. Ids of
// later milliseconds are larger.
func rowID(ms, shard, sequence uint64) uint64 {
	return ms<<(shardBits+sequenceBits) | shard%(1<<shardBits)<<sequenceBits | sequence%(1<<sequenceBits)
}

// splitID gives back the parts of a row id.
func splitID(id uint64) (ms, shard, sequence uint64) {
	return id >> (shardBits + sequenceBits), id >> sequenceBits % (1 << shardBits), id % (1 << sequenceBits)
}

// IDYears is how long the time bits of a row id last, in years of 365.25 days.
func IDYears() float64 { return float64(uint64(1)<<timeBits) / 1000 / 86400 / 365.25 }

// CopyHours is the time to copy bytes that lie evenly on shards, all at once, each at mbs MB/s.
func CopyHours(bytes, mbs float64, shards int) float64 {
	return model.CopyHours(bytes/float64(shards), mbs)
}

func lcm(a, b int) int { return a / model.GCD(a, b) * b }

// stayModulo is the share of keys that stay on their shard when hash mod n becomes hash mod m: min/lcm.
func stayModulo(n, m int) float64 { return float64(min(n, m)) / float64(lcm(n, m)) }

// stayMost is the largest share of rows that can stay when an even load on n shards becomes an even load on m: min/max.
func stayMost(n, m int) float64 { return float64(min(n, m)) / float64(max(n, m)) }

// stayRanges is the share that stays when n even intervals become m, each new one on the machine that holds most of it.
// The intervals are counted in parts of 1/lcm, so the arithmetic is exact.
func stayRanges(n, m int) float64 {
	unit := lcm(n, m)
	old, now := unit/n, unit/m
	overlap := make([][]int, n)
	for i := range overlap {
		overlap[i] = make([]int, m)
		for j := i * old / now; j < m && j*now < (i+1)*old; j++ {
			overlap[i][j] = min((i+1)*old, (j+1)*now) - max(i*old, j*now)
		}
	}
	stay := 0
	for j, s := range matchIntervals(overlap, m) {
		if int(s) < n {
			stay += overlap[s][j]
		}
	}
	return float64(stay) / float64(unit)
}

// busiestCopy is the largest share of an even table that one machine sends or receives from n to m shards, when each
// machine of both keeps the share kept.
func busiestCopy(n, m int, kept float64) float64 {
	send, get := 1/float64(n), 1/float64(m)
	if n <= m { // every sender is among those that keep something
		send -= kept
	}
	if m <= n {
		get -= kept
	}
	return max(send, get)
}
