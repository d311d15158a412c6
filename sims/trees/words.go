package trees

import (
	"fmt"
	"math"

	"tradeofflab/say"
)

// verbed prints "1 page splits", "2 pages split".
func verbed(n int, noun, one, many string) string {
	return say.Count(n, noun) + " " + pick(n == 1, one, many)
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// bytes prints a size in decimal units, as capacities are quoted.
func bytes(v float64) string {
	units := []string{"B", "kB", "MB", "GB", "TB", "PB"}
	i := 0
	for v >= 1000 && i < len(units)-1 {
		v /= 1000
		i++
	}
	return say.Short(math.Round(v*100)/100) + " " + units[i]
}

// times prints a factor: "1.44", "228".
func times(v float64) string {
	if v >= 100 {
		return say.Number(v, 0)
	}
	return say.Number(v, 2)
}

var orderWords = map[string]string{
	"sequential": "ascending", "random": "random", "uuid4": "random (UUIDv4)", "uuid7": "time (UUIDv7)",
	"reverse": "descending",
}

func kib(n int) string { return fmt.Sprintf("%d KiB", n) }
