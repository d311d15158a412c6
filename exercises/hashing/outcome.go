package hashing

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

// ringWords are those of the checks, which are the same for every variant.
var ringWords = prompt.Fill(nil).Of("ring")

// outcome is what the learner's ring did. Owners that are no names of nodes are "".
type outcome struct {
	trial
	old, new, permuted, exact []string
	raw                       [3][]any // owners on the old ring, on the new one, and with one node
}

// owned compares every owner with the one of the rule, on the old ring, on the new one, and on a ring of one point. A
// key behind the last point is named only where nothing else is wrong.
func (o outcome) owned() exercises.Check {
	c := ringWords.Check("owned", checkOwned, true, keyCount(keysTried))
	rings := []string{"4 nodes", "5 nodes", "one node and one point"}
	ring := newReference(o.trial, points)
	nodes := []int{oldNodes, oldNodes + 1, 1}
	for r, list := range o.raw {
		for i, v := range list {
			name, _ := v.(string)
			if name == o.nodes[ring.node(o.keys[i], nodes[r])] {
				continue
			}
			behind := r == 2 || ring.behindLast(o.keys[i], nodes[r])
			if c.OK || !behind {
				c.OK = false
				c.Got = fmt.Sprintf("owner(ring, %q) gave %s on a ring of %s", o.keys[i], show(v), rings[r])
				c.Hint = ringWords.Get("hint owned")
			}
			if !behind {
				c.Hint = ringWords.Get("hint rule")
				return c
			}
		}
	}
	return c
}

// show writes a returned value as Starlark would.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case string:
		if len(v) > 40 {
			v = v[:40] + "…"
		}
		return fmt.Sprintf("%q", v)
	case bool:
		return map[bool]string{true: "True", false: "False"}[v]
	case []any:
		return "a list"
	case map[string]any:
		return "a dictionary"
	}
	return fmt.Sprint(v)
}

func (o outcome) gains() exercises.Check {
	low, high := 0.2-4*shareDeviation(), 0.2+4*shareDeviation()
	c := ringWords.With(map[string]string{"low": fmt.Sprintf("%.1f", 100*low),
		"high": fmt.Sprintf("%.1f", 100*high)}).Check("gains", checkGains, false, "")
	valid, gained, illegal := 0, 0, -1
	strays := 0
	for i := range o.old {
		if o.old[i] == "" || o.new[i] == "" {
			continue
		}
		valid++
		switch {
		case o.new[i] == o.nodes[oldNodes]:
			gained++
		case o.new[i] != o.old[i]:
			strays++
			if illegal < 0 {
				illegal = i
			}
		}
	}
	if 2*valid < keysTried {
		c.Got = fmt.Sprintf("an owner for %d of %s", valid, keyCount(keysTried))
		return c
	}
	share := float64(gained) / float64(valid)
	c.Got = fmt.Sprintf("%.1f %%", 100*share)
	c.OK = strays == 0 && share >= low && share <= high
	if strays > 0 {
		c.Got = fmt.Sprintf("%s changed between old nodes, first %q from %s to %s", keyCount(strays), o.keys[illegal],
			o.old[illegal], o.new[illegal])
	}
	return c
}

func (o outcome) even() exercises.Check {
	c := ringWords.With(map[string]string{"points": strconv.Itoa(points)}).Check("even", checkEven, false, "")
	worst := math.Max(busiest(o.old, oldNodes), busiest(o.new, oldNodes+1))
	if math.IsNaN(worst) {
		c.Got = "too few keys with an owner"
		return c
	}
	c.Got = say.Number(worst, 2)
	for i, who := range o.permuted {
		if who != o.old[i] {
			c.Got = fmt.Sprintf("%q belongs to %s, and to %s when the nodes are listed in another order", o.keys[i],
				orNone(o.old[i]), orNone(who))
			return c
		}
	}
	c.OK = worst <= maxLoad
	return c
}

func orNone(name string) string {
	if name == "" {
		return "nobody"
	}
	return name
}

// busiest is the largest load over the mean; NaN when most keys have no owner.
func busiest(owners []string, nodes int) float64 {
	load := map[string]int{}
	valid, most := 0, 0
	for _, who := range owners {
		if who == "" {
			continue
		}
		valid++
		load[who]++
		most = max(most, load[who])
	}
	if 2*valid < len(owners) {
		return math.NaN()
	}
	return float64(most*nodes) / float64(valid)
}

func (o outcome) exactHits(source string) exercises.Check {
	c := ringWords.Check("exact", checkExact, true, fmt.Sprintf("%d of %d such keys", exactKeys, exactKeys))
	for i, key := range o.trial.exact {
		cut := strings.LastIndexByte(key, '-')
		if o.exact[i] == key[:cut] {
			continue
		}
		c.OK = false
		c.Got = fmt.Sprintf("owner(ring, %q) gave %s", key, orNone(o.exact[i]))
		c.Want = ringWords.With(map[string]string{"point": key[cut+1:]}).Get("want point")
		break
	}
	if line := strictLine(source); line > 0 && !c.OK {
		c.Hint += " " + ringWords.With(map[string]string{"line": strconv.Itoa(line)}).Get("hint line")
		c.Line = line
	}
	return c
}

var strict = regexp.MustCompile(`[^<>=!-][<>][^<>=]`)

// strictLine gives the line of the only strict comparison in the source, 0 when there is none or more than one.
func strictLine(source string) int {
	found := 0
	for i, line := range strings.Split(source, "\n") {
		code, _, _ := strings.Cut(line, "#")
		if strict.MatchString(code) {
			if found > 0 {
				return 0
			}
			found = i + 1
		}
	}
	return found
}
