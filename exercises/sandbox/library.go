package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"time"
	"tradeofflab/sims/model"

	"go.starlark.net/starlark"
)

// Hash64 is the function hash64 of learners' code: FNV-1a over the bytes of the text, mixed by model.Mix64 so that
// texts that differ in their last letter land far apart.
func Hash64(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return model.Mix64(h.Sum64())
}

// library holds the functions that learners' code may call beyond the language. hash64 is always there, the others
// where a part names them. Each takes and gives texts of a bounded length, so none of them is a long call.
var library = map[string]func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value,
	error){
	"hash64": func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var text string
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "text", &text); err != nil {
			return nil, err
		}
		return starlark.MakeUint64(Hash64(text)), nil
	},
	"sha256": func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var text string
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "text", &text); err != nil {
			return nil, err
		}
		sum := sha256.Sum256([]byte(text))
		return starlark.String(hex.EncodeToString(sum[:])), nil
	},
	"hmac_sha256": func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var key, text string
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "key", &key, "text", &text); err != nil {
			return nil, err
		}
		secret, err := hex.DecodeString(key)
		if err != nil {
			return nil, fmt.Errorf("%s: the key is text of pairs of hexadecimal digits", b.Name())
		}
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(text))
		return starlark.String(hex.EncodeToString(mac.Sum(nil))), nil
	},
	"seconds": func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var stamp string
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "stamp", &stamp); err != nil {
			return nil, err
		}
		t, err := time.Parse("20060102T150405Z", stamp)
		if err != nil {
			return nil, fmt.Errorf("%s: a stamp looks like 20260131T235900Z", b.Name())
		}
		return starlark.MakeInt64(t.Unix()), nil
	},
}

// predeclared gives hash64 and the named functions.
func predeclared(names []string) starlark.StringDict {
	d := starlark.StringDict{}
	for _, name := range append([]string{"hash64"}, names...) {
		if fn, ok := library[name]; ok {
			d[name] = starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple,
				kwargs []starlark.Tuple) (starlark.Value, error) {
				return fn(b, args, kwargs)
			})
		}
	}
	return d
}
