package web

import "testing"

// TestEveryFieldSaysWhatItChanges wants a line of help for every field of the form.
func TestEveryFieldSaysWhatItChanges(t *testing.T) {
	for _, f := range workloadFields {
		if helpOf(f) == "" {
			t.Errorf("%s has no line of help", f)
		}
	}
	for _, f := range patternFields {
		if helpOf(patternField(0, f)) == "" {
			t.Errorf("%s of a pattern has no line of help", f)
		}
	}
}
