package sims

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestListKnob(t *testing.T) {
	type params struct{ Fruits []string }
	run := func(q url.Values) ([]string, string, error) {
		p := params{Fruits: []string{"pear"}}
		knobs := []Knob{List(&p.Fruits, "fruits", "Fruits", "apple", "pear", "plum")}
		err := Bind(knobs, q)
		return p.Fruits, knobs[0].Text, err
	}
	for _, c := range []struct {
		in   []string
		want string
	}{
		{nil, "pear"},
		{[]string{"plum"}, "plum"},
		{[]string{"plum, apple"}, "plum, apple"},
		{[]string{"plum apple\nplum"}, "plum, apple"},
		{[]string{"plum", "apple"}, "plum, apple"},
		{[]string{" all "}, "apple, pear, plum"},
	} {
		got, text, err := run(url.Values{"fruits": c.in})
		if c.in == nil {
			got, text, err = run(nil)
		}
		if err != nil || text != c.want || strings.Join(got, ", ") != c.want {
			t.Errorf("fruits=%q gives %q, text %q, %v; want %q", c.in, got, text, err, c.want)
		}
	}
	for _, in := range []string{"", " , ", "plum, kiwi", "all plum"} {
		got, text, err := run(url.Values{"fruits": {in}})
		if err == nil || !strings.Contains(err.Error(), "fruits") || !strings.Contains(err.Error(),
			"apple, pear, plum") {
			t.Errorf("fruits=%q gives %v, want an error that names the knob and the choices", in, err)
		}
		if text != in || !slices.Equal(got, []string{"pear"}) {
			t.Errorf("refused fruits=%q leaves text %q and value %q, want what was typed and the default",
				in, text, got)
		}
	}
}
