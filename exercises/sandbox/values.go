package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"go.starlark.net/starlark"
)

// maxNesting bounds results: a list that holds itself has no JSON.
const maxNesting = 20

// toStarlark turns a decoded JSON value into a Starlark value. Numbers are decoded as json.Number so that 64-bit
// integers keep every digit.
func toStarlark(v any) starlark.Value {
	switch v := v.(type) {
	case bool:
		return starlark.Bool(v)
	case string:
		return starlark.String(v)
	case int:
		return starlark.MakeInt(v)
	case int64:
		return starlark.MakeInt64(v)
	case uint64:
		return starlark.MakeUint64(v)
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return starlark.MakeInt64(int64(v))
		}
		return starlark.Float(v)
	case json.Number:
		if i, ok := new(big.Int).SetString(v.String(), 10); ok {
			return starlark.MakeBigInt(i)
		}
		f, _ := v.Float64()
		return starlark.Float(f)
	case []string:
		list := make([]starlark.Value, len(v))
		for i, e := range v {
			list[i] = starlark.String(e)
		}
		return starlark.NewList(list)
	case []any:
		list := make([]starlark.Value, len(v))
		for i, e := range v {
			list[i] = toStarlark(e)
		}
		return starlark.NewList(list)
	case map[string]any:
		// A driver hands over such a value at every step: room for a few names needs no allocation.
		var room [8]string
		keys := room[:0]
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		d := starlark.NewDict(len(v))
		for _, k := range keys {
			d.SetKey(starlark.String(k), toStarlark(v[k]))
		}
		return d
	}
	return starlark.None
}

// encode writes a result as JSON, against the budget of the whole run.
func (p *program) encode(v starlark.Value) (json.RawMessage, error) {
	out, err := p.append(nil, v, 0)
	return json.RawMessage(out), err
}

var errOutput = errors.New("results too large")

func (p *program) append(out []byte, v starlark.Value, depth int) ([]byte, error) {
	if depth > maxNesting {
		p.stopped = stop(StopDepth, "", 0)
		return nil, errors.New("results nested too deeply")
	}
	before := len(out)
	switch v := v.(type) {
	case starlark.NoneType:
		out = append(out, "null"...)
	case starlark.Bool:
		out = fmt.Append(out, bool(v))
	case starlark.Int:
		if v.BigInt().BitLen() > 4096 {
			return p.tooMuch()
		}
		out = append(out, v.String()...)
	case starlark.Float:
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			out = append(out, "null"...)
			break
		}
		text, _ := json.Marshal(float64(v))
		out = append(out, text...)
	case starlark.String:
		if len(v) > p.left {
			return p.tooMuch()
		}
		text, _ := json.Marshal(string(v))
		out = append(out, text...)
	case *starlark.Dict:
		return p.appendDict(out, v, depth)
	case starlark.Iterable:
		return p.appendList(out, v, depth)
	default:
		// A function or module has no JSON; its type tells the learner what came back.
		text, _ := json.Marshal("a " + v.Type())
		out = append(out, text...)
	}
	return out, p.spend(len(out) - before)
}

func (p *program) tooMuch() ([]byte, error) {
	p.stopped = stop(StopOutput, "", 0)
	return nil, errOutput
}

func (p *program) spend(bytes int) error {
	if p.left -= bytes; p.left < 0 {
		p.stopped = stop(StopOutput, "", 0)
		return errOutput
	}
	return nil
}

func (p *program) appendList(out []byte, v starlark.Iterable, depth int) ([]byte, error) {
	it := v.Iterate()
	defer it.Done()
	out = append(out, '[')
	var e starlark.Value
	for i := 0; it.Next(&e); i++ {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = p.append(out, e, depth+1); err != nil {
			return nil, err
		}
		if err := p.spend(2); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

func (p *program) appendDict(out []byte, d *starlark.Dict, depth int) ([]byte, error) {
	out = append(out, '{')
	for i, item := range d.Items() {
		if i > 0 {
			out = append(out, ',')
		}
		key, ok := starlark.AsString(item[0])
		if !ok {
			key = item[0].Type()
		}
		if len(key) > p.left {
			return p.tooMuch()
		}
		text, _ := json.Marshal(key)
		out = append(append(out, text...), ':')
		if err := p.spend(len(text) + 2); err != nil {
			return nil, err
		}
		var err error
		if out, err = p.append(out, item[1], depth+1); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}
