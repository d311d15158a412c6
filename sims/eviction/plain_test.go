package eviction

import "slices"

// The policies once more, written plainly over slices from their descriptions: what the fast ones are compared with.
// Each is a function from a key to hit or miss. Slices are ordered from the newest key to the oldest.

func push(q []int32, id int32) []int32 { return slices.Insert(q, 0, id) }
func pop(q []int32) (int32, []int32)   { return q[len(q)-1], q[:len(q)-1] }
func without(q []int32, id int32) []int32 {
	return slices.Delete(q, slices.Index(q, id), slices.Index(q, id)+1)
}
func plainFIFO(capacity int) func(int32) bool {
	var q []int32
	return func(id int32) bool {
		if slices.Contains(q, id) {
			return true
		}
		if len(q) == capacity {
			_, q = pop(q)
		}
		q = push(q, id)
		return false
	}
}

func plainLRU(capacity int) func(int32) bool {
	var q []int32
	return func(id int32) bool {
		hit := slices.Contains(q, id)
		if hit {
			q = without(q, id)
		} else if len(q) == capacity {
			_, q = pop(q)
		}
		q = push(q, id)
		return hit
	}
}

// plainClock is the queue with reinsertion, without a hand.
func plainClock(capacity int) func(int32) bool {
	var q []int32
	bit := map[int32]bool{}
	return func(id int32) bool {
		if slices.Contains(q, id) {
			bit[id] = true
			return true
		}
		for len(q) == capacity {
			var old int32
			old, q = pop(q)
			if bit[old] {
				bit[old] = false
				q = push(q, old)
			}
		}
		q = push(q, id)
		bit[id] = false
		return false
	}
}

func plainSieve(capacity int) func(int32) bool {
	var q []int32
	bit := map[int32]bool{}
	hand := int32(0)
	return func(id int32) bool {
		if slices.Contains(q, id) {
			bit[id] = true
			return true
		}
		if len(q) == capacity {
			at := len(q) - 1
			if hand != 0 {
				at = slices.Index(q, hand)
			}
			for bit[q[at]] {
				bit[q[at]] = false
				if at--; at < 0 {
					at = len(q) - 1
				}
			}
			hand = 0
			if at > 0 {
				hand = q[at-1]
			}
			q = slices.Delete(q, at, at+1)
		}
		q = push(q, id)
		bit[id] = false
		return false
	}
}

func plainLFU(capacity int) func(int32) bool {
	type entry struct{ freq, moved int }
	held := map[int32]entry{}
	now := 0
	return func(id int32) bool {
		now++
		if e, ok := held[id]; ok {
			held[id] = entry{e.freq + 1, now}
			return true
		}
		if len(held) == capacity {
			victim := int32(0)
			for k, e := range held {
				if v := held[victim]; victim == 0 || e.freq < v.freq || e.freq == v.freq && e.moved < v.moved {
					victim = k
				}
			}
			delete(held, victim)
		}
		held[id] = entry{1, now}
		return false
	}
}

func plainSLRU(capacity int) func(int32) bool {
	n := min(4, capacity)
	room := capacity / n
	seg := make([][]int32, n)
	held := func() (sum int) {
		for _, s := range seg {
			sum += len(s)
		}
		return sum
	}
	evict := func() {
		for i := range seg {
			if len(seg[i]) > 0 {
				_, seg[i] = pop(seg[i])
				return
			}
		}
	}
	var cool func(int)
	cool = func(i int) {
		if i == 0 {
			evict()
			return
		}
		var last int32
		last, seg[i] = pop(seg[i])
		seg[i-1] = push(seg[i-1], last)
		for len(seg[i-1]) > room {
			cool(i - 1)
		}
	}
	return func(id int32) bool {
		for i := range seg {
			if !slices.Contains(seg[i], id) {
				continue
			}
			seg[i] = without(seg[i], id)
			up := min(i+1, n-1)
			seg[up] = push(seg[up], id)
			for len(seg[up]) > room {
				cool(up)
			}
			return true
		}
		if held() == capacity {
			evict()
		}
		to := 0
		for i := n - 1; i >= 0; i-- {
			if len(seg[i]) < room {
				to = i
			}
		}
		seg[to] = push(seg[to], id)
		return false
	}
}

func plainTwoQ(capacity int) func(int32) bool {
	in, out := capacity/4, capacity/2
	var a1in, a1out, am []int32
	return func(id int32) bool {
		if slices.Contains(a1in, id) {
			return true
		}
		if slices.Contains(am, id) {
			am = push(without(am, id), id)
			return true
		}
		ghost := slices.Contains(a1out, id)
		if ghost {
			a1out = without(a1out, id)
		}
		if len(a1in)+len(am) == capacity {
			if len(a1in) > in {
				var old int32
				old, a1in = pop(a1in)
				a1out = push(a1out, old)
				if len(a1out) > out {
					_, a1out = pop(a1out)
				}
			} else {
				_, am = pop(am)
			}
		}
		if !ghost {
			a1in = push(a1in, id)
			return false
		}
		if len(am) == capacity-in {
			_, am = pop(am)
		}
		am = push(am, id)
		return false
	}
}

func plainARC(capacity int) func(int32) bool {
	var t1, b1, t2, b2 []int32
	p := 0.0
	c := float64(capacity)
	replace := func(inB2 bool) {
		var old int32
		if n := float64(len(t1)); n > 0 && (n > p || n == p && inB2) || len(t2) == 0 {
			old, t1 = pop(t1)
			b1 = push(b1, old)
		} else {
			old, t2 = pop(t2)
			b2 = push(b2, old)
		}
	}
	return func(id int32) bool {
		full := len(t1)+len(t2) == capacity
		switch {
		case slices.Contains(t1, id):
			t1, t2 = without(t1, id), push(t2, id)
			return true
		case slices.Contains(t2, id):
			t2 = push(without(t2, id), id)
			return true
		case slices.Contains(b1, id):
			p = min(c, p+max(1, float64(len(b2))/float64(len(b1))))
			b1 = without(b1, id)
			if full {
				replace(false)
			}
			t2 = push(t2, id)
		case slices.Contains(b2, id):
			p = max(0, p-max(1, float64(len(b1))/float64(len(b2))))
			b2 = without(b2, id)
			if full {
				replace(true)
			}
			t2 = push(t2, id)
		default:
			if full {
				if len(t1)+len(b1) == capacity {
					if len(b1) > 0 {
						_, b1 = pop(b1)
						replace(false)
					} else {
						_, t1 = pop(t1)
					}
				} else {
					if len(t1)+len(b1)+len(t2)+len(b2) >= 2*capacity {
						_, b2 = pop(b2)
					}
					replace(false)
				}
			}
			t1 = push(t1, id)
		}
		return false
	}
}

func plainS3FIFO(capacity int) func(int32) bool {
	smallRoom, ghostRoom := max(1, int(float64(capacity)*0.1)), int(float64(capacity)*0.9)
	var small, main, ghost []int32
	freq := map[int32]int{}
	evict := func() {
		var old int32
		if len(main) > capacity-smallRoom || len(small) == 0 {
			for {
				old, main = pop(main)
				if freq[old] == 0 {
					return
				}
				freq[old] = min(freq[old], 3) - 1
				main = push(main, old)
			}
		}
		for len(small) > 0 {
			old, small = pop(small)
			if freq[old] >= 2 {
				freq[old] = 0
				main = push(main, old)
				continue
			}
			ghost = push(ghost, old)
			if len(ghost) > ghostRoom {
				_, ghost = pop(ghost)
			}
			return
		}
	}
	return func(id int32) bool {
		if slices.Contains(small, id) || slices.Contains(main, id) {
			freq[id]++
			return true
		}
		remembered := slices.Contains(ghost, id)
		if remembered {
			ghost = without(ghost, id)
		}
		for len(small)+len(main) == capacity {
			evict()
		}
		if remembered {
			main = push(main, id)
		} else {
			small = push(small, id)
		}
		freq[id] = 0
		return false
	}
}

// plainOPT looks for the farthest next request among the keys held.
func plainOPT(ids []int32, capacity int) func(int32) bool {
	var held []int32
	now := 0
	return func(id int32) bool {
		now++
		if slices.Contains(held, id) {
			return true
		}
		if len(held) == capacity {
			far, victim := -1, int32(0)
			for _, h := range held {
				next := slices.Index(ids[now:], h)
				if next < 0 {
					next = len(ids)
				}
				if next > far {
					far, victim = next, h
				}
			}
			held = without(held, victim)
		}
		held = append(held, id)
		return false
	}
}
