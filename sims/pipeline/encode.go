package pipeline

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Encodings of a block of whole numbers. Every block decodes to what was encoded.
const (
	plain   = "plain"   // 8 bytes a value
	dict    = "dict"    // the different values once, and an index of as few bits as they need a row
	rle     = "rle"     // each run of equal values once, with its length
	delta   = "delta"   // the difference to the value before, in a variable number of bytes
	bitpack = "bitpack" // the distance to the least value, in as few bits as the greatest needs
)

// encodings are in the order in which ties are broken.
var encodings = []string{plain, dict, rle, delta, bitpack}

// encode gives the bytes of a block. They follow the ideas of Parquet's encodings, not its format: a count is kept
// elsewhere, values are 64-bit, and indexes are packed without runs.
func encode(encoding string, v []int64) []byte {
	var out []byte
	switch encoding {
	case dict:
		words := different(v)
		out = binary.AppendUvarint(out, uint64(len(words)))
		for _, w := range words {
			out = binary.AppendVarint(out, w)
		}
		p := packer{out: out}
		width := bits.Len(uint(len(words) - 1))
		for _, x := range v {
			i, _ := slices.BinarySearch(words, x)
			p.put(uint64(i), width)
		}
		return p.close()
	case rle:
		for i := 0; i < len(v); {
			j := i + 1
			for j < len(v) && v[j] == v[i] {
				j++
			}
			out = binary.AppendVarint(binary.AppendUvarint(out, uint64(j-i)), v[i])
			i = j
		}
		return out
	case delta:
		last := int64(0)
		for _, x := range v {
			out = binary.AppendVarint(out, x-last)
			last = x
		}
		return out
	case bitpack:
		least, width := packing(v)
		out = append(binary.AppendVarint(out, least), byte(width))
		p := packer{out: out}
		for _, x := range v {
			p.put(uint64(x)-uint64(least), width)
		}
		return p.close()
	}
	for _, x := range v {
		out = binary.LittleEndian.AppendUint64(out, uint64(x))
	}
	return out
}

// decode gives back the n values of a block that encode made.
func decode(encoding string, b []byte, n int) []int64 {
	out := make([]int64, 0, n)
	switch encoding {
	case dict:
		count, k := binary.Uvarint(b)
		b = b[k:]
		words := make([]int64, count)
		for i := range words {
			words[i], k = binary.Varint(b)
			b = b[k:]
		}
		u := unpacker{in: b}
		width := bits.Len(uint(count - 1))
		for range n {
			out = append(out, words[u.get(width)])
		}
	case rle:
		for len(out) < n {
			run, k := binary.Uvarint(b)
			x, m := binary.Varint(b[k:])
			b = b[k+m:]
			for range run {
				out = append(out, x)
			}
		}
	case delta:
		last := int64(0)
		for range n {
			d, k := binary.Varint(b)
			b = b[k:]
			last += d
			out = append(out, last)
		}
	case bitpack:
		least, k := binary.Varint(b)
		width := int(b[k])
		u := unpacker{in: b[k+1:]}
		for range n {
			out = append(out, int64(u.get(width)+uint64(least)))
		}
	default:
		for i := range n {
			out = append(out, int64(binary.LittleEndian.Uint64(b[8*i:])))
		}
	}
	return out
}

// few says whether a block has so few different values that a dictionary may pay: it looks at a sample.
func few(v []int64) bool {
	sample := v[:min(len(v), 256)]
	return 2*len(different(sample)) < len(sample)+2
}

func different(v []int64) []int64 {
	words := slices.Clone(v)
	slices.Sort(words)
	return slices.Compact(words)
}

func packing(v []int64) (least int64, width int) {
	least, most := slices.Min(v), slices.Max(v)
	return least, bits.Len64(uint64(most) - uint64(least))
}

// packer writes numbers of any width, lowest bit first.
type packer struct {
	out  []byte
	hold uint64
	n    int
}

func (p *packer) put(x uint64, width int) {
	for width > 0 {
		take := min(width, 56)
		p.hold |= (x & (1<<take - 1)) << p.n
		p.n += take
		x >>= take
		width -= take
		for p.n >= 8 {
			p.out = append(p.out, byte(p.hold))
			p.hold >>= 8
			p.n -= 8
		}
	}
}

func (p *packer) close() []byte {
	if p.n > 0 {
		p.out = append(p.out, byte(p.hold))
	}
	return p.out
}

type unpacker struct {
	in []byte
	at int // bit
}

func (u *unpacker) get(width int) uint64 {
	var x uint64
	for got := 0; got < width; {
		take := min(8-u.at%8, width-got)
		x |= uint64(u.in[u.at/8]>>(u.at%8)&(1<<take-1)) << got
		got += take
		u.at += take
	}
	return x
}
