package proofs

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// indexes are the proofs of lesson 5. They work on the drawn tree of the lesson and on small sorted lists.
var indexes = table{
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
	"brin-ordered":       func() float64 { return brinRanges(false) },
	"brin-strewn":        func() float64 { return brinRanges(true) },
	"random-inserts-1.1": func() float64 { return readingInserts(1.1) },
	"random-inserts-10":  func() float64 { return readingInserts(10) },
}

// lessonLeaves are the leaves of the lesson's tree, first and last key, from left to right, and how many hang below
// each inner page.
var (
	lessonLeaves = strings.Fields("1–9 10–19 20–29 30–39 40–49 50–59 60–69 70–79 80–89 90–99")
	lessonInner  = []int{3, 4, 3}
)

// levelsOf counts the levels that a tree of full pages needs for so many entries: each level multiplies by the fan-out.
func levelsOf(entries, fanout float64) float64 {
	levels, reach := 0.0, 1.0
	for reach < entries {
		reach *= fanout
		levels++
	}
	return levels
}

// keysCoveredOnce counts the keys from 1 to 99 that lie in exactly one leaf of the lesson's tree.
func keysCoveredOnce() float64 {
	held := map[int]int{}
	for _, leaf := range lessonLeaves {
		first, last, _ := strings.Cut(leaf, "–")
		a, _ := strconv.Atoi(first)
		b, _ := strconv.Atoi(last)
		for key := a; key <= b; key++ {
			held[key]++
		}
	}
	once := 0.0
	for key := 1; key <= 99; key++ {
		if held[key] == 1 {
			once++
		}
	}
	return once
}

// leavesBelow counts the leaves that the inner pages of the lesson's tree lead to.
func leavesBelow() float64 {
	sum := 0
	for _, n := range lessonInner {
		sum += n
	}
	return float64(sum)
}

// rangeReads counts the pages of a range over all leaves of the lesson's tree: root, inner page and leaf once, then
// from leaf to leaf by their links, or down from the root for every leaf.
func rangeReads(linked bool) float64 {
	leaves := float64(len(lessonLeaves))
	const levels = 3
	if linked {
		return levels + leaves - 1
	}
	return levels * leaves
}

// entriesRead counts the entries that a search with both columns fixed reads in a sorted list: 200 users with 50 orders
// each, of which every second is pending. The list is sorted by user and status, or by status and user.
func entriesRead(statusFirst bool) float64 {
	type entry struct{ first, second int }
	const users, orders, wanted, pending = 200, 50, 77, 1
	key := func(user, status int) entry {
		if statusFirst {
			return entry{status, user}
		}
		return entry{user, status}
	}
	less := func(a, b entry) int {
		if a.first != b.first {
			return a.first - b.first
		}
		return a.second - b.second
	}
	var list []entry
	for i := range users * orders {
		list = append(list, key(i%users, i/users%2))
	}
	slices.SortFunc(list, less)
	at, _ := slices.BinarySearchFunc(list, key(wanted, pending), less)
	read := 0.0
	for ; at < len(list) && list[at] == key(wanted, pending); at++ {
		read++
	}
	return read
}

// brinRanges counts the ranges that may hold 12,800 neighbouring values, by the least and the greatest value of each
// range. The table has 782 ranges of 12,800 rows, 128 pages of 100 rows, and the values wanted begin in the middle of
// a range. Strewn, row i holds i times a number that shares no factor with the count of rows.
func brinRanges(strewn bool) float64 {
	const ranges, rows, apart = 782, 12_800, 6186273
	const from, to = 40*rows + rows/2, 41*rows + rows/2 - 1
	read := 0.0
	for first := 0; first < ranges*rows; first += rows {
		least, greatest := ranges*rows, -1
		for i := first; i < first+rows; i++ {
			value := i
			if strewn {
				value = i * apart % (ranges * rows)
			}
			least, greatest = min(least, value), max(greatest, value)
		}
		if least <= to && greatest >= from {
			read++
		}
	}
	return read
}

// readingInserts gives the inserts, in percent, that have to read a leaf first: keys are random, the index is so many
// times as large as the memory, and a leaf that is read takes the place of one chosen at random.
func readingInserts(times float64) float64 {
	const memory, inserts = 1000, 200_000
	random := rand.New(rand.NewPCG(5, 43))
	held, slots := make([]bool, int(memory*times)), make([]int, memory)
	for i := range slots {
		held[i], slots[i] = true, i
	}
	reads := 0
	for range inserts {
		if leaf := random.IntN(len(held)); !held[leaf] {
			reads++
			out := &slots[random.IntN(memory)]
			held[*out], held[leaf], *out = false, true, leaf
		}
	}
	return 100 * float64(reads) / inserts
}
