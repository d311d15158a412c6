// Package inverted is an inverted index: for each term the sorted list of documents that hold it, kept as varint gaps,
// and AND queries that walk the lists side by side.
package inverted

import (
	"encoding/binary"
	"slices"
	"sort"
	"strings"
	"unicode"
)

// Index maps terms to postings. Make one with New; documents are numbered from 0 in the order of Add.
type Index struct {
	Documents int
	Entries   int // postings in all: one for each different term of each document

	lists map[string]*list
}

// list is the postings of one term: the first document number, then the gaps, each as a varint.
type list struct {
	bytes []byte
	last  int32
	count int
}

// New returns an empty index.
func New() *Index { return &Index{lists: map[string]*list{}} }

// Terms gives the different words of a text in lower case, sorted. A word is a run of letters and digits.
func Terms(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) &&
			!unicode.IsDigit(r)
	})
	slices.Sort(words)
	return slices.Compact(words)
}

// Add indexes the next document by its terms, which must be different, and returns its number.
func (x *Index) Add(terms []string) int32 {
	id := int32(x.Documents)
	x.Documents++
	x.Entries += len(terms)
	for _, term := range terms {
		l := x.lists[term]
		if l == nil {
			l = &list{}
			x.lists[term] = l
		}
		l.bytes = binary.AppendUvarint(l.bytes, uint64(id-l.last))
		l.last = id
		l.count++
	}
	return id
}

// Postings lists the documents that hold the term, in order.
func (x *Index) Postings(term string) []int32 {
	l := x.lists[term]
	if l == nil {
		return nil
	}
	out := make([]int32, 0, l.count)
	id, rest := int32(0), l.bytes
	for len(rest) > 0 {
		gap, n := binary.Uvarint(rest)
		rest = rest[n:]
		id += int32(gap)
		out = append(out, id)
	}
	return out
}

// Term is one term with the size of its postings.
type Term struct {
	Term      string
	Documents int
	Bytes     int // as varint gaps
}

// Vocabulary lists the terms with most documents first, equal ones by name.
func (x *Index) Vocabulary() []Term {
	out := make([]Term, 0, len(x.lists))
	for term, l := range x.lists {
		out = append(out, Term{term, l.count, len(l.bytes)})
	}
	slices.SortFunc(out, func(a, b Term) int {
		if a.Documents != b.Documents {
			return b.Documents - a.Documents
		}
		return strings.Compare(a.Term, b.Term)
	})
	return out
}

// Bytes is the size of all postings as varint gaps.
func (x *Index) Bytes() int {
	sum := 0
	for _, l := range x.lists {
		sum += len(l.bytes)
	}
	return sum
}

// Size gives documents and bytes of one term, 0 for one that does not occur.
func (x *Index) Size(term string) Term {
	if l := x.lists[term]; l != nil {
		return Term{term, l.count, len(l.bytes)}
	}
	return Term{Term: term}
}

// And gives the documents that hold every term, and how many postings were compared. It starts from the rarest term and
// looks each of its documents up in the next list.
func (x *Index) And(terms []string) (documents []int32, compared int) {
	lists := make([][]int32, len(terms))
	for i, term := range terms {
		lists[i] = x.Postings(term)
	}
	if len(lists) == 0 {
		return nil, 0
	}
	slices.SortStableFunc(lists, func(a, b []int32) int { return len(a) - len(b) })
	documents = lists[0]
	compared = len(documents)
	for _, next := range lists[1:] {
		var n int
		documents, n = intersect(documents, next)
		compared += n
	}
	return documents, compared
}

// intersect keeps what two sorted lists share. From where it stands in the long list it gallops: 1, 2, 4 … ahead until
// it has passed the number sought, then searches between.
func intersect(short, long []int32) (out []int32, compared int) {
	at := 0
	for _, id := range short {
		step := 1
		for at+step < len(long) && long[at+step] < id {
			compared++
			step *= 2
		}
		end := min(at+step+1, len(long))
		at += sort.Search(end-at, func(i int) bool { compared++; return long[at+i] >= id })
		if at == len(long) {
			break
		}
		if long[at] == id {
			out = append(out, id)
		}
	}
	return out, compared
}
