package inverted

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// AND is the intersection of the sets of documents, whatever the order of the terms.
func TestAndIsIntersection(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	letters := strings.Split("abcdefgh", "")
	x := New()
	var sets []map[string]bool
	for range 3000 {
		var terms []string
		set := map[string]bool{}
		for i, l := range letters {
			if rng.IntN(i*i+1) == 0 {
				terms, set[l] = append(terms, l), true
			}
		}
		x.Add(terms)
		sets = append(sets, set)
	}
	for range 200 {
		query := []string{letters[rng.IntN(8)], letters[rng.IntN(8)], letters[rng.IntN(8)]}[:1+rng.IntN(3)]
		var want []int32
		for id, set := range sets {
			all := true
			for _, q := range query {
				all = all && set[q]
			}
			if all {
				want = append(want, int32(id))
			}
		}
		got, compared := x.And(query)
		if !slices.Equal(got, want) {
			t.Fatalf("And(%v) = %d documents, want %d", query, len(got), len(want))
		}
		if compared < len(got) {
			t.Fatalf("And(%v) compared %d postings for %d documents", query, compared, len(got))
		}
		slices.Reverse(query)
		if again, _ := x.And(query); !slices.Equal(again, want) {
			t.Fatalf("And(%v) depends on the order of the terms", query)
		}
	}
	if got, _ := x.And([]string{"a", "missing"}); len(got) != 0 {
		t.Errorf("And with a term that does not occur = %v", got)
	}
	if got, _ := x.And(nil); got != nil {
		t.Errorf("And of nothing = %v", got)
	}
}

func TestPostingsAreSortedAndSmall(t *testing.T) {
	x := New()
	for _, s := range Corpus {
		x.Add(Terms(s))
	}
	entries := 0
	for _, term := range x.Vocabulary() {
		list := x.Postings(term.Term)
		if !slices.IsSorted(list) || len(slices.Compact(list)) != term.Documents {
			t.Errorf("postings of %q are %v, want %d in order", term.Term, list, term.Documents)
		}
		// 40 documents: every gap fits in one byte.
		if term.Bytes != term.Documents {
			t.Errorf("postings of %q take %d B, want %d", term.Term, term.Bytes, term.Documents)
		}
		entries += term.Documents
	}
	if entries != x.Entries || x.Documents != len(Corpus) || len(Corpus) != 40 {
		t.Errorf("index holds %d entries of %d documents, want %d of 40", x.Entries, x.Documents, entries)
	}
	// Read off the corpus by eye.
	if got, _ := x.And([]string{"compaction", "drops"}); !slices.Equal(got, []int32{18, 19}) {
		t.Errorf("And(compaction, drops) = %v, want 18, 19", got)
	}
}

func TestTerms(t *testing.T) {
	if got, want := Terms("A page, a Page; über-96 %"), []string{"96", "a", "page", "über"}; !slices.Equal(got, want) {
		t.Errorf("Terms = %q, want %q", got, want)
	}
}

// Gaps up to 127 take one byte, up to 16,383 two (varint of protocol buffers and of encoding/binary).
func TestVarintSizes(t *testing.T) {
	x := New()
	for id := range 20_000 {
		var terms []string
		if id == 0 || id == 127 || id == 127+128 || id == 127+128+16_383 {
			terms = []string{"rare"}
		}
		x.Add(terms)
	}
	if got := x.Size("rare"); got.Bytes != 1+1+2+2 || got.Documents != 4 {
		t.Errorf("four postings take %d B, want 6", got.Bytes)
	}
}
