package storage

import (
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/model"
	"tradeofflab/sims/storagecost/presign"
)

//go:embed starter.star
var starter string

//go:embed model.star
var modelCode string

// The names of the checks.
const (
	checkText    = "The string to sign of the published example"
	checkGenuine = "Genuine URLs pass, in any order of their parameters and up to their last second"
	checkForged  = "A URL that was changed is forged"
	checkExpired = "A genuine URL that came too late is expired"
)

// exampleRequest is the worked example of the Amazon S3 API Reference.
func exampleRequest() presign.Request {
	c := presign.Credential{AccessKey: "AKIAIOSFODNN7EXAMPLE", Secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		Day: "20130524", Region: "us-east-1", Service: "s3"}
	return presign.Sign(c, "GET", "examplebucket.s3.amazonaws.com", "/test.txt", "20130524T000000Z", "86400")
}

// attempt is one use of a URL, with the verdict that is right.
type attempt struct {
	what    string
	request presign.Request
	now     int64
	want    string // ok, forged or expired
}

// attempts draws genuine, changed and late requests of a variant.
func attempts(variant int) (key string, tries []attempt) {
	rng := model.Stream(variant, "assignment storage: pre-signed URLs")
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	word := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = letters[rng.IntN(len(letters))]
		}
		return string(b)
	}
	at := time.Date(2026, time.Month(1+rng.IntN(12)), 1+rng.IntN(28), rng.IntN(24), rng.IntN(60), rng.IntN(60),
		0, time.UTC)
	c := presign.Credential{AccessKey: "AKIA" + word(16), Secret: word(40), Day: at.Format("20060102"),
		Region: "us-east-1", Service: "s3"}
	expires := 60 * (1 + rng.IntN(30))
	host := strings.ToLower(word(6)) + "-photos.s3.amazonaws.com"
	path := fmt.Sprintf("/users/%d/profile.jpg", 1+rng.IntN(500_000))
	sign := func(method string) presign.Request {
		return presign.Sign(c, method, host, path, at.Format(presign.Stamp), strconv.Itoa(expires))
	}
	put, get := sign("PUT"), sign("GET")
	within, end := at.Unix()+1+rng.Int64N(int64(expires)-1), at.Unix()+int64(expires)
	turned := put
	turned.Query = slices.Clone(put.Query)
	slices.Reverse(turned.Query)
	other := put
	other.Path = fmt.Sprintf("/users/%d/profile.jpg", 500_001+rng.IntN(1000))
	swapped := get
	swapped.Method = "PUT"
	elsewhere := put
	elsewhere.Host = "x" + host
	signature := put.Value("X-Amz-Signature")
	flip := func(digit byte) string {
		if digit == '0' {
			return "1"
		}
		return "0"
	}
	last := len(signature) - 1
	more := put
	more.Query = append(slices.Clone(put.Query), presign.Pair{Name: "x-acl", Value: "public-read"})
	tries = []attempt{
		{"a genuine upload", put, within, "ok"},
		{"a genuine download", get, within, "ok"},
		{"the last second", put, end, "ok"},
		{"parameters in another order", turned, within, "ok"},
		{"another user's path", other, within, "forged"},
		{"a download turned into an upload", swapped, within, "forged"},
		{"another host", elsewhere, within, "forged"},
		{"a longer expiry", put.With("X-Amz-Expires", strconv.Itoa(expires*100)), end + 60, "forged"},
		{"a later date", put.With("X-Amz-Date", time.Unix(end, 0).UTC().Format(presign.Stamp)), end + 60, "forged"},
		{"the first digit of the signature", put.With("X-Amz-Signature", flip(signature[0])+signature[1:]), within,
			"forged"},
		{"the last digit of the signature", put.With("X-Amz-Signature", signature[:last]+flip(signature[last])), within,
			"forged"},
		{"a parameter that was added", more, within, "forged"},
		{"another user's path, a day late", other, end + 86_400, "forged"},
		{"one second late", put, end + 1, "expired"},
		{"a day late", get, end + 86_400, "expired"},
	}
	return hex.EncodeToString(c.SigningKey()), tries
}

func presignPart(variant int, w exercises.PartWords) exercises.Asked {
	key, tries := attempts(variant)
	calls := []sandbox.Call{{Fn: "string_to_sign", Args: []sandbox.Arg{{Value: argument(exampleRequest())}}}}
	for _, a := range tries {
		calls = append(calls, sandbox.Call{Fn: "verdict", Args: []sandbox.Arg{{Value: argument(a.request)},
			{Value: key}, {Value: json.Number(strconv.FormatInt(a.now, 10))}}})
	}
	ask := &exercises.Code{Starter: starter, Functions: []string{"string_to_sign(r)", "verdict(r, key, now)"},
		Library: []string{"sha256", "hmac_sha256", "seconds"},
		Help:    prompt.Fill(nil).Under("The language"), Checks: []string{checkText, checkGenuine, checkForged,
			checkExpired}, Calls: calls,
		Judge: func(_ string, results []json.RawMessage) ([]exercises.Check, error) { return judge(tries, results) }}
	wrong := func(name, from, to string, checks ...string) exercises.WrongAnswer {
		if !strings.Contains(modelCode, from) {
			panic("model.star no longer holds " + from)
		}
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value(strings.Replace(modelCode, from, to, 1))}
	}
	return exercises.Asked{
		Part:     w.Part(4, "presigned", ask),
		Solution: exercises.Value(modelCode),
		Wrong: []exercises.WrongAnswer{
			wrong("query as it stands in the URL", "sorted(kept)", "kept", checkGenuine),
			wrong("signature signed too", `if p[0] != "X-Amz-Signature"`, "", checkText, checkGenuine, checkExpired),
			wrong("method left out", `r["method"]`, `"PUT"`, checkText, checkGenuine, checkExpired),
			wrong("clock never read", `return "expired"`, `return "ok"`, checkExpired),
			wrong("clock first and alone", `if hmac_sha256(key, string_to_sign(r)) != q["X-Amz-Signature"]:`,
				"if False:", checkForged),
			wrong("half of the signature compared", `string_to_sign(r)) != q["X-Amz-Signature"]`,
				`string_to_sign(r))[:32] != q["X-Amz-Signature"][:32]`, checkForged),
			wrong("foreign parameters not signed", `if p[0] != "X-Amz-Signature"`,
				`if p[0].startswith("X-Amz-") and p[0] != "X-Amz-Signature"`, checkForged),
			{Name: "the clock before the signature", Checks: []string{checkForged}, Value: exercises.Value(
				clockFirst())},
			{Name: "everything is good", Checks: []string{checkForged, checkExpired}, Value: exercises.Value(
				signing() + "def verdict(r, key, now):\n    return \"ok\"\n")},
			{Name: "nothing is good", Checks: []string{checkGenuine, checkExpired}, Value: exercises.Value(
				signing() + "def verdict(r, key, now):\n    return \"forged\"\n")},
			wrong("one second short", "now > seconds", "now >= seconds", checkGenuine),
		},
	}
}

// signing is the part of the model answer that writes the string to sign.
func signing() string {
	text, _, _ := strings.Cut(modelCode, "def verdict")
	return text
}

// clockFirst is the model answer with its two tests in the other order.
func clockFirst() string {
	_, rest, _ := strings.Cut(modelCode, "def verdict")
	lines := strings.Split(strings.TrimRight(rest, "\n"), "\n")
	for i := range lines {
		if strings.Contains(lines[i], "hmac_sha256") {
			forged, expired := lines[i:i+2], lines[i+2:i+4]
			lines = slices.Concat(lines[:i], expired, forged, lines[i+4:])
			break
		}
	}
	return signing() + "def verdict" + strings.Join(lines, "\n") + "\n"
}

// judge compares the verdicts of the program with the right ones. One kind of verdict alone earns nothing: a program
// that returns it for every URL has it too.
func judge(tries []attempt, results []json.RawMessage) ([]exercises.Check, error) {
	if len(results) != len(tries)+1 {
		return nil, fmt.Errorf("%d results, want %d", len(results), len(tries)+1)
	}
	var text string
	json.Unmarshal(results[0], &text) // another type leaves it empty, which is wrong too
	want := exampleRequest().StringToSign()
	w := prompt.Fill(map[string]string{"difference": difference(text, want)}).Of("presign")
	first := w.Check("text", checkText, text == want, "another text")
	if first.OK {
		first.Got, first.Hint = "the same text", ""
	}
	checks := []exercises.Check{first}
	for _, c := range []struct{ name, verdict, want string }{
		{checkGenuine, "ok", "ok for each"},
		{checkForged, "forged", "forged for each"},
		{checkExpired, "expired", "expired for each"},
	} {
		check := exercises.Check{Name: c.name, OK: true, Got: c.want, Want: c.want}
		for i, a := range tries {
			var got string
			if a.want != c.verdict {
				continue
			}
			if json.Unmarshal(results[i+1], &got); got != a.want && check.OK {
				check.OK, check.Got, check.Hint = false, fmt.Sprintf("%s for %s", exercises.Shown(string(results[i+1])),
					a.what), w.Get("hint "+c.verdict)
			}
		}
		checks = append(checks, check)
	}
	passed := 0
	for _, c := range checks[1:] {
		if c.OK {
			passed++
		}
	}
	for i := range checks {
		checks[i].Free = i > 0 && checks[i].OK && passed == 1
	}
	return checks, nil
}

// difference names the first line that is wrong, without giving it away.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	names := []string{"the algorithm", "the date", "the scope", "the hash of the canonical request"}
	for i := range w {
		if i >= len(g) || g[i] != w[i] {
			return fmt.Sprintf("line %d, %s, differs.", i+1, names[i])
		}
	}
	return fmt.Sprintf("there are %d lines, and %d are wanted.", len(g), len(w))
}

// argument is a request as learners' code gets it.
func argument(r presign.Request) map[string]any {
	query := make([]any, len(r.Query))
	for i, p := range r.Query {
		query[i] = []any{p.Name, p.Value}
	}
	return map[string]any{"method": r.Method, "host": r.Host, "path": r.Path, "query": query}
}
