package trees

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

const (
	maxOps    = 200 // operations of a script, each key counting
	maxDrawn  = 9_999
	drawnKeys = 24 // keys of the run that are drawn when the script is empty
)

// op is one operation on the drawn tree.
type op struct {
	verb string // insert, delete, find, range, lesson
	a, b uint64 // a key, or both ends of a range
}

// verbs are the words of a script and what each takes.
var verbs = []struct{ name, takes string }{
	{"insert", "insert 57 or insert 10..19"},
	{"delete", "delete 3"},
	{"find", "find 40"},
	{"range", "range 10 20"},
	{"random", "random 20, so many keys in random order"},
	{"sequence", "sequence 20, so many keys after the largest"},
	{"reverse", "reverse 20, the keys 20, 19 … 1"},
	{"lesson", "lesson, the tree of the lesson"},
}

func verbNames() string {
	names := make([]string, len(verbs))
	for i, v := range verbs {
		names[i] = v.name
	}
	return strings.Join(names, ", ")
}

// statement is one part of a script: a word and its numbers.
type statement struct {
	verb    string
	numbers [][2]uint64 // both ends of each a..b; equal for a single number
}

// parseScript reads a script such as "insert 57; delete 3; find 40; range 10 20". The error names the word and says
// what to write instead. An empty text is no script.
func parseScript(text string) ([]statement, error) {
	if text == "" {
		return nil, nil
	}
	out := []statement{}
	total := 0
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		words := strings.Fields(strings.ReplaceAll(part, ",", " "))
		if len(words) == 0 {
			continue
		}
		s := statement{verb: strings.ToLower(words[0])}
		at := slices.IndexFunc(verbs, func(v struct{ name, takes string }) bool { return v.name == s.verb })
		if at < 0 {
			return nil, fmt.Errorf("%q is no operation; write one of %s, with a semicolon between operations", words[0],
				verbNames())
		}
		for _, w := range words[1:] {
			low, high, err := numbers(w)
			if err != nil {
				return nil, fmt.Errorf("%q after %s %w; write %s", w, s.verb, err, verbs[at].takes)
			}
			s.numbers = append(s.numbers, [2]uint64{low, high})
		}
		n, err := s.count()
		if err != nil {
			return nil, fmt.Errorf("%w; write %s", err, verbs[at].takes)
		}
		if total += n; total > maxOps {
			return nil, fmt.Errorf("%q brings the script to %d operations; at most %d are drawn, so shorten it",
				strings.TrimSpace(part), total, maxOps)
		}
		out = append(out, s)
	}
	return out, nil
}

// numbers reads "57" or "10..19".
func numbers(word string) (low, high uint64, err error) {
	from, to, isRange := strings.Cut(word, "..")
	if low, err = strconv.ParseUint(from, 10, 32); err != nil || low > maxDrawn {
		return 0, 0, fmt.Errorf("is no key from 0 to %d", maxDrawn)
	}
	if !isRange {
		return low, low, nil
	}
	if high, err = strconv.ParseUint(to, 10, 32); err != nil || high > maxDrawn || high < low {
		return 0, 0, fmt.Errorf("is no ascending range of keys from 0 to %d", maxDrawn)
	}
	return low, high, nil
}

// count is how many operations a statement makes.
func (s statement) count() (int, error) {
	single := func(n int) bool {
		return len(s.numbers) == n && !slices.ContainsFunc(s.numbers, func(r [2]uint64) bool { return r[0] != r[1] })
	}
	switch s.verb {
	case "lesson":
		if len(s.numbers) > 0 {
			return 0, fmt.Errorf("lesson takes no number")
		}
		return 1, nil
	case "range":
		if !(len(s.numbers) == 1 || single(2)) {
			return 0, fmt.Errorf("range takes the first and the last key")
		}
		if len(s.numbers) == 2 && s.numbers[0][0] > s.numbers[1][0] {
			return 0, fmt.Errorf("range %d %d ends before it begins", s.numbers[0][0], s.numbers[1][0])
		}
		return 1, nil
	case "random", "sequence", "reverse":
		if !single(1) || s.numbers[0][0] == 0 || s.numbers[0][0] > maxOps {
			return 0, fmt.Errorf("%s takes a count from 1 to %d", s.verb, maxOps)
		}
		return int(s.numbers[0][0]), nil
	}
	if len(s.numbers) == 0 {
		return 0, fmt.Errorf("%s takes a key", s.verb)
	}
	n := 0
	for _, r := range s.numbers {
		n += int(r[1]-r[0]) + 1
	}
	return n, nil
}

// expand turns statements into operations. Random keys come from 1 … 99, or 1 … 999 where those run out, and are not
// drawn twice.
func expand(script []statement, rng *rand.Rand) []op {
	var out []op
	top, used := uint64(0), map[uint64]bool{}
	insert := func(k uint64) {
		out = append(out, op{verb: "insert", a: k})
		top, used[k] = max(top, k), true
	}
	for _, s := range script {
		switch s.verb {
		case "lesson":
			out = append(out, op{verb: "lesson"})
			for _, k := range lessonKeys() {
				top, used[k] = max(top, k), true
			}
		case "range":
			out = append(out, op{"range", s.numbers[0][0], s.numbers[len(s.numbers)-1][1]})
		case "random":
			for range s.numbers[0][0] {
				k := 1 + rng.Uint64N(99)
				if len(used) > 80 {
					k = 1 + rng.Uint64N(999)
				}
				for used[k] {
					k = k%999 + 1
				}
				insert(k)
			}
		case "sequence":
			for range s.numbers[0][0] {
				insert(top + 1)
			}
		case "reverse":
			for k := s.numbers[0][0]; k > 0; k-- {
				insert(k)
			}
		default:
			for _, r := range s.numbers {
				for k := r[0]; k <= r[1]; k++ {
					if s.verb == "insert" {
						insert(k)
					} else {
						out = append(out, op{verb: s.verb, a: k})
					}
				}
			}
		}
	}
	return out
}

// lessonKeys is an order of 1 … 99 in which fan-out 4 and leaves of 10 entries, split in the middle, grow into the tree
// of the lesson: root 30 | 70 above 10 | 20, 40 | 50 | 60 and 80 | 90. Half a decade at a time, so that each full leaf
// splits at a multiple of ten; 60 to 64 come late, so that 70 moves up before 60 arrives; then the rest fills in.
func lessonKeys() []uint64 {
	var out []uint64
	span := func(low, high uint64) {
		for k := low; k <= high; k++ {
			out = append(out, k)
		}
	}
	span(1, 5)
	for _, decade := range []uint64{10, 20, 30, 40, 50, 70, 80} {
		span(decade, decade+4)
	}
	span(90, 95)
	span(60, 65)
	span(6, 9)
	for decade := uint64(10); decade <= 80; decade += 10 {
		span(decade+5, decade+9)
	}
	span(96, 99)
	return slices.Compact(out)
}
