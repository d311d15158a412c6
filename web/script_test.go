package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestScripts plays every testdata/*.txt against the whole site. A line is one of
//
//	GET /path        a request; the lines below it are about this request
//	POST /path
//	with Name: value a header of the request
//	send a=b&c=d     the body of the request
//	as NAME          the guest who sends this and the following requests
//	hint TEXT        printed when the request disappoints: why it matters
//	code N           the status that must come back
//	has TEXT         the body holds the text
//	lacks TEXT       the body does not hold the text
//	header Name TEXT the header holds the text; without a text it is absent
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in testdata: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			if underRace && (name == "pages" || name == "guard") {
				t.Skip("one reader asks for every page, and for claims, which run everything")
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			play(t, site(t), file, string(text))
		})
	}
}

func play(t *testing.T, l *lab, file, script string) {
	guests := map[string]*guest{"": l.guest(t)}
	who := guests[""]
	var method, path, body, hint string
	var header map[string]string
	var got *answer
	for n, line := range strings.Split(script, "\n") {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		fail := func(format string, args ...any) {
			t.Helper()
			t.Errorf("%s:%d: %s %s: %s\n  why: %s", file, n+1, method, path, fmt.Sprintf(format, args...), hint)
		}
		asserts := word == "code" || word == "has" || word == "lacks" || word == "header"
		if asserts && got == nil {
			a := who.do(method, path, body, header)
			got = &a
		}
		switch word {
		case "", "#":
		case "as":
			if guests[rest] == nil {
				guests[rest] = l.guest(t)
			}
			who = guests[rest]
		case "GET", "POST", "HEAD", "PUT", "DELETE":
			method, path, body, hint, header, got = word, rest, "", "", map[string]string{}, nil
		case "with":
			name, value, _ := strings.Cut(rest, ": ")
			header[name] = value
		case "send":
			body = rest
		case "hint":
			hint = rest
		case "code":
			if fmt.Sprint(got.Code) != rest {
				fail("got %d, want %s\n  %s", got.Code, rest, gist(got.Body))
			}
		case "has":
			if !strings.Contains(got.Body, rest) {
				fail("does not hold %q\n  %s", rest, gist(got.Body))
			}
		case "lacks":
			if strings.Contains(got.Body, rest) {
				fail("holds %q", rest)
			}
		case "header":
			name, want, _ := strings.Cut(rest, " ")
			value := strings.Join(got.Header.Values(name), ", ")
			if want == "" && value != "" || !strings.Contains(value, want) {
				fail("header %s is %q, want %q", name, value, want)
			}
		default:
			t.Fatalf("%s:%d: unknown word %q", file, n+1, word)
		}
	}
}

func gist(body string) string {
	if strings.HasPrefix(strings.TrimSpace(body), "<") {
		return text(body)
	}
	return body[:min(len(body), 600)]
}
