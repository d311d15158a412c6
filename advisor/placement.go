package advisor

import "slices"

// hasStore says whether a family stands beside the primary.
func hasStore(second []Secondary, family string) bool {
	return slices.ContainsFunc(second, func(s Secondary) bool { return s.Family == family })
}

// besideFor gives the store beside the primary that serves a pattern, and whether there is one.
func besideFor(p Pattern, second []Secondary) (Secondary, bool) {
	i := slices.IndexFunc(second, func(s Secondary) bool { return slices.Contains(s.serves, p.label()) })
	if i < 0 {
		return Secondary{}, false
	}
	return second[i], true
}

// cachedShare is the share of its reads that a cache of the hot data answers, of which the size of the rest is made.
const cachedShare = .8

// cacheableOps are the operations whose answer is one record, or a short run of them under one key.
var cacheableOps = []string{"point_lookup", "whole_document_read", "key_range_scan"}

// cacheable says whether a cache may answer the reads of a pattern: of single records, and not those that ask for the
// last write.
func (p Pattern) cacheable() bool {
	return slices.Contains(cacheableOps, p.Op) && p.Consistency != "strong"
}

// cacheable are the reads a second that a cache may answer.
func (q quantities) cacheable() float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if p.cacheable() {
			sum += p.Reads
		}
	}
	return sum
}

// left is what placement leaves to the primary: not the files and reads that another store serves, and few of the reads
// that a cache answers. The store is copied, split and paid for by this, and by nothing else.
func (q quantities) left(second []Secondary) quantities {
	own := q
	own.patterns = slices.Clone(q.patterns)
	cached, files := hasStore(second, "cache"), hasStore(second, "object-storage")
	for i := range own.patterns {
		p := &own.patterns[i]
		beside, elsewhere := besideFor(*p, second)
		switch {
		case files && p.Op == "blob_get":
			p.Reads, p.Writes = 0, 0
		case cached && p.cacheable():
			p.Reads *= 1 - cachedShare
		case elsewhere && beside.Family != "cache":
			p.Reads = 0
		}
	}
	own.sum()
	if files {
		own.scale(1 - q.shareOf(isFile))
	}
	return own
}

// sum adds up the rates of the patterns.
func (q *quantities) sum() {
	q.Reads, q.Writes = 0, 0
	for _, p := range q.patterns {
		q.Reads += p.Reads
		q.Writes += p.Writes
	}
	q.Total = q.Reads + q.Writes
}

// scale leaves a share of the bytes.
func (q *quantities) scale(share float64) {
	q.DataGB, q.GrowthGB, q.DataYear = share*q.DataGB, share*q.GrowthGB, share*q.DataYear
}

// beside is what a store beside the primary serves: its patterns, and every write that changes what it answers from.
func (q quantities) beside(s Secondary) quantities {
	own := q
	own.patterns = nil
	for _, p := range q.patterns {
		switch {
		case slices.Contains(s.serves, p.label()) && (s.Family == "object-storage" || s.Family == "stream"):
			own.patterns = append(own.patterns, p)
		case slices.Contains(s.serves, p.label()):
			p.Writes, p.DataGB = 0, q.bytesOf(p)
			own.patterns = append(own.patterns, p)
		}
	}
	own.sum()
	if s.Family == "object-storage" || s.Family == "stream" {
		own.scale(q.shareOf(func(p Pattern) bool { return slices.Contains(s.serves, p.label()) }))
		return own
	}
	own.Writes = 0
	for _, p := range q.patterns {
		if p.Op != "blob_get" {
			own.Writes += p.Writes
		}
	}
	own.Total = own.Reads + own.Writes
	gb := 0.0
	for _, p := range own.patterns {
		gb = max(gb, p.DataGB)
	}
	if q.DataGB > 0 {
		own.scale(min(1, gb/q.DataGB))
	}
	return own
}

func isFile(p Pattern) bool { return p.Op == "blob_get" }

// shareOf is the share of the bytes that belong to some patterns: as said, else by what is written of each, or read
// where nothing is written.
func (q quantities) shareOf(is func(Pattern) bool) float64 {
	said := q.saidGB(is)
	if said > 0 && q.DataGB > 0 {
		return min(1, said/q.DataGB)
	}
	if others := q.saidGB(func(p Pattern) bool { return !is(p) }); others > 0 && others < q.DataGB &&
		slices.ContainsFunc(q.patterns, is) {
		return 1 - others/q.DataGB // what the others have is said, and the rest belongs to these
	}
	for _, rate := range []func(Pattern) float64{func(p Pattern) float64 { return p.Writes },
		func(p Pattern) float64 { return p.Reads }} {
		some, all := 0.0, 0.0
		for _, p := range q.patterns {
			all += rate(p) * p.ItemBytes
			if is(p) {
				some += rate(p) * p.ItemBytes
			}
		}
		if some > 0 {
			return some / all
		}
	}
	return 0
}

// saidGB is what is said of the bytes of some patterns, GB.
func (q quantities) saidGB(is func(Pattern) bool) float64 {
	sum := 0.0
	for _, p := range q.patterns {
		if is(p) {
			sum += p.DataGB
		}
	}
	return sum
}

// searchedShare is the part of the data that a pattern touches where nothing is said of it: judgement of the lab.
const searchedShare = .2

// bytesOf is how much data a pattern touches now, GB: as said, its vectors, everything for what adds up all records,
// and a fifth otherwise.
func (q quantities) bytesOf(p Pattern) float64 {
	files := q.shareOf(isFile)
	records := q.DataGB * (1 - files)
	switch {
	case p.Vectors != nil:
		return p.Vectors.Count * p.Vectors.Dims * 4 / 1e9
	case p.DataGB > 0:
		return p.DataGB
	case p.Op == "aggregate_scan" || p.Op == "time_range" || p.Op == "graph_traversal":
		return records
	}
	return searchedShare * records
}
