package sims

import (
	"context"

	"github.com/maypok86/otter/v2"
)

// Memory remembers what a pure function gave, by all that it depends on. While a slider moves, most of a run depends on
// knobs that stand still. What is remembered is shared: it must not be changed. A Memory may be used by several
// goroutines; they wait for one that computes the same.
type Memory[K comparable, V any] struct{ cache *otter.Cache[K, V] }

// memories holds how to empty each memory. They are package variables, made before any run begins.
var memories []func()

// NewMemory remembers so many results at most. It belongs in a package variable.
func NewMemory[K comparable, V any](results int) Memory[K, V] {
	m := Memory[K, V]{otter.Must(&otter.Options[K, V]{MaximumSize: results})}
	memories = append(memories, m.cache.InvalidateAll)
	return m
}

// Forget empties every memory. A test that computes a run twice to compare must not be given the first one again.
func Forget() {
	for _, forget := range memories {
		forget()
	}
}

// Get gives the result for key, computed when it is not there. An error is not remembered.
func (m Memory[K, V]) Get(key K, compute func() (V, error)) (V, error) {
	return m.cache.Get(context.Background(), key,
		otter.LoaderFunc[K, V](func(context.Context, K) (V, error) { return compute() }))
}

// Of is Get for what cannot fail.
func (m Memory[K, V]) Of(key K, compute func() V) V {
	v, err := m.Get(key, func() (V, error) { return compute(), nil })
	if err != nil {
		panic(err) // the computation panicked
	}
	return v
}
