package hashing

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

// Words of the prose part, as alternatives of a pattern.
const (
	members = "survivor|node|server|machine|neighbour|neighbor|member|peer|successor|owner|instance|host|cache|" +
		"shard|one$|ones$"
	several = "several|many|different|multiple|various|all$|other|remaining|surviving|rest$|both|two|three|four|" +
		"five|six|seven|number_of"
	shares = "arc|range|slice|segment|piece|key|load|data|traffic|work|part|portion|interval|session|its$|it$|" +
		"they$|them$|that$|share|entr|vnode|token|stretch|point"
	passing = "spread|scatter|distribut|divid|split|shar|fall|fell|go$|goes|going|land|pass|move|moving|end$|ends|" +
		"hand|inherit|take|taking|taken|absorb|pick|belong|reassign|redistribut|fan|receiv|gain|get$|gets|getting|" +
		"dispers|flow|drop|assign|adopt|cover|serv|migrat"
	whole = "doubl|overload|overwhelm|swamp|whole|entire|everything|full|hot_spot|hotspot|hot$|twice|bottleneck|" +
		"all$|collapse|crush|burden|brunt|too_much|alone"
	lightly = "slight|modest|little|small|balanced|moderate|bearable|manageable|fraction|minor|evenly|even$|few$|" +
		"gently|bit$"
	growth = "load|increase|burden|work|rise|growth|extra|more$|additional|gain|share|grow"
	each   = "each|every|per$|apiece|survivor|remaining|other|gain|get$|gets|take|takes|receiv|extra|more$|" +
		"additional|pick|inherit|add|rise|increase|by$|share|neighbour|neighbor|lost|of$"
	taking   = "gain|get$|gets|receiv|inherit|pick|takes$|take$"
	goingTo  = "go$|goes|fall|move|land|pass|end$|ends|inherit|take|takes|hand|absorb|shift"
	totality = "all$|whole|entire|everything|every~key|every~arc|full"
)

// terms are the words of rings: virtual nodes under all their names, and the ring that has none.
var terms = exercises.NewTerms([]exercises.Spelling{
	{Form: `virtual[ \-]+(?:nodes?|points?|servers?)\b|\bv[ \-]?nodes?\b`, Word: "vnode"},
	{Form: `\bn\s*[-−–]\s*1\b`, Word: "n-1"},
}, []string{"without|no vnode", "with|only|had|a single|one point|position|place|spot"}, []string{"with vnode|many"})

// vnodes asks how several points a node soften a failure. The amounts depend on the variant.
func vnodes(r ring, w exercises.PartWords) exercises.Asked {
	left := r.n() - 1
	lost, heir := r.load(r.fail), r.heir()
	part := float64(lost) / float64(left)
	heirName := strings.ToLower(r.name(heir))
	after := around(float64(r.doubled()))

	spread := w.Idea("spread", []exercises.Pattern{
		exercises.Says(exercises.Pairs(several, members)+"|survivors|others|the_rest|everyone|everybody|"+
			r.survivorPairs(), passing, shares),
		exercises.Says("each_survivor|each_remaining|each_surviving|each_other|each_of_the|every_other|"+
			"every_survivor|every_remaining", passing, shares),
		exercises.Says("different|several|many|multiple", "neighbour|neighbor|successor|next",
			"arc|vnode|point|range|piece|key"),
	}, []exercises.Pattern{
		exercises.Says(totality, goingTo, exercises.Pairs("one|single|next|same", members)+"|"+heirName+"$"),
	})
	double := w.Idea("double", []exercises.Pattern{
		exercises.SaysNo(whole + "|" + after + "|" + around(float64(lost)) + "|all_to|" +
			exercises.Pairs("one|single", "taking|getting|carrying|absorbing|inheriting")),
		exercises.Says(growth, lightly),
		exercises.Says("stay|remain|keep|still", "balanced|even|similar|close|near"),
		exercises.Says("avoid|prevent|without|spare", "hot|overload|doubl|overwhelm"),
	}, []exercises.Pattern{
		exercises.Says(exercises.Pairs("one|single|next|same", members)+"|"+heirName+"$|still",
			"doubl|twice|whole_load|"+after),
		exercises.Says(exercises.Pairs("one|single|next|same", members)+"|"+heirName+"$",
			"take|takes|get$|gets|inherit|absorb|carr", totality),
	})
	gain := w.Idea("gain", []exercises.Pattern{
		exercises.Says(amounts(part, left, float64(r.load(heir)))+"|n-1", each),
		exercises.Says(exercises.Pairs("equal|even|same|fair", "share|part|portion|slice|amount|piece"),
			taking+"|each|every|survivor|lost"),
		exercises.Says("evenly|equally", "each|among|between|across|over$|all$|survivors|others"),
	}, []exercises.Pattern{
		exercises.Says("each|every", exercises.Pairs(taking, "doubl|all$|whole|entire|everything|"+
			around(float64(lost)))),
	})
	w = w.With(map[string]string{"left": strconv.Itoa(left), "fraction": fractionWord(left),
		"part": say.Number(math.Round(part), 0)})
	model := w.Get("learn")
	return exercises.Asked{
		Part: w.Part(3, "points", &exercises.Prose{Model: model, Terms: terms,
			Ideas: []exercises.Idea{spread, double, gain}}),
		Solution: exercises.Value(model),
		Wrong: []exercises.WrongAnswer{
			{Name: "the opposite", Checks: []string{spread.Name, double.Name, gain.Name}, Value: exercises.Value(
				fmt.Sprintf("All keys of %s still go to %s, because it is the next node on the circle. That node "+
					"then doubles.", r.name(r.fail), r.name(heir)))},
			{Name: "keywords", Checks: []string{spread.Name, double.Name, gain.Name}, Value: exercises.Value(
				"virtual nodes, several survivors, arcs spread, no doubling, third each, load, balance")},
			{Name: "no amount", Checks: []string{gain.Name}, Value: exercises.Value(
				"The arcs of the lost node end at several different neighbours. Nobody has to take the whole load.")},
			{Name: "only the arcs", Checks: []string{double.Name, gain.Name}, Value: exercises.Value(
				"Its arcs fall to several different nodes, because their points are mixed on the circle.")},
			{Name: "only the amount", Checks: []string{spread.Name, double.Name}, Value: exercises.Value(
				fmt.Sprintf("It is about %s keys more for each.", say.Number(math.Round(part), 0)))},
		},
	}
}

// survivorPairs names two survivors close together: "A, B and D".
func (r ring) survivorPairs() string {
	var out []string
	for i := range r.at {
		for j := range r.at {
			if i != j && i != r.fail && j != r.fail {
				out = append(out, strings.ToLower(r.name(i))+"$~"+strings.ToLower(r.name(j))+"$")
			}
		}
	}
	return strings.Join(out, "|")
}

// around matches a number within two per cent.
func around(v float64) string { return fmt.Sprintf("#%g..%g", 0.98*v, 1.02*v) }

// amounts are the ways to write what each survivor gains: as a fraction of the lost load, in keys, or as the load
// after.
func amounts(part float64, left int, load float64) string {
	f := 1 / float64(left)
	alternatives := []string{
		fmt.Sprintf("#%g..%g", 0.95*f, 1.06*f), fmt.Sprintf("%%%g..%g", 95*f, 106*f),
		fmt.Sprintf("#%g..%g", 0.95*part, 1.06*part), fmt.Sprintf("#%g..%g", load+0.95*part, load+1.06*part),
	}
	words := map[int]string{2: "half|halves", 3: "third", 4: "quarter|fourth", 5: "fifth", 6: "sixth", 7: "seventh"}
	return strings.Join(alternatives, "|") + "|" + words[left]
}

func fractionWord(left int) string {
	return map[int]string{2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth", 7: "a seventh"}[left]
}
