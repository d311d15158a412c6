package lti_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"tradeofflab/lti"
)

// choice is a deep linking launch whose settings went through a database.
func (r *rig) choice(data string) lti.DeepLinking {
	r.Helper()
	l, err := r.launch(r.lms.BeginChoice("3", data))
	if err != nil {
		r.Fatal(err)
	}
	if l.DeepLinking == nil || l.Role != lti.Staff {
		r.Fatalf("launch %+v", l)
	}
	kept, err := json.Marshal(l.DeepLinking)
	if err != nil {
		r.Fatal(err)
	}
	var back lti.DeepLinking
	if err := json.Unmarshal(kept, &back); err != nil {
		r.Fatal(err)
	}
	return back
}

func items(n int) []lti.Item {
	all := []lti.Item{
		{Title: "Consistent hashing", URL: origin + "/exercises/hashing",
			Custom: map[string]string{"exercise": "hashing"},
			Column: &lti.LineItem{Label: "Hashing", Max: 40, ResourceID: "ex:hashing", Tag: "grade"}},
		{Title: "Caching", URL: origin + "/exercises/caching"},
	}
	return all[:n]
}

func TestDeepLink(t *testing.T) {
	for _, tt := range []struct {
		data  string
		items int
	}{{"", 2}, {"csrftoken:c7fbba78 “ü” <&>", 1}, {"x", 0}} {
		r := newRig(t)
		d := r.choice(tt.data)
		token, err := r.tool.DeepLink(t.Context(), r.platform(), "1", d, items(tt.items))
		if err != nil {
			t.Fatal(err)
		}
		n, err := r.lms.Return(token, tt.data)
		if err != nil || n != tt.items {
			t.Errorf("Return = %d, %v; want %d links", n, err, tt.items)
		}
		if tt.items == 0 {
			continue
		}
		// The link opens, with what was chosen and a column of its own.
		l, err := r.launch(r.lms.Begin("4", "2"))
		if err != nil {
			t.Fatal(err)
		}
		if l.Target != origin+"/exercises/hashing" || l.Custom["exercise"] != "hashing" || l.Grades.LineItem == "" {
			t.Errorf("launch %+v", l)
		}
		if r.lms.Columns("ex:hashing") != 1 {
			t.Errorf("%d columns", r.lms.Columns("ex:hashing"))
		}
	}
}

func TestAnswerHoldsFiveMinutes(t *testing.T) {
	r := newRig(t)
	token, err := r.tool.DeepLink(t.Context(), r.platform(), "1", r.choice(""), items(1))
	if err != nil {
		t.Fatal(err)
	}
	r.clock.add(5*time.Minute + time.Second)
	if _, err := r.lms.Return(token, ""); err == nil {
		t.Error("the answer still holds")
	}
}

func TestBadChoices(t *testing.T) {
	all := lti.DeepLinking{ReturnURL: "https://lms.example/", Types: []string{"link", "ltiResourceLink"},
		Multiple: true}
	one, none, silent := all, all, all
	one.Multiple = false
	none.Types = []string{"file", "html"}
	silent.Types = nil
	bad := func(change func(*lti.Item)) []lti.Item {
		i := items(1)
		column := *i[0].Column
		i[0].Column = &column
		change(&i[0])
		return i
	}
	noPoints := "“Consistent hashing” has no points, so it can have no column in the gradebook."
	for _, tt := range []struct {
		name     string
		settings lti.DeepLinking
		items    []lti.Item
		code     lti.Code
		says     string
	}{
		{"other types", none, items(1), lti.TypeNotAccepted, "At this place the LMS takes no links to activities, " +
			"only file, html. Add an external tool to the course as an activity, and come here from there."},
		{"no types", silent, items(1), lti.TypeNotAccepted, "At this place the LMS takes no links to activities. Add " +
			"an external tool to the course as an activity, and come here from there."},
		{"several", one, items(2), lti.OneOnly, "At this place the LMS takes one link at a time. Choose one " +
			"assignment; the others follow in the same way."},
		{"foreign address", all, bad(func(i *lti.Item) { i.URL = "https://evil.example/" }), lti.BadItem,
			"“https://evil.example/” is no address of this lab, so it cannot be linked."},
		{"no points", all, bad(func(i *lti.Item) { i.Column.Max = 0 }), lti.BadItem, noPoints},
		{"points without end", all, bad(func(i *lti.Item) { i.Column.Max = math.Inf(1) }), lti.BadItem, noPoints},
		{"points that are no number", all, bad(func(i *lti.Item) { i.Column.Max = math.NaN() }), lti.BadItem, noPoints},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			token, err := r.tool.DeepLink(t.Context(), r.platform(), "1", tt.settings, tt.items)
			if code, says := r.said(err); code != tt.code || says != tt.says || token != "" {
				t.Errorf("%s, %q;\nwant %s, %q", code, says, tt.code, tt.says)
			}
		})
	}
	r := newRig(t)
	if _, err := r.tool.DeepLink(t.Context(), r.platform(), "1", none, nil); err != nil {
		t.Errorf("nothing chosen where nothing is accepted: %v", err)
	}
}
