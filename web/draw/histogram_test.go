package draw_test

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/web/draw"
)

// TestHistograms draws histograms of all kinds: nothing leaves the picture, bars stand side by side, labels of the axis
// do not touch, and every count and both marks are there.
func TestHistograms(t *testing.T) {
	own := 20.0
	for _, c := range []struct {
		name   string
		values []float64
		mark   float64
		own    *float64
	}{
		{"nothing", nil, 80, nil}, {"one", []float64{20}, 80, &own}, {"equal", []float64{20, 20, 20}, 20, &own},
		{"magnitudes", []float64{1, 20, 1e6, 1e12}, 1110, &own}, {"negative", []float64{-50, 0, 20}, 54, nil},
		{"far", []float64{20, 21, 22}, -1e12, &own}, {"tiny", []float64{1e-12, 1e-3}, 1e-7, nil},
		{"ends", []float64{-math.MaxFloat64, math.MaxFloat64}, 0, nil},
	} {
		h := figure.HistogramOf(c.values, c.mark, 5, 0)
		h.Noun, h.Unit, h.Label, h.Own = "guess", "rows", "the run", c.own
		f := figure.Figure{ID: "h", Title: "Guesses", Alt: "So many.", Histogram: &h}
		for kind, picture := range map[string]string{"page": draw.Picture(f), "wall": draw.WallHistogram(f)} {
			t.Run(c.name+" "+kind, func(t *testing.T) {
				whole(t, picture)
				for _, one := range strings.SplitAfter(picture, "</svg>") {
					if strings.Contains(one, "<svg") {
						checkHistogram(t, one[strings.Index(one, "<svg"):], h)
					}
				}
			})
		}
	}
}

func checkHistogram(t *testing.T, picture string, h figure.Histogram) {
	t.Helper()
	type shape struct {
		XMLName xml.Name
		X       float64 `xml:"x,attr"`
		Width   float64 `xml:"width,attr"`
		Y       float64 `xml:"y,attr"`
		Height  float64 `xml:"height,attr"`
		X1      float64 `xml:"x1,attr"`
		Class   string  `xml:"class,attr"`
		Text    string  `xml:",chardata"`
	}
	var root struct {
		ViewBox string  `xml:"viewBox,attr"`
		Shapes  []shape `xml:",any"`
	}
	if err := xml.Unmarshal([]byte(picture), &root); err != nil {
		t.Fatal(err)
	}
	var w, tall float64
	if _, err := fmt.Sscanf(root.ViewBox, "0 0 %f %f", &w, &tall); err != nil {
		t.Fatal(err)
	}
	counted, marks, right, bar := 0, 0, math.Inf(-1), math.Inf(-1)
	for _, s := range root.Shapes {
		if s.X < 0 || s.X+s.Width > w || s.Y < 0 || s.Y+s.Height > tall || s.X1 < 0 || s.X1 > w {
			t.Errorf("%+v leaves the picture of %g × %g", s, w, tall)
		}
		switch s.Class {
		case "f-sky":
			if s.X < bar {
				t.Errorf("a bar at %g lies over the one to %g", s.X, bar)
			}
			bar = s.X + s.Width
		case "b mid lbl": // a count, or the words of the mark
			if n, err := strconv.Atoi(s.Text); err == nil {
				counted += n
			} else if !strings.HasPrefix(s.Text, h.Label) {
				t.Errorf("a bar says %q", s.Text)
			}
		case "t mid":
			half := 3.5 * float64(len([]rune(s.Text)))
			if s.X-half < right || s.X-half < 0 || s.X+half > w {
				t.Errorf("the label %s at %g touches another, or the edge", s.Text, s.X)
			}
			right = s.X + half
		case "k-ink", "k-accent":
			marks++
		}
	}
	want := 1
	if h.Own != nil {
		want = 2
	}
	if counted != h.Total() || marks != want {
		t.Errorf("%d values are counted and %d marks drawn, want %d and %d", counted, marks, h.Total(), want)
	}
}
