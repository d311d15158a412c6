package eviction

import (
	"slices"
	"strings"
	"testing"
	"tradeofflab/sims/eviction/policy"
)

func TestParseTrace(t *testing.T) {
	for _, text := range []string{"time,key,size,op\n0,a,120,get\n0.5, b ,7,set\r\n1,a\n\n;1,b;2,c,0",
		"a\nb\na\nb\nc\n", "a;b;a; b;c"} {
		got, err := parseTrace(text)
		if err != nil || !slices.Equal(got.IDs, []int32{1, 2, 1, 2, 3}) || !slices.Equal(got.Names,
			[]string{"", "a", "b", "c"}) || got.Objects != 3 {
			t.Errorf("ParseTrace(%q) gives %v, names %q, %v; want a b a b c", text, got.IDs, got.Names, err)
		}
	}
	for text, want := range map[string]string{
		"":                              "empty",
		"time,key,size,op\n":            "empty",
		"0,a\n1,\n":                     "line 2: the key is missing",
		"0,a\n1,b\n0.5,c":               "line 3: time 0.5 is before 1",
		"x,a":                           `line 1: time is a number of seconds from 0, got "x"`,
		"0,a;1,b,big":                   `line 2: size is a whole number of bytes, got "big"`,
		"0,a,1,get,more":                "line 1: a row has at most four fields",
		"0," + strings.Repeat("k", 300): "line 1: the key has 300 bytes",
		"NaN,a":                         "line 1: time",
	} {
		if _, err := parseTrace(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseTrace(%.30q) says %v, want %q", text, err, want)
		}
	}
	if _, err := parseTrace(strings.Repeat("k\n", maxUploadBytes)); err == nil {
		t.Error("a trace above 5 MB is read")
	}
}

func FuzzParseTrace(f *testing.F) {
	f.Add("0,a,1,get\n1,b")
	f.Add("a;b;a")
	f.Add("time,key\n1e5,\x00,3")
	f.Fuzz(func(t *testing.T, text string) {
		tr, err := parseTrace(text)
		if err != nil {
			return
		}
		if len(tr.IDs) == 0 || len(tr.Names) != tr.Objects+1 {
			t.Fatalf("ParseTrace(%q) gives %d requests for %d keys and no error", text, len(tr.IDs), tr.Objects)
		}
		next := int32(1)
		for _, id := range tr.IDs {
			if id < 1 || id > next {
				t.Fatalf("ParseTrace(%q): id %d before id %d", text, id, next)
			}
			if id == next {
				next++
			}
		}
	})
}

func FuzzStory(f *testing.F) {
	f.Add(belady, 3, 7)
	f.Fuzz(func(t *testing.T, text string, frames, step int) {
		tr, err := storyTrace(text)
		if err != nil || frames < 1 || frames > maxFrames {
			return
		}
		for _, kind := range policy.Kinds {
			name := kind.Name
			told := story(Params{Policies: []string{name}, Story: tr, StoryFrames: frames, Step: max(0, step),
				Sample: 5, Pool: 16}, Result{})
			if told == nil || len(told.Events) != len(tr.IDs) || told.At > len(tr.IDs) || told.Figure == nil {
				t.Fatalf("story of %q under %s is %+v", text, name, told)
			}
		}
	})
}
