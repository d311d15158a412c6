package web

import "sync"

// turns lets one thing of each person happen at a time, so that a person who sends many submissions holds no more than
// one grader and the others do not wait for them.
type turns struct {
	mu    sync.Mutex
	taken map[string]*turn
}

type turn struct {
	sync.Mutex
	users int
}

// take waits for the person's turn and returns the function that ends it.
func (t *turns) take(who string) (done func()) {
	t.mu.Lock()
	if t.taken == nil {
		t.taken = map[string]*turn{}
	}
	one := t.taken[who]
	if one == nil {
		one = &turn{}
		t.taken[who] = one
	}
	one.users++
	t.mu.Unlock()
	one.Lock()
	return func() {
		one.Unlock()
		t.mu.Lock()
		if one.users--; one.users == 0 {
			delete(t.taken, who)
		}
		t.mu.Unlock()
	}
}
