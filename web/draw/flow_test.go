package draw

import (
	"regexp"
	"strconv"
	"testing"

	"tradeofflab/figure"
)

// On a phone the label of an arrow that passes a level by stands at its middle, beside the boxes of that level: at its
// end the box that it leads to would cover it.
func TestLabelOfALongArrow(t *testing.T) {
	drawing := flowAt(figure.Figure{Flow: &figure.Flow{
		Boxes: []figure.FlowBox{{ID: "a", Label: "a"}, {ID: "b", Label: "b", Col: 1, Row: 1},
			{ID: "c", Label: "c", Col: 1, Row: 2}, {ID: "d", Label: "d", Col: 2}},
		Arrows: []figure.FlowArrow{{From: "a", To: "b", Label: "one"}, {From: "a", To: "c", Label: "two"},
			{From: "a", To: "d", Label: "long"}},
	}}, true)
	number := func(pattern string) float64 {
		m := regexp.MustCompile(pattern).FindStringSubmatch(drawing)
		if m == nil {
			t.Fatalf("nothing is drawn like %s:\n%s", pattern, drawing)
		}
		v, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	label := number(`y="([0-9.]+)"[^>]*>long<`)
	first, last := number(`y="([0-9.]+)"[^>]*>a<`), number(`y="([0-9.]+)"[^>]*>d<`)
	if middle := (first + last) / 2; label < middle-10 || label > middle+10 {
		t.Errorf("the label stands at %g, its arrow goes from %g to %g", label, first, last)
	}
}
