package catalogue

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tradeofflab/exercises"
)

// arguments calls do for every argue part of every variant, by assignment.
func arguments(t *testing.T, slug string, variants int, do func(e exercises.Exercise, variant int, p exercises.Part,
	ask *exercises.Argue)) {
	for _, e := range every {
		if slug != "" && e.Slug != slug {
			continue
		}
		for variant := range variants {
			task, err := e.Task(variant)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range task.Parts {
				if ask, ok := p.Ask.(*exercises.Argue); ok {
					do(e, variant, p, ask)
				}
			}
		}
	}
}

// argued are the assignments with an argument.
func argued() []string {
	var out []string
	for _, e := range All {
		if e.Lesson > 0 && e.Lesson != 9 && e.Lesson != 10 {
			out = append(out, e.Slug)
		}
	}
	return out
}

// giveAway are words by which a learner could tell a statement's role without reading it.
var giveAway = regexp.MustCompile(
	`(?i)\b(always|never|impossible|obviously|simply|just|best|worst|guarantee\w*|any kind)\b`)

var sentenceEnd = regexp.MustCompile(`[.?!](?:\s|$)`)

// The longest statement of a row to the shortest: a reader must not see from length which is right.
const mostLonger = 1.25

// TestArguments holds every row of every choice to the rules for statements.
func TestArguments(t *testing.T) {
	for _, slug := range argued() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			n, told := 0, map[string]bool{}
			arguments(t, slug, limit(variants+1), func(_ exercises.Exercise, variant int, p exercises.Part,
				ask *exercises.Argue) {
				n++
				for _, choice := range ask.Choices() {
					texts := map[string]bool{}
					for _, row := range ask.Rows(choice, "") {
						for _, fault := range append(rowFaults(row), textFaults(row, texts)...) {
							fault = fmt.Sprintf("%s %q %s: %s", p.ID, choice, row.ID, fault)
							if !told[fault] {
								told[fault] = true
								t.Errorf("variant %d, %s", variant, fault)
							}
						}
					}
				}
			})
			if n == 0 {
				t.Error("there is no argument")
			}
		})
	}
}

func rowFaults(row exercises.ArgueRow) (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	roles := map[exercises.Role]int{}
	for _, s := range row.Statements {
		roles[s.Role]++
		if holds := s.Role == exercises.Decides || s.Role == exercises.Beside; holds != s.True {
			say("%s is %q, and that it is true is %v", s.ID, s.Role, s.True)
		}
	}
	if n := len(row.Statements); n < 5 || n > 8 {
		say("%d statements, want 5 to 8", n)
	}
	if n := roles[exercises.Decides]; n < 1 || n > 2 {
		say("%d statements decide, want 1 or 2", n)
	}
	if roles[exercises.Wrong] == 0 || roles[exercises.Elsewhere] == 0 {
		say("nothing is wrong, or nothing holds elsewhere: %v", roles)
	}
	if row.ID != "therefore" && roles[exercises.Beside] == 0 {
		say("nothing is true and beside the point")
	}
	return faults
}

func textFaults(row exercises.ArgueRow, texts map[string]bool) (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	shortest, longest := math.MaxInt, 0
	for _, s := range row.Statements {
		n := utf8.RuneCountInString(s.Text)
		shortest, longest = min(shortest, n), max(longest, n)
		if word := giveAway.FindString(s.Text); word != "" {
			say("%s gives itself away by %q", s.ID, word)
		}
		if n := len(sentenceEnd.FindAllString(s.Reason, -1)); n < 1 || n > 3 {
			say("the reason of %s has %d sentences", s.ID, n)
		}
		if strings.ContainsAny(s.Text+s.Reason, "{}") {
			say("%s has a name that is not filled in", s.ID)
		}
		if texts[s.Text] {
			say("%s says what another says", s.ID)
		}
		texts[s.Text] = true
	}
	if float64(longest) > mostLonger*float64(shortest) {
		say("the longest statement has %d letters, the shortest %d", longest, shortest)
	}
	return faults
}

// TestExactlyTheDecidingStatementsScore answers every row, for every choice, with each statement in turn.
func TestExactlyTheDecidingStatementsScore(t *testing.T) {
	for _, slug := range argued() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			arguments(t, slug, limit(3), func(e exercises.Exercise, variant int, p exercises.Part,
				ask *exercises.Argue) {
				for _, choice := range ask.Choices() {
					holdScores(t, e, variant, p, ask, choice)
				}
			})
		})
	}
}

func holdScores(t *testing.T, e exercises.Exercise, variant int, p exercises.Part, ask *exercises.Argue,
	choice string) {
	t.Helper()
	rows := ask.Rows(choice, "")
	right := map[string]string{}
	for _, row := range rows {
		for _, s := range row.Statements {
			if s.Role == exercises.Decides {
				right[row.ID] = s.ID
			}
		}
	}
	score := func(picked map[string]string) int {
		v, err := exercises.GradePart(context.Background(), e, variant, p.ID, exercises.Answers{
			p.ID: exercises.Value(picked), ask.Of: exercises.Value(choice)}, exercises.Env{})
		if err != nil {
			t.Fatal(err)
		}
		return v.Score
	}
	for _, row := range rows {
		for _, s := range row.Statements {
			want := p.Points
			if s.Role != exercises.Decides {
				want-- // half a point for what is beside the point is cut with the rest
			}
			picked := map[string]string{}
			for id, one := range right {
				picked[id] = one
			}
			picked[row.ID] = s.ID
			if got := score(picked); got != want {
				t.Errorf("%s variant %d %s, %q, %s %s: %d of %d points, want %d", e.Slug, variant, p.ID, choice, row.ID,
					s.ID, got, p.Points, want)
			}
		}
	}
}

// blind are ways to pick a statement without knowing anything. Each gets the texts of a row and its title, and the
// words of the question.
var blind = map[string]func(texts []string, title, question string) int{
	"first":             func(texts []string, _, _ string) int { return 0 },
	"last":              func(texts []string, _, _ string) int { return len(texts) - 1 },
	"longest":           func(texts []string, _, _ string) int { return most(texts, seenLength) },
	"shortest":          func(texts []string, _, _ string) int { return most(texts, less(seenLength)) },
	"middle length":     func(texts []string, _, _ string) int { return middle(texts) },
	"most numbers":      func(texts []string, _, _ string) int { return most(texts, matches(`\d[\d,.]*`)) },
	"fewest numbers":    func(texts []string, _, _ string) int { return most(texts, less(matches(`\d[\d,.]*`))) },
	"most commas":       func(texts []string, _, _ string) int { return most(texts, matches(`,\s`)) },
	"names a negation":  func(texts []string, _, _ string) int { return most(texts, matches(negation)) },
	"names no negation": func(texts []string, _, _ string) int { return most(texts, less(matches(negation))) },
	"names a contrast": func(texts []string, _, _ string) int {
		return most(texts, matches(`(?i)\b(but|while|although|though|yet|instead)\b`))
	},
	"names a cause": func(texts []string, _, _ string) int {
		return most(texts, matches(`(?i)\b(so|because|as|since|for|therefore)\b`))
	},
	"no totals": func(texts []string, _, _ string) int {
		return most(texts, less(matches(`(?i)\b(all|every|each|any|none|only|whole)\b`)))
	},
	"words of the title": func(texts []string, title, _ string) int { return most(texts, shared(title)) },
	"words of the question": func(texts []string, _, question string) int {
		return most(texts, shared(question))
	},
	"like its neighbours": func(texts []string, _, _ string) int {
		return most(texts, shared(strings.Join(texts,
			" ")))
	},
	"the odd one out": func(texts []string, _, _ string) int {
		return most(texts, less(shared(strings.Join(texts, " "))))
	},
}

const negation = `(?i)\b(not|no|nothing|nobody|none|without|hardly|neither|nor)\b|n't\b`

// seenLength is the length in steps that a reader notices.
func seenLength(text string) float64 { return float64(utf8.RuneCountInString(text) / 8) }

func less(of func(string) float64) func(string) float64 {
	return func(s string) float64 { return -of(s) }
}

func matches(pattern string) func(string) float64 {
	re := regexp.MustCompile(pattern)
	return func(s string) float64 { return float64(len(re.FindAllString(s, -1))) }
}

var longWord = regexp.MustCompile(`[a-z]{4,}`)

// shared counts the words of a statement that stand in another text, to its length.
func shared(other string) func(string) float64 {
	in := map[string]int{}
	for _, w := range longWord.FindAllString(strings.ToLower(other), -1) {
		in[w]++
	}
	return func(s string) float64 {
		words := longWord.FindAllString(strings.ToLower(s), -1)
		n := 0.0
		for _, w := range words {
			n += float64(min(in[w], 3))
		}
		return n / float64(max(len(words), 1))
	}
}

// most is the first of the texts with the highest figure.
func most(texts []string, of func(string) float64) int {
	best := 0
	for i := range texts {
		if of(texts[i]) > of(texts[best]) {
			best = i
		}
	}
	return best
}

func middle(texts []string) int {
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(texts[a]) - len(texts[b]) })
	return order[len(order)/2]
}

// mostOverChance is what a blind strategy may score, over all parts, for what chance scores.
const mostOverChance = 1.25

// TestBlindStrategiesGainNothing lets everyone play who knows nothing. Four rows say little, so one part alone is only
// logged; all together are held.
func TestBlindStrategiesGainNothing(t *testing.T) {
	hits, chances := map[string]float64{}, 0.0
	part := map[string]map[string]float64{}
	chance := map[string]float64{}
	arguments(t, "", limit(40), func(e exercises.Exercise, _ int, p exercises.Part, ask *exercises.Argue) {
		name := e.Slug
		if part[name] == nil {
			part[name] = map[string]float64{}
		}
		for _, choice := range ask.Choices() {
			share := 1 / float64(len(ask.Choices()))
			for _, row := range ask.Rows(choice, "") {
				var texts []string
				right := 0
				for _, s := range row.Statements {
					texts = append(texts, s.Text)
					if s.Role == exercises.Decides {
						right++
					}
				}
				expected := share * float64(right) / float64(len(texts))
				chances += expected
				chance[name] += expected
				for strategy, pick := range blind {
					if row.Statements[pick(texts, row.Title, p.Title)].Role == exercises.Decides {
						hits[strategy] += share
						part[name][strategy] += share
					}
				}
			}
		}
	})
	for strategy, n := range hits {
		var line []string
		for _, slug := range argued() {
			if chance[slug] > 0 {
				line = append(line, fmt.Sprintf("%s %.2f", slug, part[slug][strategy]/chance[slug]))
			}
		}
		t.Logf("%-22s %.2f × chance; %s", strategy, n/chances, strings.Join(line, ", "))
		if n > mostOverChance*chances {
			t.Errorf("%q is right %.2f times as often as chance", strategy, n/chances)
		}
	}
}
