package storagecost

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

const (
	maxRules   = 6
	maxRuleDay = 3650
)

// rule moves an object that is day days old.
type rule struct {
	day float64
	to  place
}

// stay is the time that an object spends at one place, from one age in days to another.
type stay struct {
	at       place
	from, to float64
	deleted  bool // it ends with the deletion of the object
}

// descent is the order in which S3 lets rules move objects: only to a place further down.
var descent = []place{standard, standardIA, intelligent, oneZoneIA, glacierIR, glacierFlexible, deepArchive}

// parseLifecycle reads rules like "30 standard_ia, 90 glacier_ir": the age in days, then the class.
func parseLifecycle(text string) ([]rule, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	parts := strings.Split(text, ",")
	if len(parts) > maxRules {
		return nil, fmt.Errorf("at most %d rules", maxRules)
	}
	var out []rule
	for _, part := range parts {
		words := slices.DeleteFunc(strings.Fields(strings.ToLower(part)), func(w string) bool {
			return slices.Contains([]string{"day", "days", "d", "after", "to"}, w)
		})
		if len(words) != 2 {
			return nil, fmt.Errorf("write a day and a class, as in 90 glacier_ir, not %q", strings.TrimSpace(part))
		}
		day, err := strconv.Atoi(words[0])
		if err != nil || day < 1 || day > maxRuleDay {
			return nil, fmt.Errorf("the day is a whole number from 1 to %d, not %q", maxRuleDay, words[0])
		}
		to, ok := prices.find(words[1])
		if !ok || to == standard || !slices.Contains(descent, to) {
			return nil, fmt.Errorf("rules move to %s, not %q", strings.Join(targets(), ", "), words[1])
		}
		if n := len(out); n > 0 && float64(day) <= out[n-1].day {
			return nil, fmt.Errorf("write the rules in the order of their days: day %d comes after day %g", day,
				out[n-1].day)
		}
		out = append(out, rule{float64(day), to})
	}
	return out, nil
}

// targets names the classes that a rule can move to.
func targets() []string {
	var out []string
	for _, c := range descent[1:] {
		out = append(out, prices.at(c).ID)
	}
	return out
}

// checkDescent refuses rules that S3 would refuse from the class that the objects are uploaded to.
func checkDescent(class place, rules []rule) error {
	if len(rules) > 0 && !prices.at(class).objectStorage {
		return fmt.Errorf("%s has no lifecycle rules here; empty lifecycle or choose an S3 class",
			prices.at(class).Label)
	}
	at := class
	for _, r := range rules {
		if slices.Index(descent, r.to) <= slices.Index(descent, at) {
			return fmt.Errorf("S3 has no rule from %s to %s: objects only move down the list %s",
				prices.at(at).ID, prices.at(r.to).ID, strings.Join(targets(), ", "))
		}
		at = r.to
	}
	return nil
}

// stays lists where an object is from its upload until it is deleted, or for ever when deleteAfter is 0.
func stays(class place, rules []rule, deleteAfter float64) []stay {
	end := math.Inf(1)
	if deleteAfter > 0 {
		end = deleteAfter
	}
	out := []stay{{at: class, to: end, deleted: true}}
	for _, r := range rules {
		if r.day >= end {
			break
		}
		last := &out[len(out)-1]
		last.to, last.deleted = r.day, false
		out = append(out, stay{at: r.to, from: r.day, to: end, deleted: true})
	}
	return out
}
