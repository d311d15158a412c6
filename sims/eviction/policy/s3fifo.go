package policy

import "tradeofflab/figure"

var s3fifoKind = Kind{Name: "s3fifo", Label: "S3-FIFO", Nanos: flat(40),
	Look: figure.Identity{Hue: figure.Vermillion, Shape: figure.Triangle, Dash: "8 3 2 3"}, Mark: "count",
	New: func(r Room) Policy { return newS3FIFO(r.Objects, r.Capacity) }}

// The queues of S3-FIFO.
const (
	s3Small = iota
	s3Main
	s3Ghost
	s3Queues
)

const (
	s3Promote = 2 // hits in the small queue that take a key to the main queue
	s3MaxFreq = 3 // two bits
)

// s3fifo takes new keys into a small FIFO of 10 % of the cache. What leaves it with two hits or more goes to the main
// FIFO, the rest is remembered; a key that comes back while it is remembered goes to the main FIFO at once, where a
// two-bit count gives further chances (Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you need for cache
// eviction", SOSP 2023, algorithm 1). Ghosts are 90 % of the cache, as in the authors' program of the paper,
// libCacheSim's S3FIFOv0.c. Their later S3FIFO.c lets new keys into the main queue while the cache fills, which serves
// 0.02 to 0.12 points more of ten million Zipf requests.
type s3fifo struct {
	lists
	freq               []uint8 // by node
	cap, small, ghosts int
}

func newS3FIFO(objects, capacity int) *s3fifo {
	c := &s3fifo{cap: capacity, small: max(1, int(float64(capacity)*0.10)), ghosts: int(float64(capacity) * 0.90)}
	c.lists = newLists(objects, s3Queues, capacity+c.ghosts+1)
	c.freq = make([]uint8, len(c.node))
	return c
}

func (c *s3fifo) Access(id int32) bool {
	s := c.slot[id]
	ghost := false
	if s != 0 {
		if c.node[s].tag != s3Ghost {
			if c.freq[s] < s3MaxFreq {
				c.freq[s]++
			}
			return true
		}
		ghost = true
		c.drop(s)
	}
	for c.Len() >= c.cap {
		if c.len[s3Main] > c.cap-c.small || c.len[s3Small] == 0 {
			c.evictMain()
		} else {
			c.evictSmall()
		}
	}
	q := int32(s3Small)
	if ghost {
		q = s3Main
	}
	c.freq[c.add(q, id)] = 0
	return false
}

// evictSmall moves keys with hits to the main queue until one without leaves, or the queue is empty.
func (c *s3fifo) evictSmall() {
	for c.len[s3Small] > 0 {
		s := c.tail(s3Small)
		if c.freq[s] >= s3Promote {
			c.freq[s] = 0
			c.move(s3Main, s)
			continue
		}
		if c.ghosts == 0 {
			c.drop(s)
			return
		}
		if c.len[s3Ghost] == c.ghosts {
			c.drop(c.tail(s3Ghost))
		}
		c.move(s3Ghost, s)
		return
	}
}

func (c *s3fifo) evictMain() {
	for c.len[s3Main] > 0 {
		s := c.tail(s3Main)
		if c.freq[s] == 0 {
			c.drop(s)
			return
		}
		c.freq[s]--
		c.move(s3Main, s)
	}
}

func (c *s3fifo) Len() int   { return c.len[s3Small] + c.len[s3Main] }
func (c *s3fifo) Bytes() int { return nodeBytes*len(c.node) + len(c.freq) }

func (c *s3fifo) View() []Queue {
	count := func(id int32) string { return string(rune('0' + c.freq[c.slot[id]])) }
	return []Queue{{Name: "small", IDs: c.ids(s3Small), Mark: count}, {Name: "main", IDs: c.ids(s3Main), Mark: count},
		{Name: "ghosts", IDs: c.ids(s3Ghost), Ghost: true}}
}
