package policy

import (
	"strconv"

	"tradeofflab/figure"
)

var lfuKind = Kind{Name: "lfu", Label: "LFU", Nanos: flat(45),
	Look: figure.Identity{Hue: figure.Purple, Shape: figure.Triangle, Dash: "6 4"}, Mark: "count",
	New: func(r Room) Policy { return newLFU(r.Objects, r.Capacity) }}

// bucket is the keys that were asked for equally often since they came in. Buckets are linked by rising frequency;
// bucket 0 is the ring head.
type bucket struct {
	freq       int32
	prev, next int32
	head, tail int32 // nodes; a key enters at the tail
}

// bucketBytes is the memory of one bucket.
const bucketBytes = 20

// lfu evicts the key with the fewest requests since it came in and, of those, the one that has had this count longest.
// A key that is evicted starts again at one. Constant time by linked buckets (Shah, Mitra and Matani, "An O(1)
// algorithm for implementing the LFU cache eviction scheme", 2010).
type lfu struct {
	slot   []int32
	node   []node // tag is the bucket, 0 links end a bucket
	bucket []bucket
	free   []int32 // buckets to reuse
	cap, n int
}

func newLFU(objects, capacity int) *lfu {
	return &lfu{slot: make([]int32, objects+1), node: make([]node, capacity+1), bucket: make([]bucket, 1),
		cap: capacity}
}

func (c *lfu) Access(id int32) bool {
	if s := c.slot[id]; s != 0 {
		b := c.node[s].tag
		freq := c.bucket[b].freq + 1
		up := c.bucket[b].next
		if up == 0 || c.bucket[up].freq != freq {
			up = c.insertBucket(b, freq)
		}
		c.leave(s)
		c.enter(up, s)
		return true
	}
	var s int32
	if c.n < c.cap {
		c.n++
		s = int32(c.n)
	} else {
		s = c.bucket[c.bucket[0].next].head
		c.slot[c.node[s].id] = 0
		c.leave(s)
	}
	c.node[s].id = id
	c.slot[id] = s
	first := c.bucket[0].next
	if first == 0 || c.bucket[first].freq != 1 {
		first = c.insertBucket(0, 1)
	}
	c.enter(first, s)
	return false
}

// insertBucket makes an empty bucket behind another.
func (c *lfu) insertBucket(behind, freq int32) int32 {
	var b int32
	if k := len(c.free); k > 0 {
		b, c.free = c.free[k-1], c.free[:k-1]
	} else {
		b = int32(len(c.bucket))
		c.bucket = append(c.bucket, bucket{})
	}
	next := c.bucket[behind].next
	c.bucket[b] = bucket{freq: freq, prev: behind, next: next}
	c.bucket[behind].next = b
	c.bucket[next].prev = b
	return b
}

func (c *lfu) enter(b, s int32) {
	last := c.bucket[b].tail
	c.node[s].prev, c.node[s].next, c.node[s].tag = last, 0, b
	if last == 0 {
		c.bucket[b].head = s
	} else {
		c.node[last].next = s
	}
	c.bucket[b].tail = s
}

// leave takes a node out of its bucket, and the bucket away when it is empty.
func (c *lfu) leave(s int32) {
	n := c.node[s]
	b := &c.bucket[n.tag]
	if n.prev == 0 {
		b.head = n.next
	} else {
		c.node[n.prev].next = n.next
	}
	if n.next == 0 {
		b.tail = n.prev
	} else {
		c.node[n.next].prev = n.prev
	}
	if b.head == 0 {
		c.bucket[b.prev].next = b.next
		c.bucket[b.next].prev = b.prev
		c.free = append(c.free, n.tag)
	}
}

func (c *lfu) Len() int   { return c.n }
func (c *lfu) Bytes() int { return nodeBytes*len(c.node) + bucketBytes*len(c.bucket) }

func (c *lfu) View() []Queue {
	r := Queue{Name: "by count",
		Mark: func(id int32) string { return strconv.Itoa(int(c.bucket[c.node[c.slot[id]].tag].freq)) }}
	for b := c.bucket[0].prev; b != 0; b = c.bucket[b].prev {
		for s := c.bucket[b].tail; s != 0; s = c.node[s].prev {
			r.IDs = append(r.IDs, c.node[s].id)
		}
	}
	return []Queue{r}
}
