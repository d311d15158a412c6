package trees

import (
	"fmt"
	"slices"

	"tradeofflab/sims/model"
	"tradeofflab/sims/trees/inverted"
)

// invertedRun is what indexing documents and asking for words gave.
type invertedRun struct {
	Index      *inverted.Index
	Documents  [][]string // terms of each sentence of the corpus
	Terms      []inverted.Term
	Query      []inverted.Term // the words asked for, rarest first
	Found      []int32         // documents that hold them all
	Compared   int             // postings compared
	Text       int             // bytes of text, without punctuation
	ListPages  int             // pages of all postings
	Scanned    int             // documents that a scan finds
	Differ     int             // documents that only one of the two finds
	QueryPages int             // pages of the postings asked for, and one of the dictionary for each word
}

const plainPosting = 4 // bytes of a document number that is not compressed

// customers is how many names there are; a document names one, some far more often than others.
const customers = 2_000

// runInverted indexes the forty sentences, and then documents of two sentences drawn at random and the name of a
// customer, c1 … c2000, up to n documents.
func runInverted(b *model.Budget, p Params) invertedRun {
	r := invertedRun{Index: inverted.New()}
	for _, s := range inverted.Corpus {
		r.Documents = append(r.Documents, inverted.Terms(s))
	}
	words := p.Query
	var scanned []int32
	pairs := make([][]string, len(r.Documents)*len(r.Documents))
	names := make([]string, customers)
	for i := range names {
		names[i] = fmt.Sprintf("c%d", i+1)
	}
	var terms []string
	rng := model.Stream(p.Seed, "documents")
	for i := range p.N {
		if i%rowBlock == rowBlock-1 {
			b.Spend(rowBlock * documentSteps)
		}
		if i < len(r.Documents) {
			terms = append(terms[:0], r.Documents[i]...)
		} else {
			a, b := rng.IntN(len(r.Documents)), rng.IntN(len(r.Documents))
			pair := &pairs[a*len(r.Documents)+b]
			if *pair == nil {
				*pair = union(r.Documents[a], r.Documents[b])
			}
			u := rng.Float64()
			terms = append(append(terms[:0], *pair...), names[int(customers*u*u)])
		}
		for _, t := range terms {
			r.Text += len(t) + 1
		}
		if id := r.Index.Add(terms); holds(terms, words) {
			scanned = append(scanned, id)
		}
	}
	r.Terms = r.Index.Vocabulary()
	r.Found, r.Compared = r.Index.And(words)
	r.Scanned, r.Differ = len(scanned), differ(scanned, r.Found)
	for _, w := range words {
		t := r.Index.Size(w)
		r.Query = append(r.Query, t)
		r.QueryPages += 1 + (t.Bytes+p.pageBytes()-1)/p.pageBytes()
	}
	slices.SortStableFunc(r.Query, func(a, b inverted.Term) int { return a.Documents - b.Documents })
	for _, t := range r.Terms {
		r.ListPages += (t.Bytes + p.pageBytes() - 1) / p.pageBytes()
	}
	return r
}

// holds says whether the terms contain every word.
func holds(terms, words []string) bool {
	for _, w := range words {
		if !slices.Contains(terms, w) {
			return false
		}
	}
	return true
}

// differ counts what only one of two sorted lists holds.
func differ(a, b []int32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			n, a = n+1, a[1:]
		default:
			n, b = n+1, b[1:]
		}
	}
	return n + len(a) + len(b)
}

// union merges two sorted lists of different terms.
func union(a, b []string) []string {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// entriesPerDocument is how many postings one document adds.
func (r invertedRun) entriesPerDocument() float64 {
	return float64(r.Index.Entries) / float64(r.Index.Documents)
}
