package catalogue

import (
	"strconv"
	"tradeofflab/say"
)

// numberForms are the ways a value would be written in a hint.
func numberForms(v float64) []string {
	plain := strconv.FormatFloat(v, 'f', -1, 64)
	var out []string
	for _, text := range []string{plain, say.Number(v, 0)} {
		out = append(out, " "+text+" ", " "+text+".", " "+text+",")
	}
	return out
}
