package model

import lru "github.com/hashicorp/golang-lru/v2"

// Memo remembers what a pure function gave, by all that it depends on. While a slider moves, most of a run depends on
// knobs that stand still. What is remembered is shared: it must not be changed. A Memo may be used by several
// goroutines. The steps of a remembered result are spent again, so that a budget does not depend on what ran before.
type Memo[K comparable, V any] struct {
	cache *lru.Cache[K, remembered[V]]
}

type remembered[V any] struct {
	value V
	steps int
}

// memos holds how to empty each memo. They are package variables, made before any run begins.
var memos []func()

// NewMemo remembers so many results at most. It belongs in a package variable.
func NewMemo[K comparable, V any](results int) Memo[K, V] {
	cache, err := lru.New[K, remembered[V]](results)
	if err != nil {
		panic(err) // less than one result
	}
	memos = append(memos, cache.Purge)
	return Memo[K, V]{cache}
}

// Forget empties every memo. A test that computes a run twice to compare must not be given the first one again.
func Forget() {
	for _, forget := range memos {
		forget()
	}
}

// Get gives the result for key, computed within the budget when it is not there. An error is not remembered, nor is
// what a run that ended early had computed.
func (m Memo[K, V]) Get(b *Budget, key K, compute func(*Budget) (V, error)) (V, error) {
	if r, ok := m.cache.Get(key); ok {
		b.Spend(r.steps)
		return r.value, nil
	}
	part := b.part()
	value, err := compute(part)
	if err == nil {
		m.cache.Add(key, remembered[V]{value, int(part.Spent())})
	}
	return value, err
}

// Of is Get for what cannot fail.
func (m Memo[K, V]) Of(b *Budget, key K, compute func(*Budget) V) V {
	value, _ := m.Get(b, key, func(part *Budget) (V, error) { return compute(part), nil })
	return value
}
