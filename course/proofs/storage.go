package proofs

import "math/rand/v2"

// storage are the proofs of lesson 7.
var storage = table{
	"upload-whole": func() float64 { return uploadTime(500, 1) },
	"upload-parts": func() float64 { return uploadTime(4, 125) },
}

// uploadTime draws 4,000 uploads of so many parts, each of which needs so many seconds without a break of the line.
// The line breaks after exponential times of 300 s on average; what was under way is sent again from its start. It
// gives the mean time of an upload in seconds.
func uploadTime(partSeconds float64, parts int) float64 {
	const uploads, meanBreak = 4000, 300.0
	rng, total := rand.New(rand.NewPCG(7, 47)), 0.0
	for range uploads {
		left := rng.ExpFloat64() * meanBreak
		for range parts {
			for left < partSeconds {
				total += left
				left = rng.ExpFloat64() * meanBreak
			}
			total += partSeconds
			left -= partSeconds
		}
	}
	return total / uploads
}
