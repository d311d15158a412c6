package ltitest

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// column is a line item with the grades below it.
type column struct {
	id                         int
	label, resourceID, tag, of string // of: id of its link, or ""
	max                        float64
	cells                      map[string]*cell // by user
}

type cell struct {
	points     *float64 // nil: empty
	stamp      int64    // seconds; Moodle keeps no part of one
	overridden bool
}

func (l *LMS) newColumn(label string, max float64, resourceID, tag, link string) *column {
	c := &column{len(l.items) + 2, label, resourceID, tag, link, max, map[string]*cell{}}
	l.items = append(l.items, c)
	return c
}

func (l *LMS) itemURL(c *column) string {
	return fmt.Sprintf("%s/mod/lti/services.php/2/lineitems/%d/lineitem?type_id=1", l.URL, c.id)
}

// AddColumn makes a line item that belongs to no link, and gives its address.
func (l *LMS) AddColumn(label string, max float64, resourceID, tag string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.itemURL(l.newColumn(label, max, resourceID, tag, ""))
}

// Columns counts the line items with a resource id.
func (l *LMS) Columns(resourceID string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, c := range l.items {
		if c.resourceID == resourceID {
			n++
		}
	}
	return n
}

// Grade is what the gradebook shows a user in a line item; ok is false for an empty cell. More than the maximum is
// shown as the maximum.
func (l *LMS) Grade(item, user string) (points float64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.columnAt(item)
	if c == nil || c.cells[user] == nil || c.cells[user].points == nil {
		return 0, false
	}
	return math.Min(*c.cells[user].points, c.max), true
}

// Override is a teacher who writes a grade by hand. Scores of the tool change it no more.
func (l *LMS) Override(item, user string, points float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.columnAt(item).cells[user] = &cell{&points, l.Now().Unix(), true}
}

func (l *LMS) columnAt(address string) *column {
	for _, c := range l.items {
		if l.itemURL(c) == address {
			return c
		}
	}
	return nil
}

const scopes = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem " +
	"https://purl.imsglobal.org/spec/lti-ags/scope/score " +
	"https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly " +
	"https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly " +
	"https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

// serveToken gives an access token for an assertion that the tool signed.
func (l *LMS) serveToken(w http.ResponseWriter, r *http.Request) {
	fail := func(code string) {
		answer(w, http.StatusBadRequest, "application/json", map[string]string{"error": code})
	}
	if r.PostFormValue("grant_type") != "client_credentials" || r.PostFormValue("client_assertion_type") !=
		"urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		fail("unsupported_grant_type")
		return
	}
	c, err := l.toolClaims(r.PostFormValue("client_assertion"))
	if err != nil {
		fail("invalid_client")
		return
	}
	var said struct {
		Iss, Sub, Aud, Jti string
		Iat, Exp           int64
	}
	text, _ := json.Marshal(c)
	json.Unmarshal(text, &said)
	now := l.Now().Unix()
	l.mu.Lock()
	defer l.mu.Unlock()
	if said.Iss != l.ClientID || said.Sub != l.ClientID || said.Aud != l.TokenURL() || said.Jti == "" ||
		l.jtis[said.Jti] ||
		said.Exp < now || said.Iat > now {
		fail("invalid_client")
		return
	}
	l.jtis[said.Jti] = true
	var granted []string
	for _, s := range strings.Fields(r.PostFormValue("scope")) {
		if strings.Contains(" "+scopes+" ", " "+s+" ") {
			granted = append(granted, s)
		}
	}
	if len(granted) == 0 {
		fail("invalid_scope")
		return
	}
	token := fmt.Sprintf("token-%d", len(l.tokens)+1)
	l.tokens[token] = strings.Join(granted, " ")
	answer(w, http.StatusOK, "application/json", map[string]any{"access_token": token, "token_type": "Bearer",
		"expires_in": l.TokenLife, "scope": l.tokens[token]})
}

// Revoke ends all access tokens.
func (l *LMS) Revoke() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for token := range l.tokens {
		l.tokens[token] = ""
	}
}

// may answers 401 for a request without a token for that scope.
func (l *LMS) may(w http.ResponseWriter, r *http.Request, scope string) bool {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	for _, s := range strings.Fields(l.tokens[token]) {
		if strings.HasSuffix(s, scope) {
			return true
		}
	}
	w.WriteHeader(http.StatusUnauthorized)
	return false
}

func (l *LMS) serveItems(w http.ResponseWriter, r *http.Request) {
	const kind = "application/vnd.ims.lis.v2.lineitemcontainer+json"
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.may(w, r, "/lineitem") {
		return
	}
	q := r.URL.Query()
	if r.Header.Get("Accept") != kind || q.Get("type_id") != "1" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	all := []any{}
	for _, c := range l.items {
		if q.Has("resource_id") && c.resourceID != q.Get("resource_id") {
			continue
		}
		item := map[string]any{"id": l.itemURL(c), "label": c.label, "scoreMaximum": c.max, "resourceId": c.resourceID,
			"tag": c.tag}
		if c.of != "" {
			item["resourceLinkId"], item["ltiLinkId"] = c.of, c.of
		}
		all = append(all, item)
	}
	// Moodle writes the relations of this list, but not of the roster, in typographic quotes.
	from, to, next := l.cut(r, len(all))
	if next != "" {
		w.Header().Set("Link", fmt.Sprintf("<%s>; rel=“first”, <%s>; rel=“next”", l.URL+r.URL.Path+"?from=0&type_id=1",
			next))
	}
	answer(w, http.StatusOK, kind, all[from:to])
}

// cut finds the page that a request asks for, and the address of the next one.
func (l *LMS) cut(r *http.Request, n int) (from, to int, next string) {
	q := r.URL.Query()
	from, _ = strconv.Atoi(q.Get("from"))
	limit, _ := strconv.Atoi(q.Get("limit"))
	if l.PageSize > 0 && (limit == 0 || limit > l.PageSize) {
		limit = l.PageSize
	}
	from = min(max(from, 0), n)
	if limit <= 0 || from+limit >= n {
		return from, n, ""
	}
	q.Set("limit", strconv.Itoa(limit))
	q.Set("from", strconv.Itoa(from+limit))
	return from, from + limit, l.URL + (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String()
}

func (l *LMS) serveNewItem(w http.ResponseWriter, r *http.Request) {
	const kind = "application/vnd.ims.lis.v2.lineitem+json"
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.may(w, r, "/lineitem") {
		return
	}
	var item map[string]any
	text, _ := io.ReadAll(r.Body)
	if r.Header.Get("Content-Type") != kind || json.Unmarshal(text, &item) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	max, _ := item["scoreMaximum"].(float64)
	label, _ := item["label"].(string)
	resourceID, _ := item["resourceId"].(string)
	tag, _ := item["tag"].(string)
	if max <= 0 || label == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	item["id"] = l.itemURL(l.newColumn(label, max, resourceID, tag, "")) // a second one of that name is let in
	answer(w, http.StatusCreated, kind, item)
}

// serveScore takes a score as Moodle does.
func (l *LMS) serveScore(w http.ResponseWriter, r *http.Request) {
	const kind = "application/vnd.ims.lis.v1.score+json"
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.may(w, r, "/score") {
		return
	}
	c := l.columnAt(fmt.Sprintf("%s/mod/lti/services.php/2/lineitems/%s/lineitem?type_id=%s", l.URL,
		r.PathValue("item"),
		r.URL.Query().Get("type_id")))
	if c == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	var s struct {
		UserID, Timestamp, ActivityProgress, GradingProgress string
		ScoreGiven                                           *float64
		ScoreMaximum                                         float64
	}
	text, _ := io.ReadAll(r.Body)
	err := json.Unmarshal(text, &s)
	at, timeErr := time.Parse(time.RFC3339Nano, s.Timestamp)
	user, known := l.users[s.UserID]
	if r.Header.Get("Content-Type") != kind || err != nil || timeErr != nil || s.ActivityProgress == "" ||
		s.GradingProgress == "" || !known || user.Role != "Learner" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	had := c.cells[s.UserID]
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	switch {
	case had != nil && had.stamp >= at.Unix():
		w.WriteHeader(http.StatusConflict)
		io.WriteString(w, "[]")
	case had != nil && had.overridden:
	case s.ScoreGiven == nil || s.GradingProgress != "FullyGraded":
		c.cells[s.UserID] = &cell{nil, at.Unix(), false}
	default:
		points := *s.ScoreGiven
		if s.ScoreMaximum > 0 {
			points *= c.max / s.ScoreMaximum
		}
		c.cells[s.UserID] = &cell{&points, at.Unix(), false}
	}
}
