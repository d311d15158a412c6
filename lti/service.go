package lti

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Outcome says what to do with something that was sent to an LMS.
type Outcome int

// What becomes of a call to a service of an LMS.
const (
	Done     Outcome = iota // the LMS has it, or has something newer
	NewToken                // our access ended early: send again now; a second time in a row, treat it as Later
	Later                   // nobody is to blame: send again after Reply.After, or after a pause that grows
	Failed                  // sending the same again will not help
)

// Reply is the answer of an LMS to a call, in words that hold no secret. As an error it is never Done.
type Reply struct {
	Outcome Outcome
	After   time.Duration // that the LMS asks us to wait, 0 where it does not say
	Message string        // "" for Done
}

func (r *Reply) Error() string { return r.Message }

// service makes one call to a service with an access token, and says which token it was. Its error is a *Reply or ours.
func (t *Tool) service(ctx context.Context, a Access, scope string, c call) (answer, string, error) {
	token, err := t.token(ctx, a, scope)
	if err != nil {
		return answer{}, "", err
	}
	c.bearer = token
	got, err := t.fetch(ctx, c)
	if err != nil {
		return answer{}, token, unreached(c.url, err)
	}
	return got, token, nil
}

// granted makes a call that must succeed, a second time with a new token where the LMS refuses the one we remember.
// What says in a word or two what the LMS does not do, for the sentence.
func (t *Tool) granted(ctx context.Context, a Access, scope, what string, c call) (answer, error) {
	got, token, err := t.service(ctx, a, scope, c)
	if err == nil && got.status == http.StatusUnauthorized {
		t.forget(ctx, a, scope, token)
		got, token, err = t.service(ctx, a, scope, c)
	}
	if err != nil {
		return answer{}, err
	}
	if !got.ok() {
		if got.status == http.StatusUnauthorized {
			t.forget(ctx, a, scope, token)
		}
		return answer{}, t.trouble(what, c.url, got)
	}
	return got, nil
}

// trouble sorts an answer that is no success, and says what to do about it.
func (t *Tool) trouble(what, address string, got answer) *Reply {
	r := &Reply{Outcome: Failed, Message: "The LMS at " + hostOf(address) + " " + what +
		" (status " + strconv.Itoa(got.status) + "). "}
	switch {
	case got.status == http.StatusUnauthorized:
		r.Outcome = NewToken
		r.Message += "We ask it for access again."
	case retry(got.status):
		r.Outcome, r.After = Later, t.retryAfter(got.header)
		r.Message += "We try again."
	case got.status == http.StatusForbidden:
		r.Message += "Its administrator lets this tool use grades and names in that course."
	case got.status == http.StatusNotFound, got.status == http.StatusGone:
		r.Message += "What we ask for is gone there: open the link in the course again, and make a new link if that " +
			"does not help."
	case got.status >= 300 && got.status < 400:
		r.Message += "It sends us on to another address, which we do not follow. Its administrator mends its own " +
			"address."
	default:
		r.Message += "Tell its administrator."
	}
	return r
}

// retry says whether the same call may succeed later.
func retry(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500
}

// longestWait bounds what an LMS may ask us to wait.
const longestWait = 24 * time.Hour

// retryAfter reads Retry-After (RFC 9110 section 10.2.3): seconds or a date.
func (t *Tool) retryAfter(h http.Header) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, longestWait)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(t.Now()), 0), longestWait)
	}
	return 0
}

// unreached is a call without an answer.
func unreached(address string, err error) *Reply {
	r := &Reply{Outcome: Later, Message: "We cannot reach the LMS at " + hostOf(address) + ": " + reason(err) + ". " +
		"We try again."}
	if errors.Is(err, errPrivateAddress) || errors.Is(err, errScheme) || errors.Is(err, errForeignHop) ||
		errors.Is(err, errTooLong) {
		r.Outcome = Failed
		r.Message = "We cannot use the LMS at " + hostOf(address) + ": " + reason(err) + ". Tell the operator of " +
			"this lab."
	}
	return r
}

// replyOf gives a reply that came as an error, and any other error as it is.
func replyOf(err error) (Reply, error) {
	var r *Reply
	if errors.As(err, &r) {
		return *r, nil
	}
	return Reply{}, err
}

// maxPages bounds how many pages of one list we read.
const maxPages = 200

var errNoPage = errors.New("not a page of that list")

// pages reads a list page by page and hands each to use, which says whether to go on. It returns nil when use had
// enough or the last page was read, and never when a page is missing.
func (t *Tool) pages(ctx context.Context, a Access, scope, kind, first string, use func([]byte) (bool, error)) error {
	seen := map[string]bool{}
	for at := first; ; {
		seen[at] = true
		got, err := t.granted(ctx, a, scope, "gives no list",
			call{method: http.MethodGet, url: at, accept: kind, limit: maxPage})
		if err != nil {
			return err
		}
		more, err := use(got.body)
		if err != nil {
			return &Reply{Outcome: Failed, Message: "The LMS at " + hostOf(at) +
				" sends something else than the list we asked for. Tell its administrator."}
		}
		next := nextLink(got.header.Values("Link"))
		if !more || next == "" {
			return nil
		}
		u, err := url.Parse(next)
		if err == nil {
			u = got.from.ResolveReference(u)
		}
		if err != nil || !sameOrigin(u, got.from) {
			return &Reply{Outcome: Failed, Message: "The list of the LMS at " + hostOf(at) +
				" goes on at another host, which does not get our access. Tell its administrator."}
		}
		at = u.String()
		if seen[at] || len(seen) == maxPages {
			return &Reply{Outcome: Failed, Message: "The list of the LMS at " + hostOf(at) +
				" does not end: we stopped after " + strconv.Itoa(len(seen)) + " pages. Tell its administrator."}
		}
	}
}

// withParameter adds a parameter to an address and leaves the others as the LMS wrote them.
func withParameter(address, name, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += name + "=" + url.QueryEscape(value)
	return u.String()
}

// nextLink finds the address of rel="next" in Link headers (RFC 8288 section 3), or "". Moodle writes the quotes of
// some relations as “ and ”.
func nextLink(headers []string) string {
	for _, h := range headers {
		for h != "" {
			_, rest, ok := strings.Cut(h, "<")
			if !ok {
				break
			}
			address, rest, ok := strings.Cut(rest, ">")
			if !ok {
				break
			}
			params, rest := cutUnquoted(rest, ',')
			if isNext(params) {
				return strings.TrimSpace(address)
			}
			h = rest
		}
	}
	return ""
}

// cutUnquoted splits a header at the first sep that stands outside of quotes.
func cutUnquoted(s string, sep byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

func isNext(params string) bool {
	for params != "" {
		var param string
		param, params = cutUnquoted(params, ';')
		name, value, _ := strings.Cut(param, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "rel") {
			continue
		}
		for relation := range strings.FieldsSeq(strings.Trim(strings.TrimSpace(value), `"'“”`)) {
			if strings.EqualFold(relation, "next") {
				return true
			}
		}
	}
	return false
}
