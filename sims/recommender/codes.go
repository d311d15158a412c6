package recommender

import (
	"math"

	"tradeofflab/sims/model"
	"tradeofflab/sims/recommender/hnsw"
)

const (
	codeWords   = 256  // centroids of a part of a product-quantised vector: one byte
	codeSample  = 1024 // items that the centroids are learnt from
	codeRounds  = 5    // of k-means
	codeScratch = 4    // steps of comparing with a centroid, beside its numbers
)

// decoded gives, for each item, the vector that its code stands for: what the search compares. To compute a distance
// from codes by tables, as products do, gives the same number.
func decoded(b *model.Budget, p Params, vectors []float32) []float32 {
	switch p.Quant {
	case "int8":
		return scalarCodes(b, p, vectors)
	case "pq":
		return productCodes(b, p, vectors)
	}
	return vectors
}

// scalarCodes rounds each number to one of 256 steps between the least and the largest of its dimension.
func scalarCodes(b *model.Budget, p Params, vectors []float32) []float32 {
	out := make([]float32, len(vectors))
	for j := range p.Dim {
		low, high := vectors[j], vectors[j]
		for i := j; i < len(vectors); i += p.Dim {
			low, high = min(low, vectors[i]), max(high, vectors[i])
		}
		step := (high - low) / (codeWords - 1)
		if step == 0 {
			step = 1
		}
		for i := j; i < len(vectors); i += p.Dim {
			code := float32(math.Round(float64((vectors[i] - low) / step)))
			out[i] = low + float32(code*step)
		}
		b.Spend(4 * p.N)
	}
	return out
}

// productCodes cuts each vector into parts and puts the nearest of 256 centroids in the place of each (Jégou, Douze
// and Schmid, IEEE Transactions on Pattern Analysis and Machine Intelligence 33(1), 2011).
func productCodes(b *model.Budget, p Params, vectors []float32) []float32 {
	out := make([]float32, len(vectors))
	width, words := p.Dim/p.PQParts, min(codeWords, p.N)
	sample := model.Stream(p.Seed, "codes").Perm(p.N)[:min(codeSample, p.N)]
	for part := range p.PQParts {
		at := func(id int) []float32 { return vectors[id*p.Dim+part*width:][:width] }
		book := make([]float32, 0, words*width)
		for _, id := range sample[:words] {
			book = append(book, at(id)...)
		}
		for range codeRounds {
			learn(book, width, sample, at)
			b.Spend(len(sample) * words * (width + codeScratch))
		}
		for id := range p.N {
			copy(out[id*p.Dim+part*width:], word(book, width, closestWord(book, width, at(id))))
			if id%64 == 63 {
				b.Spend(64 * words * (width + codeScratch))
			}
		}
	}
	return out
}

func word(book []float32, width, i int) []float32 { return book[i*width : (i+1)*width] }

// closestWord is the nearest centroid, the first of several.
func closestWord(book []float32, width int, v []float32) int {
	best, least := 0, float32(math.MaxFloat32)
	for i := range len(book) / width {
		if d := hnsw.Distance(v, word(book, width, i)); d < least {
			best, least = i, d
		}
	}
	return best
}

// learn moves each centroid to the mean of the items nearest to it (a round of Lloyd's algorithm). One without items
// stays.
func learn(book []float32, width int, sample []int, at func(int) []float32) {
	words := len(book) / width
	sums, counts := make([]float64, len(book)), make([]int, words)
	for _, id := range sample {
		v := at(id)
		w := closestWord(book, width, v)
		counts[w]++
		for j, x := range v {
			sums[w*width+j] += float64(x)
		}
	}
	for w, c := range counts {
		for j := range width {
			if c > 0 {
				book[w*width+j] = float32(sums[w*width+j] / float64(c))
			}
		}
	}
}
