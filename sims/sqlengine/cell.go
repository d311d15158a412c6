package sqlengine

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Cell is one value of a result with its type in the first letter: n for NULL, i for a whole number, f for a real one,
// t for text, b for bytes in hexadecimal. Numbers keep every digit on their way through JSON.
type Cell string

func cell(v any) Cell {
	switch v := v.(type) {
	case nil:
		return "n"
	case int64:
		return Cell("i" + strconv.FormatInt(v, 10))
	case float64:
		return Cell("f" + strconv.FormatFloat(v, 'g', -1, 64))
	case bool:
		if v {
			return "i1"
		}
		return "i0"
	case string:
		return Cell("t" + v)
	case []byte:
		return Cell("b" + hex.EncodeToString(v))
	case time.Time:
		return Cell("t" + v.UTC().Format("2006-01-02 15:04:05"))
	}
	return Cell("t" + fmt.Sprint(v))
}

// Text prints the value for a reader.
func (c Cell) Text() string {
	switch {
	case c == "" || c[0] == 'n':
		return "NULL"
	case c[0] == 'b':
		return "x'" + string(c[1:]) + "'"
	}
	return string(c[1:])
}

// Number returns the value as a number and whether it is one.
func (c Cell) Number() (float64, bool) {
	if c == "" || c[0] != 'i' && c[0] != 'f' {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(c[1:]), 64)
	return v, err == nil
}

// Same reports whether two values are equal: whole and real numbers by value, real ones within 1e-9.
func (c Cell) Same(d Cell) bool {
	if c == d {
		return true
	}
	a, ok := c.Number()
	b, also := d.Number()
	return ok && also && math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b))
}

// compare orders values: numbers before text, each among themselves by value.
func (c Cell) compare(d Cell) int {
	a, ok := c.Number()
	b, also := d.Number()
	switch {
	case ok && also:
		return cmp.Compare(a, b)
	case ok:
		return -1
	case also:
		return 1
	}
	return cmp.Compare(c, d)
}
