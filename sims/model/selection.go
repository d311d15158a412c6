package model

// Select gives the value that would stand at index k if the values were sorted. It leaves them in another order: none
// before k is larger than it, and none after k is smaller. A quantile takes a run through the values this way, a small
// multiple of their number, where sorting takes that times their logarithm. There must be no NaN among them.
// Hoare, "Algorithm 65: FIND", CACM 4(7), 1961; the pivot is the median of three.
func Select(values []float64, k int) float64 {
	low, high := 0, len(values)-1
	for low < high {
		mid := low + (high-low)/2
		a, b, c := values[low], values[mid], values[high]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := low, high
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for pivot < values[j] {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return values[k]
		}
	}
	return values[k]
}
