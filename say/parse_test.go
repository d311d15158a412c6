package say

import "testing"

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"3200", "3,200", "3.2k", "1e5", "2M", "1,5", "-0", "0x1p4", "", "1_000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseNumber(s)
		if err == nil && v != v {
			t.Errorf("ParseNumber(%q) = NaN", s)
		}
	})
}
