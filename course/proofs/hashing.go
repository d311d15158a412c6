package proofs

import (
	"hash/crc32"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"strings"

	"tradeofflab/course/circle"
)

// hashing are the proofs of lesson 6.
var hashing = table{
	"residues-4-5":       func() float64 { return movedByRemainder(4, 5) },
	"residues-9-10":      func() float64 { return movedByRemainder(9, 10) },
	"drawn-owners":       drawnOwners,
	"two-node-ratio":     func() float64 { a := onCircle("A 0, B 10").Arcs(); return a["A"] / a["B"] },
	"heir-growth":        func() float64 { return leftBy("C")["D"] / onCircle(fourNodes).Arcs()["D"] },
	"heir-keys":          func() float64 { return 4000 * leftBy("C")["D"] / 360 },
	"join-donors":        joinDonors,
	"nine-point-heirs":   ninePointHeirs,
	"nine-point-a":       func() float64 { return onCircle(ninePoints).Arcs()["A"] },
	"nine-point-c-after": func() float64 { return onCircle(ninePoints).Without("B").Arcs()["C"] },
	"chosen-10-16":       func() float64 { return circle.ChosenSpread(10, 16, rand.New(rand.NewPCG(6, 0))) },
	"hashes-agree":       hashesAgree,
	"crc16-vector":       func() float64 { return float64(crc16("123456789")) },
	"restart-away":       func() float64 { away, _ := restart(); return away },
	"restart-back":       func() float64 { _, back := restart(); return back },
	"slot-tagged":        func() float64 { return float64(slot("{user:7}:cart") - slot("{user:7}:orders")) },
	"slot-user":          func() float64 { return float64(slot("user:7")) },
	"slots-handed":       slotsHanded,
	"slot-keys-moved":    slotKeysMoved,
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

// onCircle places points that this file writes itself.
func onCircle(text string) circle.Points {
	p, err := circle.Parse(text)
	if err != nil {
		panic(err)
	}
	return p
}

func leftBy(name string) map[string]float64 { return onCircle(fourNodes).Without(name).Arcs() }

// drawnOwners counts the keys at 45°, 120°, 200° and 350° that belong to B, C, D and A.
func drawnOwners() float64 {
	points, right := onCircle(fourNodes), 0.0
	for at, name := range map[float64]string{45: "B", 120: "C", 200: "D", 350: "A"} {
		if points.Owner(at) == name {
			right++
		}
	}
	return right
}

// joinDonors counts the nodes whose arcs shrink when E joins at 135°.
func joinDonors() float64 {
	before, after, donors := onCircle(fourNodes).Arcs(), onCircle(fourNodes+", E 135").Arcs(), 0.0
	for name, width := range before {
		if after[name] < width {
			donors++
		}
	}
	return donors
}

// ninePointHeirs counts the machines whose arcs grow when B leaves the ring of nine points.
func ninePointHeirs() float64 {
	before := onCircle(ninePoints).Arcs()
	after, heirs := onCircle(ninePoints).Without("B").Arcs(), 0.0
	for name, width := range after {
		if width > before[name] {
			heirs++
		}
	}
	return heirs
}

// hashesAgree gives the keys, in percent, that two clients look for on the same of four nodes when one hashes by
// FNV-1a and the other by CRC-32.
func hashesAgree() float64 {
	const keys, nodes = 100_000, 4
	same := 0
	for i := range keys {
		key := []byte("user:" + strconv.Itoa(i))
		h := fnv.New32a()
		h.Write(key)
		if h.Sum32()%nodes == crc32.ChecksumIEEE(key)%nodes {
			same++
		}
	}
	return 100 * float64(same) / keys
}

// crc16 is the variant that Redis Cluster names: XMODEM, polynomial 1021, initial value 0, nothing reflected.
func crc16(text string) (crc uint16) {
	for i := range len(text) {
		crc ^= uint16(text[i]) << 8
		for range 8 {
			high := crc&0x8000 != 0
			crc <<= 1
			if high {
				crc ^= 0x1021
			}
		}
	}
	return crc
}

// clusterSlots is the number of slots of Redis Cluster.
const clusterSlots = 16_384

// slot gives the slot of a key in Redis Cluster: that of what stands between the first brace and the next closing one,
// if anything does.
func slot(key string) int {
	if _, after, open := strings.Cut(key, "{"); open {
		if tag, _, closed := strings.Cut(after, "}"); closed && tag != "" {
			key = tag
		}
	}
	return int(crc16(key)) % clusterSlots
}

// slotOwner is the node of a slot when nodes have equal stretches of the slots and a fifth, if it has joined, has taken
// the last fifth of each stretch.
func slotOwner(slot int, joined bool) int {
	const each = clusterSlots / 4
	if joined && slot%each >= each*4/5 {
		return 4
	}
	return slot / each
}

// slotsHanded counts the slots that go to the fifth node.
func slotsHanded() float64 {
	handed := 0.0
	for s := range clusterSlots {
		if slotOwner(s, true) != slotOwner(s, false) {
			handed++
		}
	}
	return handed
}

// slotKeysMoved gives the keys, in percent, whose slot has gone to the fifth node.
func slotKeysMoved() float64 {
	const keys = 100_000
	moved := 0
	for i := range keys {
		s := slot("user:" + strconv.Itoa(i))
		if slotOwner(s, true) != slotOwner(s, false) {
			moved++
		}
	}
	return 100 * float64(moved) / keys
}

// restart lets one of 20 nodes leave a cache that uses modulo, and return empty. Every key is read before, meanwhile
// and after, a miss stores its key, and nothing is evicted. It gives the keys, in percent, that miss while the node is
// away and when it is back.
func restart() (away, back float64) {
	const nodes, gone, keys = 20, 7, 20_000
	random := rand.New(rand.NewPCG(6, 31))
	hashes := make([]uint64, keys)
	for i := range hashes {
		hashes[i] = random.Uint64()
	}
	type place struct {
		hash uint64
		node int
	}
	held := map[place]bool{}
	misses := func(list []int) (percent float64) {
		for _, h := range hashes {
			at := place{h, list[h%uint64(len(list))]}
			if !held[at] {
				percent += 100.0 / keys
			}
			held[at] = true
		}
		return percent
	}
	var all, rest []int
	for n := range nodes {
		all = append(all, n)
		if n != gone {
			rest = append(rest, n)
		}
	}
	misses(all)
	for _, h := range hashes {
		delete(held, place{h, gone})
	}
	return misses(rest), misses(all)
}
