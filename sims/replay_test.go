package sims_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"tradeofflab/sims/queueing"
)

// FuzzReplay holds that any file is a run that reads back as itself, or refused in words.
func FuzzReplay(f *testing.F) {
	whole, err := queueing.Sim.Default().ReplayFile()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	of := func(knobs string) string {
		return fmt.Sprintf(`{"sim":"queueing","version":%q,"knobs":%s`, queueing.Sim.Version, knobs)
	}
	for _, text := range []string{"", "{}", "null", "[]", `{"sim":"queueing"}`,
		`{"sim":"hashing","version":"1","knobs":{}}`,
		`{"sim":"queueing","version":"0","knobs":{}}`, of(`{"seed":1.5}}`), of(`{"seed":7,"model":"mmc"}}`),
		of(`{"seed":[1]}}`), of(`{"sed":1}}`), of(`{"seed":null}}`), of(`{}} {}`), of(`{},"more":1}`),
		of(`{"seed":1e400}}`), strings.Repeat(" ", 70_000)} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		q, err := queueing.Sim.ReadReplay(text)
		if err != nil {
			if q != nil || len(err.Error()) < 10 || len(err.Error()) > 2000 {
				t.Errorf("%q: %d bytes of error with %v", text, len(err.Error()), q)
			}
			return
		}
		run, err := queueing.Sim.Parse(q)
		if err != nil {
			return
		}
		again, err := run.ReplayFile()
		if err != nil {
			t.Fatal(err)
		}
		q, err = queueing.Sim.ReadReplay(again)
		if err != nil {
			t.Fatalf("%s: %v", again, err)
		}
		back, err := queueing.Sim.Parse(q)
		if err != nil || back.Query != run.Query {
			t.Errorf("%q reads back as %q, %v", run.Query, back.Query, err)
		}
		if twice, _ := back.ReplayFile(); !bytes.Equal(twice, again) {
			t.Errorf("%s\nis written again as\n%s", again, twice)
		}
	})
}
