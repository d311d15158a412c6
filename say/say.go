// Package say writes numbers, counts, lists and names for a reader, and reads the numbers that a reader types. It knows
// nothing of the lab: every other package may use it.
package say

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// List joins parts as a sentence does: "a", "a and b", "a, b and c".
func List(parts ...string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// Upper begins the text with a capital letter.
func Upper(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// Lower begins the text with a small letter, but for a name such as OLAP or S3.
func Lower(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	if second, _ := utf8.DecodeRuneInString(text[size:]); unicode.IsUpper(second) || unicode.IsDigit(second) {
		return text
	}
	return string(unicode.ToLower(first)) + text[size:]
}

// Sentence begins the text with a capital letter and ends it with a full stop.
func Sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return Upper(text)
	}
	return Upper(text) + "."
}

// A puts the indefinite article before a noun: "a key", "an entry", "an hour", "a user", "an LRU cache". What is said
// decides, not what is written, as far as spelling tells.
func A(noun string) string {
	word, _, _ := strings.Cut(noun, " ")
	if vowelSound(word) {
		return "an " + noun
	}
	return "a " + noun
}

func vowelSound(word string) bool {
	if word == "" {
		return false
	}
	first, size := utf8.DecodeRuneInString(word)
	if spelled := len(word) > size && strings.ToUpper(word) == word && strings.ToLower(word) != word; spelled {
		return strings.ContainsRune("AEFHILMNORSX8", first) // letters, and 8, whose names begin with a vowel
	}
	lower := strings.ToLower(word)
	starts := func(with ...string) bool {
		return slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(lower, w) })
	}
	switch {
	case starts("hour", "heir", "honest", "8", "11", "18"):
		return true
	case starts("uni", "use", "user", "usu", "uti", "euro", "eu", "one", "once", "ubi"):
		return starts("unin", "unim", "unind")
	}
	return strings.ContainsRune("aeiou", unicode.ToLower(first))
}

// Word writes small numbers as words, as a sentence begins: 4 is "four", 13 is "13".
func Word(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
		"twelve"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return Int(n)
}

// Times says how often: "never", "once", "12 times".
func Times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	}
	return Int(n) + " times"
}

// Nearest is the known name that is most like the one given, and whether it is like enough to be meant.
func Nearest(name string, known []string) (nearest string, close bool) {
	least := 1 << 30
	for _, k := range known {
		d := distance(strings.ToLower(name), strings.ToLower(k))
		if len(name) > 2 && strings.HasPrefix(k, name) {
			d = min(d, 2) // a name cut short is closer than any other
		}
		if d < least {
			nearest, least = k, d
		}
	}
	return nearest, least <= 2+len(name)/3
}

// mostCompared bounds the letters of a name that are compared.
const mostCompared = 60

// distance is the edit distance of two words: inserted, dropped and replaced letters.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	x, y = x[:min(len(x), mostCompared)], y[:min(len(y), mostCompared)]
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// Clip shortens a text that a reader typed, for quoting it in a message.
func Clip(text string, letters int) string {
	if r := []rune(text); len(r) > letters {
		return string(r[:letters]) + "…"
	}
	return text
}
