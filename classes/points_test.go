package classes

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestReadPoints(t *testing.T) {
	const refused = -1
	for _, tt := range []struct {
		text string
		want Points // of at most 10
	}{
		{"0", 0}, {"7", 700}, {"7.5", 750}, {"7,5", 750}, {"7.25", 725}, {"7,25", 725}, {"7.50", 750}, {"10", 1000},
		{"10.00", 1000}, {"0.01", 1}, {"  7 ", 700}, {"\t7.5\n", 750}, {"007", 700}, {"7.", 700}, {"0.0", 0},

		{"", refused}, {" ", refused}, {".", refused}, {",", refused}, {".5", refused}, {"-1", refused},
		{"−1", refused},
		{"+1", refused}, {"-0", refused}, {"10.01", refused}, {"11", refused}, {"7.255", refused}, {"7.250", refused},
		{"1.2.3", refused}, {"1,2,3", refused}, {"7.5.", refused}, {"1 0", refused}, {"7. 5", refused},
		{"7.5 points", refused},
		{"7/10", refused}, {"50 %", refused}, {"1e1", refused}, {"0x5", refused}, {"1_0", refused}, {"ten", refused},
		{"NaN", refused}, {"Inf", refused}, {"½", refused}, {"５", refused}, {"٥", refused}, {"7.é", refused},
		{"7.5\x00", refused},
		{"42949672.96", refused}, {"99999999999999999999", refused}, {"1,000", refused}, {"1.000", refused},
	} {
		got, err := ReadPoints(tt.text, 1000)
		if (err != nil) != (tt.want == refused) || err == nil && got != tt.want {
			t.Errorf("ReadPoints(%q, 10) = %v, %v; want %v (-0.01: refused)", tt.text, got, err, tt.want)
		}
	}
	for _, tt := range []struct {
		text       string
		most, want Points
	}{{"0", 0, 0}, {"42949672.95", math.MaxInt64, math.MaxUint32}, {"4", 400, 400}} {
		if got, err := ReadPoints(tt.text, tt.most); err != nil || got != tt.want {
			t.Errorf("ReadPoints(%q, %v) = %v, %v; want %v", tt.text, tt.most, got, err, tt.want)
		}
	}
}

// What is refused is shown as it was typed, with what is allowed.
func TestReadPointsSaysWhy(t *testing.T) {
	for typed, want := range map[string]string{
		"12,5": `"12,5" is not a number of points from 0 to 7.5 with at most two decimals`,
		" x ":  `" x " is not a number of points from 0 to 7.5 with at most two decimals`,
	} {
		if _, err := ReadPoints(typed, 750); err == nil || err.Error() != want {
			t.Errorf("ReadPoints(%q): %v, want %s", typed, err, want)
		}
	}
}

func TestPointsString(t *testing.T) {
	for p, want := range map[Points]string{0: "0", 1: "0.01", 10: "0.1", 29: "0.29", 99: "0.99", 100: "1", 750: "7.5",
		725: "7.25", 1000: "10", -1: "-0.01", -150: "-1.5", 123_456_789: "1234567.89", math.MaxUint32: "42949672.95"} {
		json, err := p.MarshalJSON()
		if p.String() != want || string(json) != want || err != nil {
			t.Errorf("%d hundredths are %v and %s in JSON (%v), want %s", p, p, json, err, want)
		}
	}
}

// Every number of points that a form takes reads back as it is written.
func TestPointsReadBack(t *testing.T) {
	for p := Points(0); p <= 20_000; p++ {
		if got, err := ReadPoints(p.String(), 20_000); got != p || err != nil {
			t.Fatalf("%d hundredths are written %v and read as %d, %v", p, p, got, err)
		}
	}
}

func FuzzReadPoints(f *testing.F) {
	for _, text := range []string{"7.5", "7,25", "", "-1", "1e9", "10.001", "\x00", "½", "7.é", "4294967295", "0x1"} {
		f.Add(text, int64(1000))
	}
	f.Fuzz(func(t *testing.T, text string, most int64) {
		p, err := ReadPoints(text, Points(most))
		if err != nil {
			return
		}
		if p < 0 || p > Points(most) {
			t.Errorf("ReadPoints(%q, %v) = %v", text, Points(most), p)
		}
		typed, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(text), ",", "."), 64)
		if err != nil || math.Abs(typed*100-float64(p)) > 1e-6*max(1, typed*100) {
			t.Errorf("ReadPoints(%q) = %v, which as a number is %v, %v", text, p, typed, err)
		}
		if again, err := ReadPoints(p.String(), Points(most)); again != p || err != nil {
			t.Errorf("ReadPoints(%q) = %v, read again as %v, %v", text, p, again, err)
		}
	})
}

func TestCheckSteps(t *testing.T) {
	falling := func(n int) (all []Step) {
		for i := range n {
			all = append(all, Step{i + 1, 100 - i})
		}
		return all
	}
	for _, tt := range []struct {
		steps []Step
		want  string // "" where the rule is right
	}{
		{nil, ""},
		{steps(24, 80), ""},
		{steps(24, 80, 48, 50, 72, 0), ""},
		{steps(1, 100), ""},
		{steps(1, 50, 2, 50), ""},
		{steps(24*366, 10), ""},
		{falling(10), ""},
		{falling(11), "a rule for late work has at most 10 steps; this has 11"},
		{steps(0, 80), "step 1 ends after 0 hours; hours rise from step to step, from 1 to 8,784"},
		{steps(-24, 80), "step 1 ends after −24 hours; hours rise from step to step, from 1 to 8,784"},
		{steps(24, 80, 24, 50), "step 2 ends after 24 hours; hours rise from step to step, from 1 to 8,784"},
		{steps(2, 80, 1, 50), "step 2 ends after 1 hour; hours rise from step to step, from 1 to 8,784"},
		{steps(24*366+1, 80), "step 1 ends after 8,785 hours; hours rise from step to step, from 1 to 8,784"},
		{steps(math.MaxInt/2, 80), "step 1 ends after "},
		{steps(24, 101), "step 1 gives 101 %; percentages are from 0 to 100, none above that of the step before it"},
		{steps(24, -1), "step 1 gives -1 %; percentages are from 0 to 100, none above that of the step before it"},
		{steps(24, 50, 48, 80),
			"step 2 gives 80 %; percentages are from 0 to 100, none above that of the step before it"},
	} {
		err := CheckSteps(tt.steps)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.want)) {
			t.Errorf("CheckSteps(%v): %v, want %q", tt.steps, err, tt.want)
		}
	}
}
