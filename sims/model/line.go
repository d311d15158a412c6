package model

// Line is a queue of values, first in first out. The zero value is empty.
type Line[T any] struct {
	waiting []T
	head    int
}

// Len is how many values wait.
func (l *Line[T]) Len() int { return len(l.waiting) - l.head }

// Push puts a value at the end.
func (l *Line[T]) Push(v T) { l.waiting = append(l.waiting, v) }

// First is the value that waits longest. The line must not be empty.
func (l *Line[T]) First() T { return l.waiting[l.head] }

// Front is the n values that wait longest, or all where fewer wait; it holds until the next Push or Pop.
func (l *Line[T]) Front(n int) []T { return l.waiting[l.head:min(len(l.waiting), l.head+n)] }

// Pop takes out the value that waits longest. The line must not be empty.
func (l *Line[T]) Pop() T {
	v := l.waiting[l.head]
	l.head++
	if l.head > 1024 && l.head*2 > len(l.waiting) { // give the front back before it outgrows what waits
		l.waiting = l.waiting[:copy(l.waiting, l.waiting[l.head:])]
		l.head = 0
	}
	return v
}
