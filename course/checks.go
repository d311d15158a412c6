package course

// goChecks are the recomputations that neither an expression nor a run of a simulation can give. Each is a pure
// function.
var goChecks = map[string]func() float64{
	"residues-4-5":       func() float64 { return movedByRemainder(4, 5) },
	"residues-9-10":      func() float64 { return movedByRemainder(9, 10) },
	"drawn-owners":       drawnOwners,
	"two-node-ratio":     func() float64 { a := arcs(mustSpots("A 0, B 10")); return a["A"] / a["B"] },
	"heir-growth":        func() float64 { return leftBy("C")["D"] / arcs(mustSpots(fourNodes))["D"] },
	"heir-keys":          func() float64 { return 4000 * leftBy("C")["D"] / 360 },
	"join-donors":        joinDonors,
	"nine-point-heirs":   ninePointHeirs,
	"nine-point-a":       func() float64 { return arcs(mustSpots(ninePoints))["A"] },
	"nine-point-c-after": func() float64 { return arcs(without(mustSpots(ninePoints), "B"))["C"] },

	"range-shards":        func() float64 { return shardsOf(500_000, 600_000, byMillion) },
	"hash-shards":         func() float64 { return shardsOf(1, 1000, byHash) },
	"hash-worst-quarter":  worstQuarter,
	"residues-4-6":        func() float64 { return movedByRemainder(4, 6) },
	"identity-shard-0":    identityShard0,
	"identity-agrees":     identityAgrees,
	"hash-requests":       func() float64 { return requestsPerRead(false, false) },
	"directory-requests":  func() float64 { return requestsPerRead(true, false) },
	"kept-map-requests":   func() float64 { return requestsPerRead(true, true) },
	"logical-rehashed":    rehashed,
	"logical-map-entries": changedEntries,
	"instagram-ids":       goodIDs,
	"id-shard-back":       packedAndBack,
	"coalesced-500":       func() float64 { return coalesced(500) },

	"km-surabaya":        func() float64 { return greatCircle(jakarta, surabaya) },
	"km-singapore":       func() float64 { return greatCircle(jakarta, singapore) },
	"lww-later-dropped":  func() float64 { return laterDropped(1.1) },
	"lww-clocks-agree":   func() float64 { return laterDropped(0) },
	"counter-merge":      counterMerge,
	"number-merge":       plainMerge,
	"commit-after-one":   func() float64 { return commitAfter(1) },
	"commit-after-three": func() float64 { return commitAfter(3) },
	"unsent-lost":        unsentLost,
	"semi-copies":        semiCopies,

	"levels-10m":         func() float64 { return levelsOf(10e6, 500) },
	"levels-62b":         func() float64 { return levelsOf(62.5e9, 500) },
	"levels-1m":          func() float64 { return levelsOf(1e6, 500) },
	"levels-1t":          func() float64 { return levelsOf(1e12, 500) },
	"lesson-tree-keys":   keysCoveredOnce,
	"lesson-tree-leaves": leavesBelow,
	"range-linked":       func() float64 { return rangeReads(true) },
	"range-descended":    func() float64 { return rangeReads(false) },
	"user-first-read":    func() float64 { return entriesRead(false) },
	"status-first-read":  func() float64 { return entriesRead(true) },

	"least-count-apart":  func() float64 { return leastCount(true) },
	"least-count-atomic": func() float64 { return leastCount(false) },

	"tree-ambiguous":  treeAmbiguous,
	"sum-with-log":    func() float64 { return crashedTransfer(true) },
	"sum-without-log": func() float64 { return crashedTransfer(false) },

	"replay-full":          func() float64 { return replayDiffers(0) },
	"replay-cut":           func() float64 { return replayDiffers(3) },
	"offset-reader":        func() float64 { return float64(readByOne().offsets[0]) },
	"offset-others":        func() float64 { l := readByOne(); return float64(max(l.offsets[1], l.offsets[2])) },
	"group-added":          groupAdded,
	"partitions-unordered": unordered,
	"topic-inversions":     topicInversions,

	"herd-apart":  func() float64 { return herd(100, false) },
	"herd-joined": func() float64 { return herd(100, true) },
	"cold-first":  func() float64 { return coldMisses(1000, 1) },
	"cold-second": func() float64 { return coldMisses(1000, 2) },

	"writers-cache-first":  func() float64 { return writersDiffer([2]string{"cache", "db"}, false) },
	"writers-db-first":     func() float64 { return writersDiffer([2]string{"db", "cache"}, false) },
	"writers-delete":       func() float64 { return writersDiffer([2]string{"db", "cache"}, true) },
	"ahead-cache-first":    func() float64 { return aheadAfterRefusal([2]string{"cache", "db"}) },
	"ahead-db-first":       func() float64 { return aheadAfterRefusal([2]string{"db", "cache"}) },
	"around-behind":        func() float64 { behind, _ := readAfterAround(true, false); return behind },
	"around-delete-behind": func() float64 { behind, _ := readAfterAround(true, true); return behind },
	"around-absent-miss":   func() float64 { return aroundMiss(false) },
	"around-cached-miss":   func() float64 { return aroundMiss(true) },
	"lossless-ways":        losslessWays,
	"tree-around":          treeAround,
	"pollution-around":     func() float64 { return pollutedHits(false) },
	"pollution-fill":       func() float64 { return pollutedHits(true) },
	"transfer-together":    func() float64 { return transferGap(true) },
	"transfer-apart":       func() float64 { return transferGap(false) },
}

// The two circles that the claims of lesson 6 speak of.
const (
	fourNodes  = "A 0, B 90, C 180, D 270"
	ninePoints = "A 15, B 45, C 80, A 130, B 170, C 210, A 260, B 300, C 340"
)

// movedByRemainder counts, in percent, the hashes of one full period whose remainder by n and by m differ.
func movedByRemainder(n, m int) float64 {
	moved := 0
	for h := range n * m {
		if h%n != h%m {
			moved++
		}
	}
	return 100 * float64(moved) / float64(n*m)
}

func mustSpots(text string) []spot {
	s, err := spots(text)
	if err != nil {
		panic(err)
	}
	return s
}

func leftBy(name string) map[string]float64 { return arcs(without(mustSpots(fourNodes), name)) }

// drawnOwners counts the keys at 45°, 120°, 200° and 350° that belong to B, C, D and A.
func drawnOwners() float64 {
	points, right := mustSpots(fourNodes), 0.0
	for at, name := range map[float64]string{45: "B", 120: "C", 200: "D", 350: "A"} {
		if owner(points, at) == name {
			right++
		}
	}
	return right
}

// joinDonors counts the nodes whose arcs shrink when E joins at 135°.
func joinDonors() float64 {
	before, after, donors := arcs(mustSpots(fourNodes)), arcs(mustSpots(fourNodes+", E 135")), 0.0
	for name, width := range before {
		if after[name] < width {
			donors++
		}
	}
	return donors
}

// ninePointHeirs counts the machines whose arcs grow when B leaves the ring of nine points.
func ninePointHeirs() float64 {
	before := arcs(mustSpots(ninePoints))
	after, heirs := arcs(without(mustSpots(ninePoints), "B")), 0.0
	for name, width := range after {
		if width > before[name] {
			heirs++
		}
	}
	return heirs
}
