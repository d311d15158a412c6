package catalogue

import (
	"encoding/json"
	"regexp"
	"testing"
)

// slips are faults of language that numbers and names of a variant bring into a text.
var slips = map[string]*regexp.Regexp{
	"a before a vowel":               regexp.MustCompile(`\b[Aa] (?:[aeioAEIO]|u[bdglmprv])\w*`),
	"an before a consonant":          regexp.MustCompile(`\b[Aa]n [bcdgjkpqtvwyzBCDGJKPQTVWYZ]\w*`),
	"a name that was not filled in":  regexp.MustCompile(`\{\w[\w ]*\}`),
	"one of many":                    regexp.MustCompile(`(?:^|[^\d.,×^])1 (?:writes|reads|shards|nodes)\b`),
	"a small number of a large unit": regexp.MustCompile(`\b0\.\d+ (?:TB|GB)\b`),
	"zeros that say nothing":         regexp.MustCompile(`\b\d+\.\d*0 (?:%|TB|s|ms)(?:\s|$)`),
}

// TestTextsOfVariants reads the tasks of 301 variants for slips of language.
func TestTextsOfVariants(t *testing.T) {
	for _, e := range All {
		told := map[string]bool{}
		for v := range 301 {
			task, err := e.Task(v)
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(task)
			if err != nil {
				t.Fatal(err)
			}
			for name, slip := range slips {
				if found := slip.FindString(string(text)); found != "" && !told[name+found] {
					told[name+found] = true
					t.Errorf("%s, variant %d: %s: %q", e.Slug, v, name, found)
				}
			}
		}
	}
}
