package readcache

// pages is a list that never moves what it holds: a run of a million queries would leave four times as much behind
// while a slice grows. Its zero value is empty.
type pages[T any] struct{ list [][]T }

const pageSize = 4096

// add puts a value at the end and gives its number, from 0.
func (p *pages[T]) add(v T) int32 {
	last := len(p.list) - 1
	if last < 0 || len(p.list[last]) == pageSize {
		p.list = append(p.list, make([]T, 0, pageSize))
		last++
	}
	p.list[last] = append(p.list[last], v)
	return int32(last*pageSize + len(p.list[last]) - 1)
}

// at gives the value of a number.
func (p *pages[T]) at(number int32) *T {
	return &p.list[uint32(number)/pageSize][uint32(number)%pageSize]
}
