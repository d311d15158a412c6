package journey

import (
	"slices"
	"strings"
	"testing"
)

// FuzzMoves holds that any text is a list of moves within its bounds, which reads back as itself, or refused in words.
func FuzzMoves(f *testing.F) {
	for _, text := range []string{"", "3:tune;5:cache=2;9:replicas", "20:shard=4; 40:widecolumn = 12;60:lake=3", ";;",
		"x", "3:", ":tune", "3:tune=1", "0:tune", "121:tune", "2.5:tune", "5:tune;4:tune", "5:shard=1", "5:lake=0",
		"5:cache=1e3", "5:cache=NaN", "1e400:tune", "5:replicas=-1", strings.Repeat("5:tune;", 65)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		moves, err := parseMoves(text)
		if err != nil {
			if len(err.Error()) < 10 || moves != nil {
				t.Errorf("%q: %v with %d moves", text, err, len(moves))
			}
			return
		}
		if len(moves) > mostMoves {
			t.Errorf("%q has %d moves", text, len(moves))
		}
		for i, m := range moves {
			k, known := kindOf(m.What)
			if !known || m.Month < 1 || m.Month > mostMonths || k.Most > 0 && (m.N < k.Least || m.N > k.Most) ||
				i > 0 && m.Month < moves[i-1].Month {
				t.Errorf("%q: move %d is %+v", text, i, m)
			}
		}
		if again, err := parseMoves(listed(moves)); err != nil || !slices.Equal(again, moves) {
			t.Errorf("%q is listed as %q, which reads as %v, %v", text, listed(moves), again, err)
		}
	})
}
