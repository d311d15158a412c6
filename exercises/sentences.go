package exercises

import (
	"strconv"
	"strings"
)

// token is one word or number of an answer.
type token struct {
	word       string // lower case, or the word of a spelling
	start, end int    // bytes of the answer

	number, percent bool
	value           float64

	breaks    bool // punctuation or a word that ends the reach of a negation
	negated   bool
	otherwise bool // in talk about how things are without what the question is about
	would     bool // the same, marked only by a conditional
}

// phrase is a sentence cut into tokens.
type phrase struct{ tokens []token }

const tokenForm = `\d+\s*/\s*\d+|\d[\d,]*(?:\.\d+)?\s*(?:%|per ?cent)?|⅓|½|¼|[\pL][\pL\pN]*(?:['’\-][\pL\pN]+)*` +
	`|[,;:()—–]|[.!?]+(?:\s|$)|\n\s*\n`

// split cuts an answer into sentences of tokens and marks what each negation governs. It leaves out long ones
// without any little word, and tells whether the whole has enough of them to be more than a pile of keywords.
func (terms *Terms) split(text string) (out []phrase, real bool) {
	var now []token
	words, little := 0, 0
	end := func() {
		w, l := countWords(now)
		words, little = words+w, little+l
		if w >= 2 && (l > 0 || w <= 6) {
			terms.mark(now)
			out = append(out, phrase{now})
		}
		now = nil
	}
	for _, at := range terms.form.FindAllStringSubmatchIndex(text, -1) {
		raw := text[at[0]:at[1]]
		switch strings.TrimSpace(raw)[:min(1, len(strings.TrimSpace(raw)))] {
		case ".", "!", "?", "", ";":
			end()
			continue
		}
		t := newToken(raw, at[0], at[1])
		if word := terms.spelled(at); word != "" {
			t = token{word: word, start: at[0], end: at[1]}
		}
		if t.word == "all" && len(now) > 0 && now[len(now)-1].word == "at" {
			t.word = "at-all"
		}
		now = append(now, t)
	}
	end()
	return out, len(out) > 0 && little >= 2 && 6*little >= words
}

func newToken(raw string, start, end int) token {
	t := token{word: strings.ToLower(strings.ReplaceAll(raw, "’", "'")), start: start, end: end}
	switch c := raw[0]; {
	case c >= '0' && c <= '9':
		t.number = true
		digits := strings.TrimRight(strings.ReplaceAll(t.word, ",", ""), " %percnt\t\n")
		t.percent = strings.ContainsAny(t.word, "%p")
		if a, b, ok := strings.Cut(digits, "/"); ok {
			x, _ := strconv.ParseFloat(strings.TrimSpace(a), 64)
			y, _ := strconv.ParseFloat(strings.TrimSpace(b), 64)
			if y > 0 {
				t.value = x / y
			}
			return t
		}
		t.value, _ = strconv.ParseFloat(digits, 64)
	case strings.ContainsAny(raw, "⅓½¼"):
		t.number = true
		t.value = map[string]float64{"⅓": 1. / 3, "½": 0.5, "¼": 0.25}[raw]
	case strings.ContainsAny(raw, ",:()—–"):
		t.breaks = true
	}
	return t
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

var (
	littleWords = wordSet(`the a an of to in on by is are was were be been it its they their them that this so because
		instead than when if then which who with from and or as at for not no would will has have had does do must can
		cannot could over about into only after before but while up out there these those we you i one's doesn't don't
		isn't won't can't`)
	negators = wordSet(`no not never nobody none neither nor without cannot can't doesn't don't isn't won't aren't
		didn't wouldn't couldn't nothing nowhere hardly avoid avoids avoiding prevent prevents preventing stops`)
	enders  = wordSet(`but instead so because therefore thus hence whereas while however although though since`)
	removed = wordSet(`avoided prevented eliminated impossible ruled`)
)

func countWords(tokens []token) (words, little int) {
	for _, t := range tokens {
		if t.breaks {
			continue
		}
		words++
		if littleWords[t.word] {
			little++
		}
	}
	return words, little
}

// mark sets for each token whether a negation governs it and whether it speaks of another situation.
func (terms *Terms) mark(tokens []token) {
	clause := 0
	for i := 0; i < len(tokens); i++ {
		switch w := tokens[i].word; {
		case tokens[i].breaks || enders[w] && !follows(tokens, i, "of"):
			clause = i + 1
		case removed[w]:
			for j := clause; j < i; j++ {
				tokens[j].negated = true
			}
		case negates(tokens, i):
			for j := i; j < len(tokens) && !tokens[j].breaks && (j == i || !enders[tokens[j].word]); j++ {
				// "no more than a third" states the third.
				if tokens[j].word == "more" && follows(tokens, j, "than") {
					break
				}
				tokens[j].negated = true
			}
		}
	}
	terms.markOtherwise(tokens)
}

func follows(tokens []token, i int, word string) bool {
	return i+1 < len(tokens) && tokens[i+1].word == word
}

func negates(tokens []token, i int) bool {
	switch w := tokens[i].word; {
	case w == "not" || w == "doesn't" || w == "isn't" || w == "don't":
		return !follows(tokens, i, "only") && !follows(tokens, i, "just") && !follows(tokens, i, "merely")
	case w == "instead":
		return follows(tokens, i, "of")
	case w == "rather":
		return follows(tokens, i, "than")
	default:
		return negators[strings.TrimSuffix(w, "'s")]
	}
}

// markOtherwise finds talk about how things are without what the question is about: "without them D would double". It
// reaches to the next turn of the sentence.
func (terms *Terms) markOtherwise(tokens []token) {
	start := 0
	turn := func(i int) bool {
		w := tokens[i].word
		return w == "but" || w == "whereas" || w == "while" || w == "now" ||
			w == "with" && follows(tokens, i, "them") || speaks(tokens[i:], terms.back)
	}
	for i := 0; i <= len(tokens); i++ {
		if i < len(tokens) && !turn(i) {
			continue
		}
		part := tokens[start:i]
		other, would := terms.speaksOtherwise(part)
		for j := range part {
			part[j].otherwise = part[j].otherwise || other
			part[j].would = part[j].would || would
		}
		start = i
	}
}

func (terms *Terms) speaksOtherwise(part []token) (other, would bool) {
	for i, t := range part {
		switch t.word {
		case "without":
			other = other || follows(part, i, "them") || follows(part, i, "that") || follows(part, i, "it") ||
				follows(part, i, "these")
		case "otherwise", "plain", "basic", "classic", "naive":
			other = true
		case "would", "previously", "normally", "originally", "before", "if", "could":
			would = true
		}
		// What is denied is not spoken of, unless the denial is part of the phrase.
		if speaks(part[i:], terms.contrast) && (!t.negated || negates(part, i)) {
			other = true
		}
	}
	return other, would
}
