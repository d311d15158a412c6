package main

import (
	"encoding/json"
	"strings"
	"testing"
)

const chatWorkload = `{"name":"chat","patterns":[
 {"name":"send message","op":"append","writes_per_s":15000,"latency_ms_p99":50,"consistency":"session",
  "item_bytes":400},
 {"name":"read conversation","op":"key_range_scan","reads_per_s":30000,"latency_ms_p99":50,"consistency":"eventual",
  "item_bytes":400}],
 "data_gb":40000,"growth_gb_per_month":3600,"schema":"fixed","transactions":"single_record","regions":2,
 "ops_team":"large","loss_tolerance":"none"}`

func TestAdviseSaysWhy(t *testing.T) {
	got := lab(t, chatWorkload, "advise", "-")
	if got.code != 0 {
		t.Fatalf("exit %d: %s", got.code, got.err)
	}
	for _, want := range []string{"Wide-column", "Why Wide-column", "Why not the next", "Cost a month", "Do this week",
		"Taken as",
		"The answer holds in"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("the advice lacks %q:\n%s", want, got.out)
		}
	}
	if adr := lab(t, chatWorkload, "advise", "-", "--adr"); !strings.HasPrefix(adr.out, "# Keep the data of chat") ||
		!strings.Contains(adr.out, "## Decision outcome") {
		t.Errorf("no decision record: %.200s", adr.out)
	}
	one, two := lab(t, chatWorkload, "advise", "-", "--json"), lab(t, chatWorkload, "advise", "-", "--json")
	if one.out != two.out || !json.Valid([]byte(one.out)) {
		t.Error("two runs differ, or the output is no JSON")
	}
}

func TestAdviseEval(t *testing.T) {
	got := lab(t, "", "advise", "--eval", "--json")
	var a struct {
		Accepted float64 `json:"accepted_pct"`
		Harmful  float64 `json:"harmful_pct"`
	}
	if err := json.Unmarshal([]byte(got.out), &a); err != nil || a.Accepted < 95 || a.Harmful > 1 {
		t.Errorf("exit %d, accepted %g, harmful %g, %v", got.code, a.Accepted, a.Harmful, err)
	}
}

// Every wrong input is refused with exit 2 and a message that names the field and what to write.
func TestAdviseRefusesBadInput(t *testing.T) {
	ok := `{"patterns":[{"op":"append","writes_per_s":5}]}`
	for name, c := range map[string]struct{ text, want string }{
		"empty":      {"", "patterns"},
		"no pattern": {`{}`, "say at least one way"},
		"empty list": {`{"patterns":[]}`, "say at least one way"},
		"no rate":    {`{"patterns":[{"op":"append"}]}`, "no pattern has a rate"},
		"negative rate": {`{"patterns":[{"op":"append","writes_per_s":-5}]}`,
			"patterns[0].writes_per_s: goes from 0"},
		"unknown op":          {`{"patterns":[{"op":"apend","writes_per_s":5}]}`, "patterns[0].op: write one of"},
		"missing op":          {`{"patterns":[{"writes_per_s":5}]}`, "patterns[0].op: say what"},
		"unknown field":       {`{"patterns":[{"op":"append","writes_per_s":5}],"data_bg":3}`, "did you mean data_gb"},
		"unknown pattern key": {`{"patterns":[{"op":"append","write_per_s":5}]}`, "did you mean writes_per_s"},
		"wrong unit":          {`{"patterns":[{"op":"append","writes_per_s":"5 GB"}]}`, "is no unit"},
		"decimal comma":       {`{"patterns":[{"op":"append","writes_per_s":"5,5"}]}`, "a decimal comma is not read"},
		"not a number":        {`{"patterns":[{"op":"append","writes_per_s":"many"}]}`, "is not a number"},
		"number too large":    {`{"patterns":[{"op":"append","writes_per_s":1e300}]}`, "goes from 0 to"},
		"NaN":                 {"patterns:\n - {op: append, writes_per_s: .nan}", "is not a number"},
		"wrong word":          {strings.Replace(ok, "{", `{"ops_team":"huge",`, 1), "small, medium, large"},
		"list for a number":   {strings.Replace(ok, "{", `{"data_gb":[1],`, 1), "one value is expected"},
		"twice":               {"data_gb: 1\ndata_gb: 2\npatterns: [{op: append, writes_per_s: 1}]", "data_gb"},
		"duplicate names": {
			`{"patterns":[{"name":"a","op":"append","writes_per_s":5},{"name":"a","op":"queue","reads_per_s":1}]}`,
			`two patterns are called "a"`},
		"broken YAML":        {"patterns: [", "neither JSON nor YAML"},
		"alias bomb":         {"a: &a [x,x]\nb: &b [*a,*a]\npatterns: *b", ""},
		"too large":          {`{"name":"` + strings.Repeat("x", 10<<20) + `"}`, "at most"},
		"half a region":      {strings.Replace(ok, "{", `{"regions":1.5,`, 1), "whole number"},
		"fraction above one": {strings.Replace(ok, "{", `{"hot_fraction":1.5,`, 1), "hot_fraction: goes from 0 to 1"},
		"just text":          {"I have a lot of data", "fields with values"},
	} {
		got := lab(t, c.text, "advise", "-")
		if got.code != 2 || !strings.Contains(got.err, c.want) || len(got.err) > 4000 {
			t.Errorf("%s: exit %d, %.300q; want exit 2 and %q", name, got.code, got.err, c.want)
		}
	}
	if got := lab(t, "", "advise", "/no/such/file"); got.code != 2 {
		t.Errorf("missing file: exit %d", got.code)
	}
}
