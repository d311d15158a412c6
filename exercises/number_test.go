package exercises

import (
	"context"
	"strings"
	"testing"
)

// A right value in another form is accepted where it says the same; elsewhere it is told what is wrong with the form.
func TestSlips(t *testing.T) {
	share := Number{Unit: "%", Low: 66, High: 67.3}
	size := Number{Unit: "TB", Low: 623.7, High: 636.3, Same: []string{"TB/node"}}
	stale := Number{Unit: "%", Low: 4.012, High: 4.092, Common: []Common{{Value: 4.17, Why: "a known slip"}}}
	count := Number{Unit: "copies", Low: 30, High: 30}
	down := Number{Unit: "min", Low: 208, High: 212, Same: []string{"min/year"}}
	for _, tt := range []struct {
		ask  Number
		text string
		ok   bool
		said string // a piece of the note, or of the first check's hint
	}{
		{share, "66.7", true, ""}, {share, "0.667", true, "part of one"}, {share, "0.667 %", false, ""},
		{share, "2/3", false, "is a fraction"}, {share, "2 of 3", false, "a fraction"},
		{share, "2 out of 3", false, "a fraction"}, {share, "1 in 3", false, "a fraction"},
		{size, "630 TB", true, ""}, {size, "573 TiB", true, ""}, {size, "573 TB", false, "write TiB"},
		{size, "630 TB per node", true, ""}, {size, "630 TB a day", false, "another unit"},
		{size, "600 TB", false, "three digits"}, {size, "500 TB", false, ""}, {size, "0.63 petabytes", true, ""},
		{stale, "4.05", true, ""}, {stale, "4.1", false, "three digits"}, {stale, "4", false, "three digits"},
		{stale, "4.2", false, "a known slip"}, {stale, "4.15", false, ""},
		{count, "30", true, ""}, {count, "29", false, ""}, {count, "30 of 50", true, ""},
		{down, "210 minutes a year", true, ""}, {down, "3.5 h", true, ""}, {down, "210 min per month", false, ""},
		{down, "17.5 min a month", true, ""},
	} {
		r, err := tt.ask.grade(context.Background(), tt.text, attempt{})
		if err != nil {
			t.Fatal(err)
		}
		said := r.note
		if said == "" {
			said = r.checks[0].Hint
		}
		if ok := r.checks[0].OK && r.checks[1].OK; ok != tt.ok || !strings.Contains(said, tt.said) ||
			tt.said == "" && said != "" {
			t.Errorf("%q for %g to %g %s: right %v, said %q", tt.text, tt.ask.Low, tt.ask.High, tt.ask.Unit, ok, said)
		}
	}
}
