package advisor

import "slices"

// hasStore says whether a family stands beside the primary.
func hasStore(second []Secondary, family string) bool {
	return slices.ContainsFunc(second, func(s Secondary) bool { return s.Family == family })
}

// besideFor gives the store beside the primary that serves a pattern, and whether there is one.
func besideFor(p Pattern, second []Secondary) (Secondary, bool) {
	i := slices.IndexFunc(second, func(s Secondary) bool { return s.Pattern == p.label() })
	if i < 0 {
		return Secondary{}, false
	}
	return second[i], true
}

// cachedShare is the share of its reads that a cache of the hot data answers, of which the size of the rest is made.
const cachedShare = .8

// cacheable says whether a cache may answer the reads of a pattern: of single records, and not those that ask for the
// last write.
func (p Pattern) cacheable() bool {
	return slices.Contains([]string{"point_lookup", "whole_document_read", "key_range_scan"}, p.Op) &&
		p.Consistency != "strong"
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
	own.Reads, own.Writes, own.patterns = 0, 0, slices.Clone(q.patterns)
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
		own.Reads += p.Reads
		own.Writes += p.Writes
	}
	own.Total = own.Reads + own.Writes
	if files {
		rest := 1 - blobShare(q)
		own.DataGB, own.GrowthGB, own.DataYear = rest*q.DataGB, rest*q.GrowthGB, rest*q.DataYear
	}
	return own
}

// blobShare is the share of the bytes that are files: by what is written of each, or read where nothing is written.
func blobShare(q quantities) float64 {
	files, all := 0.0, 0.0
	for _, read := range []bool{false, true} {
		for _, p := range q.patterns {
			rate := p.Writes
			if read {
				rate = p.Reads
			}
			all += rate * p.ItemBytes
			if p.Op == "blob_get" {
				files += rate * p.ItemBytes
			}
		}
		if files > 0 {
			return files / all
		}
	}
	return 0
}
