package exercises

import (
	"strconv"
	"strings"
)

// Pattern matches a sentence that has a word of every group, close together and in any order. A group is alternatives
// joined by "|"; each is
//
//	spread       a word that begins so: spreads, spreading
//	all$         this word exactly
//	hot_spot     words one after the other
//	several~node the second within three words after the first
//	#0.32..0.35  a number in this range; %32..35 a percentage; 1/3 counts as 0.333
type Pattern struct {
	All []string
	// Negated asks that a negation governs the last group: "nobody takes the whole load".
	Negated bool
}

// Says is a pattern of groups.
func Says(groups ...string) Pattern { return Pattern{All: groups} }

// SaysNo is a pattern whose last group has to be negated.
func SaysNo(groups ...string) Pattern { return Pattern{All: groups, Negated: true} }

// Pairs gives every alternative "a~b" of two lists, as one group.
func Pairs(first, second string) string {
	var out []string
	for _, a := range strings.Split(first, "|") {
		for _, b := range strings.Split(second, "|") {
			out = append(out, a+"~"+b)
		}
	}
	return strings.Join(out, "|")
}

// maxReach is the number of words within which all groups of a pattern stand.
const maxReach = 28

// mode says how negation is read.
type mode int

const (
	asStated   mode = iota // the pattern as it is written
	asReversed             // a plain pattern under a negation: the idea denied
	asDenial               // a pattern of a contradiction: not in talk about what would be otherwise
)

// hit is one place where a group matches: tokens from … to, inclusive.
type hit struct{ from, to int }

// match looks for the tightest set of hits, one a group, that do not overlap.
func (p Pattern) match(s phrase, m mode) (Span, bool) {
	if m == asReversed && p.Negated {
		return Span{}, false
	}
	groups := make([][]hit, len(p.All))
	for i, g := range p.All {
		last := i == len(p.All)-1
		for _, h := range s.hits(g) {
			t := s.tokens[h.to]
			if t.otherwise || m == asDenial && t.would {
				continue
			}
			if p.Negated && last && !t.negated {
				continue
			}
			// Elsewhere in a negated pattern a negation does not matter: "no single node" governs both words.
			if !p.Negated && m != asReversed && t.negated {
				continue
			}
			groups[i] = append(groups[i], h)
		}
		if len(groups[i]) == 0 {
			return Span{}, false
		}
	}
	best := hit{0, maxReach + 1}
	found := false
	s.tightest(groups, nil, hit{-1, -1}, m, func(h hit) {
		if !found || h.to-h.from < best.to-best.from {
			best, found = h, true
		}
	})
	if !found {
		return Span{}, false
	}
	return Span{Start: s.tokens[best.from].start, End: s.tokens[best.to].end}, true
}

// tightest walks the combinations of hits that stand close enough and gives the words each one covers.
func (s phrase) tightest(groups [][]hit, taken []hit, cover hit, m mode, found func(hit)) {
	if len(groups) == 0 {
		if m == asReversed && !s.anyNegated(taken) {
			return
		}
		found(cover)
		return
	}
	for _, h := range groups[0] {
		if overlaps(h, taken) {
			continue
		}
		wider := h
		if cover.from >= 0 {
			wider = hit{min(cover.from, h.from), max(cover.to, h.to)}
		}
		if wider.to-wider.from > maxReach {
			continue
		}
		s.tightest(groups[1:], append(taken[:len(taken):len(taken)], h), wider, m, found)
	}
}

func (s phrase) anyNegated(hits []hit) bool {
	for _, h := range hits {
		if s.tokens[h.to].negated {
			return true
		}
	}
	return false
}

func overlaps(h hit, taken []hit) bool {
	for _, t := range taken {
		if h.from <= t.to && t.from <= h.to {
			return true
		}
	}
	return false
}

// maxHits bounds the combinations that one sentence can give.
const maxHits = 12

func (s phrase) hits(group string) []hit {
	var out []hit
	seen := map[hit]bool{}
	for _, alt := range strings.Split(group, "|") {
		for i := range s.tokens {
			if to, ok := s.at(i, alt); ok && !seen[hit{i, to}] && len(out) < maxHits {
				seen[hit{i, to}] = true
				out = append(out, hit{i, to})
			}
		}
	}
	return out
}

// at reports whether the alternative matches from token i on, and up to which token.
func (s phrase) at(i int, alt string) (int, bool) {
	if first, second, ok := strings.Cut(alt, "~"); ok {
		if !s.tokens[i].is(first) {
			return 0, false
		}
		for j := i + 1; j <= i+3 && j < len(s.tokens); j++ {
			if s.tokens[j].is(second) {
				return j, true
			}
		}
		return 0, false
	}
	words := strings.Split(alt, "_")
	if i+len(words) > len(s.tokens) {
		return 0, false
	}
	for k, w := range words {
		if !s.tokens[i+k].is(w) {
			return 0, false
		}
	}
	return i + len(words) - 1, true
}

func (t token) is(word string) bool {
	switch {
	case word == "":
		return false
	case word[0] == '#' || word[0] == '%':
		low, high, _ := strings.Cut(word[1:], "..")
		a, _ := strconv.ParseFloat(low, 64)
		b, _ := strconv.ParseFloat(high, 64)
		return t.number && t.percent == (word[0] == '%') && t.value >= a && t.value <= b
	case strings.HasSuffix(word, "$"):
		return t.word == word[:len(word)-1]
	}
	return strings.HasPrefix(t.word, word)
}
