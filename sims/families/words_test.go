package families

import (
	"strings"
	"testing"
)

func TestWordsOfOne(t *testing.T) {
	for hops, want := range map[int]string{1: "1 hop, four ways", 2: "2 hops, four ways"} {
		if got := waysFigure(Params{Hops: hops}, walks{}).Title; got != want {
			t.Errorf("title of %d: %q, want %q", hops, got, want)
		}
	}
	touched := make([]touch, len(queries))
	one := drill{judged{Whole: 1, Work: 1, Touch: touched}, judged{Work: 1}}
	want := "1 of 10 reads everything; the design costs 1 page a second and the best 1."
	if got := queriesFigure(Params{}, one).Takeaway; got != want {
		t.Errorf("takeaway: %q, want %q", got, want)
	}
	one.Whole = len(queries) - 1
	want = "1 of the ten queries finds its rows by a key; "
	if got := drillTakeaway(Params{}, one); !strings.HasPrefix(got, want) {
		t.Errorf("takeaway: %q, want %q", got, want)
	}
}
