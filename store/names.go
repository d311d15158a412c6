package store

import (
	"bytes"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// byName puts what was read into the order of names that readers expect: by the Unicode Collation Algorithm (UTS 10)
// with its default table, so that case and accents matter last, and the same on each database. What has the same name
// stays in the order in which it came.
func byName[T any](all []T, name func(T) string) {
	type keyed struct {
		one T
		key []byte
	}
	c := collate.New(language.Und)
	list := make([]keyed, len(all))
	for i, one := range all {
		list[i] = keyed{one, c.KeyFromString(new(collate.Buffer), name(one))}
	}
	slices.SortStableFunc(list, func(a, b keyed) int { return bytes.Compare(a.key, b.key) })
	for i, k := range list {
		all[i] = k.one
	}
}
