package ltitest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-jose/go-jose/v4"
)

// launch is what the LMS remembers between the begin of a login and its answer. It forgets it with the answer.
type launch struct {
	user, link string // link "" for deep linking
	data       string // that deep linking gets back
}

// Begin is the form with which the browser of a user begins to open a link of the course, to be posted to /lti/login.
func (l *LMS) Begin(user, link string) url.Values {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.begin(launch{user: user, link: link}, l.links[link].Target)
}

// BeginChoice is Begin for deep linking. Data comes back with the choice.
func (l *LMS) BeginChoice(user, data string) url.Values {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.begin(launch{user: user, data: data}, l.Tool+"/lti/launch")
}

func (l *LMS) begin(la launch, target string) url.Values {
	id := fmt.Sprintf("ltilaunch1_%d", 1000+len(l.launches))
	l.launches[id] = la
	return url.Values{
		"iss":               {l.URL},
		"client_id":         {l.ClientID},
		"login_hint":        {la.user},
		"lti_deployment_id": {l.Deployment},
		"lti_message_hint":  {fmt.Sprintf(`{"cmid":2,"launchid":"%s"}`, id)},
		"target_link_uri":   {target},
	}
}

// Answer is what the authentication endpoint makes of a request: the form that the browser posts to the tool.
func (l *LMS) Answer(request string, change ...func(*Message)) (url.Values, error) {
	u, err := url.Parse(request)
	if err != nil {
		return nil, err
	}
	return l.respond(u.Query(), change)
}

func (l *LMS) respond(q url.Values, change []func(*Message)) (url.Values, error) {
	for name, want := range map[string]string{"scope": "openid", "response_type": "id_token",
		"response_mode": "form_post",
		"prompt":        "none", "client_id": l.ClientID, "redirect_uri": l.Tool + "/lti/launch"} {
		if got := q.Get(name); got != want {
			return nil, fmt.Errorf("authentication request: %s is %q, want %q", name, got, want)
		}
	}
	var hint struct{ LaunchID string }
	if err := json.Unmarshal([]byte(q.Get("lti_message_hint")), &hint); err != nil {
		return nil, fmt.Errorf("authentication request: lti_message_hint: %w", err)
	}
	l.mu.Lock()
	la, known := l.launches[hint.LaunchID]
	user := l.users[la.user]
	if l.launches[hint.LaunchID] = (launch{}); la.user == "" {
		known = false
	}
	form := url.Values{"state": {q.Get("state")}}
	if !known || l.Pending || q.Get("login_hint") != la.user || q.Get("nonce") == "" {
		form.Set("error", "invalid_request")
		form.Set("error_description", "No launch id in LTI hint")
	}
	m := &Message{
		Header: map[string]any{"typ": "JWT", "alg": "RS256", "kid": KeyID},
		Claims: l.claims(user, la, q.Get("nonce")),
		Key:    Key(),
		Form:   form,
	}
	l.mu.Unlock()
	if l.Change != nil {
		change = append([]func(*Message){l.Change}, change...)
	}
	for _, c := range change {
		c(m)
	}
	return m.form(), nil
}

// claims are those of Moodle 4.5.6. The caller holds the lock.
func (l *LMS) claims(u User, la launch, nonce string) map[string]any {
	now := l.Now().Unix()
	c := map[string]any{
		"iss": l.URL, "aud": l.ClientID, "sub": u.ID, "iat": now, "exp": now + 60, "nonce": nonce,
		ClaimVersion:    "1.3.0",
		ClaimDeployment: l.Deployment,
		ClaimRoles:      []string{"http://purl.imsglobal.org/vocab/lis/v2/membership#" + u.Role},
		ClaimContext: map[string]any{"id": "2", "label": "ST101", "title": "Storage 101",
			"type": []string{"CourseSection"}},
		ClaimRoster: map[string]any{"service_versions": []string{"1.0", "2.0"},
			"context_memberships_url": l.URL + "/mod/lti/services.php/CourseSection/2/bindings/1/memberships"},
	}
	if !l.NameLess {
		c["name"], c["given_name"], c["family_name"], c["email"] = u.Name, u.Given, u.Family, u.Email
	}
	grades := map[string]any{"lineitems": l.URL + "/mod/lti/services.php/2/lineitems?type_id=1", "scope": []string{
		"https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
		"https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
		"https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
		"https://purl.imsglobal.org/spec/lti-ags/scope/score"}}
	c[ClaimGrades] = grades
	if la.link == "" {
		c[ClaimType] = "LtiDeepLinkingRequest"
		c[ClaimTarget] = l.Tool + "/lti/launch"
		settings := map[string]any{"accept_types": []string{"ltiResourceLink"}, "accept_multiple": true,
			"accept_presentation_document_targets": []string{"frame", "iframe", "window"},
			"deep_link_return_url":                 l.URL + "/mod/lti/contentitem_return.php?course=2&id=1"}
		if la.data != "" {
			settings["data"] = la.data
		}
		c[ClaimSettings] = settings
		return c
	}
	link := l.links[la.link]
	c[ClaimType] = "LtiResourceLinkRequest"
	c[ClaimTarget] = link.Target
	c[ClaimLink] = map[string]any{"id": link.ID, "title": link.Title, "description": ""}
	if len(link.Custom) > 0 {
		c[ClaimCustom] = link.Custom
	}
	if link.column != nil {
		grades["lineitem"] = l.itemURL(link.column)
	}
	return c
}

// serveAuth is the authentication endpoint for a browser.
func (l *LMS) serveAuth(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	form, err := l.respond(r.Form, nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	page(w, l.Tool+"/lti/launch", form, false)
}

// serveView is the page of an activity: it opens the tool for ?user in ?link, with ?frame within a frame.
func (l *LMS) serveView(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	form := l.Begin(q.Get("user"), q.Get("link"))
	if q.Get("link") == "" {
		form = l.BeginChoice(q.Get("user"), "")
	}
	page(w, l.Tool+"/lti/login", form, q.Has("frame"))
}

// serveReturn takes the answer to deep linking.
func (l *LMS) serveReturn(w http.ResponseWriter, r *http.Request) {
	n, err := l.Return(r.PostFormValue("JWT"), "")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fmt.Fprintf(w, "%d links made\n", n)
}

// Return checks an answer to deep linking as an LMS does, makes its links and says how many. Of an item it keeps title,
// url, custom and the column, as Moodle does; data is what must come back.
func (l *LMS) Return(token, data string) (int, error) {
	c, err := l.toolClaims(token)
	if err != nil {
		return 0, err
	}
	var said struct {
		Iss, Aud, Nonce string
		Iat, Exp        int64
	}
	text, _ := json.Marshal(c)
	json.Unmarshal(text, &said)
	got, _ := c[claimData].(string)
	now := l.Now().Unix()
	switch {
	case said.Iss != l.ClientID, said.Aud != l.URL:
		return 0, fmt.Errorf("answer of %q for %q", said.Iss, said.Aud)
	case said.Nonce == "", said.Exp < now, said.Iat > now, said.Exp-said.Iat > 300:
		return 0, fmt.Errorf("answer with nonce %q from %d to %d at %d", said.Nonce, said.Iat, said.Exp, now)
	case c[ClaimDeployment] != l.Deployment, c[ClaimType] != "LtiDeepLinkingResponse", c[ClaimVersion] != "1.3.0":
		return 0, fmt.Errorf("answer for deployment %v, type %v, version %v", c[ClaimDeployment], c[ClaimType],
			c[ClaimVersion])
	case got != data:
		return 0, fmt.Errorf("answer with data %q, want %q", got, data)
	}
	var items []struct {
		Type, Title, URL string
		Custom           map[string]string
		LineItem         *struct {
			ScoreMaximum           float64
			ResourceID, Tag, Label string
		}
	}
	text, _ = json.Marshal(c[claimItems])
	if err := json.Unmarshal(text, &items); err != nil {
		return 0, fmt.Errorf("answer with items %s: %w", text, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, i := range items {
		if i.Type != "ltiResourceLink" {
			return 0, fmt.Errorf("item of type %q", i.Type)
		}
		link := Link{ID: fmt.Sprint(len(l.links) + 1), Title: i.Title, Target: i.URL, Custom: i.Custom}
		if i.LineItem != nil {
			link.column = l.newColumn(i.Title, i.LineItem.ScoreMaximum, i.LineItem.ResourceID, i.LineItem.Tag, link.ID)
		}
		l.links[link.ID] = link
	}
	return len(items), nil
}

// toolClaims checks a token that the tool signed.
func (l *LMS) toolClaims(token string) (map[string]any, error) {
	text, err := l.toolKeys()
	if err != nil {
		return nil, err
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, err
	}
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, err
	}
	found := set.Key(jws.Signatures[0].Protected.KeyID)
	if len(found) != 1 || !found[0].IsPublic() {
		return nil, errors.New("the tool does not publish its key")
	}
	payload, err := jws.Verify(found[0])
	if err != nil {
		return nil, err
	}
	var c map[string]any
	return c, json.Unmarshal(payload, &c)
}

// Encrypted is a token that is encrypted with the key of the LMS, as no tool can read it.
func Encrypted(claims map[string]any) string {
	inner := Sign(map[string]any{"alg": "RS256", "kid": KeyID}, claims, Key())
	e, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{Algorithm: jose.RSA_OAEP, Key: &Key().PublicKey},
		(&jose.EncrypterOptions{}).WithContentType("JWT"))
	if err != nil {
		panic(err)
	}
	object, err := e.Encrypt([]byte(inner))
	if err != nil {
		panic(err)
	}
	out, err := object.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return out
}
