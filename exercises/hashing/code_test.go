package hashing

import (
	"context"
	"testing"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
)

// Other correct programs than the model: what counts is what they return, not how they are written.
var otherRings = map[string]string{
	"every point looked at": `
def build(nodes, vnodes):
    return [(hash64(n + "-" + str(i)), n) for n in nodes for i in range(vnodes)]

def owner(ring, key):
    h = hash64(key)
    best = None
    first = None
    for point, n in ring:
        if first == None or point < first[0]:
            first = (point, n)
        if point >= h and (best == None or point < best[0]):
            best = (point, n)
    if best == None:
        return first[1]
    return best[1]
`,
	"distance round the circle": `
def build(nodes, vnodes):
    ring = {}
    for n in nodes:
        for i in range(vnodes):
            ring[hash64("%s-%d" % (n, i))] = n
    return ring

def owner(ring, key):
    h = hash64(key)
    return ring[min(ring.keys(), key = lambda p: (p - h) % (1 << 64))]
`,
	"binary search": `
def build(nodes, vnodes):
    points = sorted([(hash64(n + "-" + str(i)), n) for n in nodes for i in range(vnodes)])
    return {"at": [p for p, _ in points], "node": [n for _, n in points]}

def owner(ring, key):
    h = hash64(key)
    at = ring["at"]
    low, high = 0, len(at)
    while low < high:
        middle = (low + high) // 2
        if at[middle] < h:
            low = middle + 1
        else:
            high = middle
    return ring["node"][low % len(at)]
`,
	"sorted on every lookup": `
def build(nodes, vnodes):
    return [(hash64(n + "-" + str(i)), n) for n in nodes for i in range(vnodes)]

def owner(ring, key):
    h = hash64(key)
    ring = sorted(ring)
    for point, n in ring:
        if h <= point:
            return n
    return ring[0][1]
`,
}

func TestOtherCorrectRings(t *testing.T) {
	for name, source := range otherRings {
		for _, variant := range []int{0, 7} {
			p, err := exercises.GradePart(context.Background(), Exercise, variant, "ring",
				exercises.Answers{"ring": exercises.Value(source)},
				exercises.Env{Sandbox: sandbox.Inline{}})
			if err != nil {
				t.Fatal(err)
			}
			if !p.Solved() {
				t.Errorf("%s, variant %d: %+v", name, variant, p)
			}
			t.Logf("%s: %d steps", name, p.Steps)
		}
	}
}

// TestStrictComparisonIsShown wants the line of the only strict comparison.
func TestStrictComparisonIsShown(t *testing.T) {
	for source, want := range map[string]int{modelCode: 0, "a\nif point > h:\n": 2, "if a > b:\nif c < d:": 0,
		"x = a >= b\n# a > b\nwhile p<q:": 3, "x = a << b": 0} {
		if got := strictLine(source); got != want {
			t.Errorf("strictLine(%q) = %d, want %d", source, got, want)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for i := range b.N {
		draw(i % 100)
	}
}
