package say_test

import (
	"testing"

	"tradeofflab/say"
)

func TestArticle(t *testing.T) {
	for _, want := range []string{"a key", "an entry", "an event page", "an hour", "a user", "a unit",
		"an unindexed table",
		"an LRU cache", "a B+ tree", "an SQL query", "a one", "an 8", "a European region", "an index"} {
		_, noun, _ := cut(want)
		if got := say.A(noun); got != want {
			t.Errorf("A(%q) = %q, want %q", noun, got, want)
		}
	}
}

func cut(phrase string) (article, noun string, ok bool) {
	for i := range phrase {
		if phrase[i] == ' ' {
			return phrase[:i], phrase[i+1:], true
		}
	}
	return "", phrase, false
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		say.List():              "",
		say.List("a"):           "a",
		say.List("a", "b"):      "a and b",
		say.List("a", "b", "c"): "a, b and c",
		say.Upper("été"):        "Été",
		say.Lower("Été"):        "été",
		say.Plain(12_500.25):    "12500.25",
		say.Either(1, "a", "b"): "a",
		say.Either(0, "a", "b"): "b",
		say.Sentence("done"):    "Done.",
		say.Sentence("done."):   "Done.",
		say.Word(4):             "four",
		say.Word(1300):          "1,300",
		say.Times(1):            "once",
		say.Times(12):           "12 times",
		say.Percent(19.06):      "19.1 %",
		say.Int(int64(12_500)):  "12,500",
		say.Plural(1, "leaf"):   "leaf",
		say.Plural(3, "leaf"):   "leaves",
		say.Clip("abcdef", 3):   "abc…",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"hashing", "sharding", "replication", "eviction"}
	for name, want := range map[string]string{"hashng": "hashing", "repl": "replication", "Sharding": "sharding"} {
		if got, close := say.Nearest(name, known); got != want || !close {
			t.Errorf("Nearest(%q) = %q, %v; want %q", name, got, close, want)
		}
	}
	if got, close := say.Nearest("zzzzzzzzz", known); close {
		t.Errorf("Nearest finds %q for nonsense", got)
	}
}
