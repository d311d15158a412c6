package lti

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/url"
	"slices"
	"strings"
)

// Person is a member of a course as an LMS describes it. All but Subject and Role may be missing: an LMS may be set to
// give no names and no addresses.
type Person struct {
	Subject                    string // sub or user_id, at most 255 bytes: names the person within one issuer
	Role                       Role
	Name, Given, Family, Email string
}

// Launch is a message that was checked: somebody whom an LMS signed in opens a link of a course, or, where DeepLinking
// is not nil, chooses what to link.
type Launch struct {
	Person
	Platform    Platform
	Deployment  string // installation of this tool in the LMS (core 3.1.3)
	Target      string // what to open: an address of ours, from the signed message
	Test        bool   // the person is a stand-in, for a teacher who looks at the course as a learner (core A.2.4)
	Course      Course
	Link        Link              // empty for deep linking
	Custom      map[string]string // parameters of the link (core 5.4.6)
	Grades      Grades
	RosterURL   string // for Tool.Roster; "" where the LMS gives none (nrps 3.6.1.1)
	ReturnURL   string // back to the LMS, for a person who is finished (core 5.4.4); "" where unknown
	DeepLinking *DeepLinking
}

// Course is the context of a launch (core 5.4.1). ID may be "": a link can stand outside of any course.
type Course struct{ ID, Label, Title string }

// Link is the place in a course from which a launch came (core 5.3.5). A copy of a course has other ids.
type Link struct{ ID, Title, Description string }

// Grades says where points go (ags 3.1). An address that is "" is not offered.
type Grades struct {
	LineItem  string   // column of this link, for Tool.SendScore
	LineItems string   // all columns of ours in the course, for Tool.LineItem
	Scopes    []string // what we may ask a token for
}

// Launch checks what the browser posts to LaunchPath. Cookie looks up a cookie of that request by its name and returns
// "" for none. What is wrong with the launch comes back as a *Refusal; any other error is ours. The checks stand in a
// fixed order, and the state is spent before anything else is believed.
func (t *Tool) Launch(ctx context.Context, form url.Values, cookie func(name string) string) (*Launch, error) {
	if form.Get("error") != "" {
		return nil, platformError(form)
	}
	state, err := t.spend(ctx, form.Get("state"), cookie)
	if err != nil {
		return nil, err
	}
	c, err := t.verify(ctx, state.Platform, form.Get("id_token"))
	if err != nil {
		return nil, err
	}
	for _, check := range []func(claims, State) error{checkSender, t.checkTimes, checkNonce, checkKind} {
		if err := check(c, state); err != nil {
			return nil, err
		}
	}
	return t.readLaunch(ctx, c, state.Platform)
}

// platformError tells what the LMS says instead of a message (sec 5.1.1.5, OpenID Connect Core 3.1.2.6).
func platformError(form url.Values) error {
	said := form.Get("error")
	if more := form.Get("error_description"); more != "" {
		said += ": " + more
	}
	out := "Go back to the course and open the link again."
	switch form.Get("error") {
	case "login_required", "interaction_required":
		out = "You are no longer signed in there: sign in to the LMS and open the link again."
	}
	return refuse(PlatformError, "The LMS ended the launch and says “%s”. %s", clip(said, 200), out)
}

func (t *Tool) spend(ctx context.Context, value string, cookie func(string) string) (State, error) {
	unknown := refuse(NoState, "This launch is not known here, or was already used: each works once. Go back to the "+
		"course and open the link again.")
	if value == "" {
		return State{}, unknown
	}
	state, err := t.Store.Spend(ctx, hash(value))
	if errors.Is(err, ErrNoState) {
		return State{}, unknown
	}
	if err != nil {
		return State{}, err
	}
	if t.Now().After(state.Ends) {
		return State{}, refuse(StateEnded, "This launch took longer than 10 minutes and has ended. Go back to the "+
			"course and open the link again.")
	}
	secret := cookie(cookieName(value))
	switch {
	case secret == "":
		return State{}, refuse(NoCookie, "Your browser kept back the cookie that proves that this launch began here, "+
			"as some do for pages inside of other pages. Go back to the course and open the link in a new window.")
	case subtle.ConstantTimeCompare([]byte(hash(secret)), []byte(state.Cookie)) != 1:
		return State{}, refuse(OtherCookie, "This launch began in another browser. Go back to the course in this "+
			"browser and open the link again.")
	}
	return state, nil
}

func (t *Tool) readLaunch(ctx context.Context, c claims, p Platform) (*Launch, error) {
	l := &Launch{Platform: p, Deployment: c.text(claimDeployment), Target: c.text(claimTarget)}
	allowed := false
	if identifier(l.Deployment) {
		var err error
		if allowed, err = t.Store.Allowed(ctx, p, l.Deployment); err != nil {
			return nil, err
		}
	}
	if !allowed {
		return nil, refuse(DeploymentUnknown, "This lab is not yet open for the installation %s of the LMS %s. The "+
			"operator of this lab lets it in.", quoted(l.Deployment, 100, "without a name"), clip(p.Issuer, 200))
	}
	if !t.isOurs(l.Target) {
		return nil, t.foreign(l.Target)
	}
	if err := t.readKind(c, l); err != nil {
		return nil, err
	}
	if l.Subject = c.text("sub"); !identifier(l.Subject) {
		return nil, refuse(NoPerson, "The LMS did not say in a way we can use who you are: sub is missing or has "+
			"more than 255 characters. The administrator of the LMS lets this tool see the ids of its users; names "+
			"are not needed.")
	}
	t.readRest(c, l)
	return l, nil
}

// readKind reads what only one kind of message has: the link of core 5.3.5, the settings of dl 4.4.1.
func (t *Tool) readKind(c claims, l *Launch) error {
	if c.text(claimType) == deepRequest {
		l.DeepLinking = &DeepLinking{}
		if !c.into(claimSettings, l.DeepLinking) || !t.endpoint(l.DeepLinking.ReturnURL) {
			return refuse(NoReturn, "The LMS asks what to link but gives no address, beginning with %s, to return "+
				"the choice to. Tell the administrator of the LMS.", t.schemes())
		}
		return nil
	}
	var link struct {
		ID          loose `json:"id"`
		Title       loose `json:"title"`
		Description loose `json:"description"`
	}
	c.into(claimLink, &link)
	l.Link = Link{string(link.ID), clip(string(link.Title), maxTitle), clip(string(link.Description), maxTitle)}
	if !identifier(l.Link.ID) {
		return refuse(NoLink, "The LMS did not say which link of the course was opened: resource_link.id is missing "+
			"or has more than 255 characters. The teacher saves the link in the course again.")
	}
	return nil
}

// readRest reads claims that may be missing. One that has another form than we know counts as missing.
func (t *Tool) readRest(c claims, l *Launch) {
	var roles looseList
	c.into(claimRoles, &roles)
	l.Role = reduce(roles)
	l.Test = slices.Contains(roles, testUser)
	l.Given, l.Family = clip(c.text("given_name"), maxName), clip(c.text("family_name"), maxName)
	l.Name, l.Email = clip(c.text("name"), maxName), clip(c.text("email"), maxName)
	l.Person = l.Person.named()

	var course struct {
		ID    loose `json:"id"`
		Label loose `json:"label"`
		Title loose `json:"title"`
	}
	if c.into(claimContext, &course) && identifier(string(course.ID)) {
		l.Course = Course{string(course.ID), clip(string(course.Label), maxTitle), clip(string(course.Title), maxTitle)}
	}
	var custom looseTexts
	c.into(claimCustom, &custom)
	l.Custom = custom

	var grades struct {
		LineItem  loose     `json:"lineitem"`
		LineItems loose     `json:"lineitems"`
		Scope     looseList `json:"scope"`
	}
	c.into(claimGrades, &grades)
	l.Grades = Grades{t.orNone(grades.LineItem), t.orNone(grades.LineItems), grades.Scope}
	var roster struct {
		URL loose `json:"context_memberships_url"`
	}
	c.into(claimRoster, &roster)
	l.RosterURL = t.orNone(roster.URL)
	var shown struct {
		Return loose `json:"return_url"`
	}
	c.into(claimShown, &shown)
	l.ReturnURL = t.orNone(shown.Return)
}

func (t *Tool) orNone(address loose) string {
	if t.endpoint(string(address)) {
		return string(address)
	}
	return ""
}

// named puts a full name together where the LMS gives its parts only.
func (p Person) named() Person {
	if p.Name == "" {
		p.Name = strings.TrimSpace(p.Given + " " + p.Family)
	}
	return p
}
