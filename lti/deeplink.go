package lti

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"
)

// answerLife is how long an answer to deep linking holds.
const answerLife = 5 * time.Minute

// DeepLinking is what an LMS lets a teacher choose (dl 4.4.1). Keep it, as JSON, until the choice is made.
type DeepLinking struct {
	ReturnURL string          `json:"deep_link_return_url"` // where a form posts the answer, as its field JWT
	Types     []string        `json:"accept_types"`
	Multiple  bool            `json:"accept_multiple"` // several items at once; an LMS that is silent takes one
	Data      json.RawMessage `json:"data,omitempty"`  // goes back as it came
}

// UnmarshalJSON takes settings that are missing or of another form for their weakest meaning.
func (d *DeepLinking) UnmarshalJSON(raw []byte) error {
	var s struct {
		ReturnURL loose           `json:"deep_link_return_url"`
		Types     looseList       `json:"accept_types"`
		Multiple  loose           `json:"accept_multiple"`
		Data      json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	if string(s.Data) == "null" {
		s.Data = nil
	}
	*d = DeepLinking{string(s.ReturnURL), s.Types, s.Multiple == "true", s.Data}
	return nil
}

// Item is a link into the lab that a teacher chose (dl 3.2). Each opens with a launch of its own.
type Item struct {
	Title  string
	URL    string            // of ours: the Target of its launches
	Custom map[string]string // come back in Launch.Custom
	Column *LineItem         // column in the gradebook that the LMS makes with the link; nil for none
}

const itemType = "ltiResourceLink"

// DeepLink signs the answer to deep linking (dl 4.5): the items that were chosen, none for a teacher who changed their
// mind. It refuses what the LMS does not accept.
func (t *Tool) DeepLink(ctx context.Context, p Platform, deployment string, d DeepLinking, items []Item) (string,
	error) {
	if len(items) > 0 && !slices.Contains(d.Types, itemType) {
		return "", refuse(TypeNotAccepted, "At this place the LMS takes no links to activities%s. Add an external "+
			"tool to the course as an activity, and come here from there.", only(d.Types))
	}
	if len(items) > 1 && !d.Multiple {
		return "", refuse(OneOnly, "At this place the LMS takes one link at a time. Choose one assignment; the "+
			"others follow in the same way.")
	}
	content := []map[string]any{}
	for _, i := range items {
		c, err := t.contentItem(i)
		if err != nil {
			return "", err
		}
		content = append(content, c)
	}
	now := t.Now()
	answer := map[string]any{
		"iss":           p.ClientID,
		"aud":           p.Issuer,
		"iat":           now.Unix(),
		"exp":           now.Add(answerLife).Unix(),
		"nonce":         newSecret(),
		claimDeployment: deployment,
		claimType:       "LtiDeepLinkingResponse",
		claimVersion:    "1.3.0",
		claimItems:      content,
	}
	if d.Data != nil {
		answer[claimData] = d.Data
	}
	return t.sign(ctx, answer)
}

func (t *Tool) contentItem(i Item) (map[string]any, error) {
	if !t.isOurs(i.URL) {
		return nil, refuse(BadItem, "“%s” is no address of this lab, so it cannot be linked.", clip(i.URL, 200))
	}
	item := map[string]any{"type": itemType, "title": i.Title, "url": i.URL}
	if len(i.Custom) > 0 {
		item["custom"] = i.Custom
	}
	if c := i.Column; c != nil {
		if !(c.Max > 0) || math.IsInf(c.Max, 0) {
			return nil, refuse(BadItem, "“%s” has no points, so it can have no column in the gradebook.",
				clip(i.Title, 100))
		}
		item["lineItem"] = c.fields()
	}
	return item, nil
}

// only lists the words of an LMS for a sentence.
func only(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return ", only " + clip(strings.Join(words, ", "), 100)
}
