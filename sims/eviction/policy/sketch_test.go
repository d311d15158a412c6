package policy

import "testing"

// Values of XXH64 for the eight bytes of a word, from the reference implementation in Go (cespare/xxhash).
func TestXXH64(t *testing.T) {
	for _, c := range xxhValues {
		if got := xxh64(c.word, c.seed); got != c.want {
			t.Errorf("xxh64(%d, %#x) = %#x, want %#x", c.word, c.seed, got, c.want)
		}
	}
}

var xxhValues = []struct{ word, seed, want uint64 }{
	{1, 0x12345678, 0x71b9484a2374097},
	{1, 0x12344321, 0x83e9f36fcb5854bf},
	{42, 0x12345678, 0xf78b4ad534607625},
	{42, 0x12344321, 0xca6b830118405888},
	{1000000, 0x12345678, 0x41afa935c75fbf49},
	{1000000, 0x12344321, 0xd6a536f3fb0f58e5},
}
