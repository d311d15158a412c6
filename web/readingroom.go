package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tradeofflab/course"
	"tradeofflab/web/kit"
)

// readingShelf is the name under which the store keeps what was read in the reading room, beside the slugs of lessons.
const readingShelf = "reading-room"

type readingView struct {
	kit.Shell
	Groups  []readingGroup
	Lessons []*course.Stage
	Topics  []string
	Orgs    []string
	Lesson  string
	Topic   string
	Org     string
	Unread  bool
	Read    map[string]bool
	Shown   int
	Of      int
	Course  *course.Course
}

type readingGroup struct {
	Name  string
	Works []*course.Work
}

// readingRoom serves GET /reading?lesson=…&topic=…&org=…&unread=on. An unknown value of a filter shows nothing and says
// so.
func (s *Server) readingRoom(c echo.Context) error {
	at, err := s.visit(c, "Reading room", "reading")
	if err != nil {
		return err
	}
	s.invite(c)
	v := readingView{Shell: at.Shell, Lessons: s.Course.Stages(),
		Topics: s.Course.Topics(), Read: map[string]bool{}, Of: len(s.Course.Works),
		Lesson: c.QueryParam("lesson"), Topic: c.QueryParam("topic"), Org: c.QueryParam("org"),
		Unread: c.QueryParam("unread") == "on", Course: s.Course}
	if at.person != "" {
		readings, err := s.Store.Readings(c.Request().Context(), at.person)
		if err != nil {
			return err
		}
		for _, r := range readings {
			if r.Lesson == readingShelf {
				v.Read[r.Section] = true
			}
		}
	}
	v.fill(s.Course.Works)
	return s.render(c, http.StatusOK, readingPage(v))
}

// fill chooses the works that pass the filters and lists all organisations.
func (v *readingView) fill(works []*course.Work) {
	for _, w := range works {
		if !slices.Contains(v.Orgs, w.Org) {
			v.Orgs = append(v.Orgs, w.Org)
		}
		if v.Lesson != "" && !slices.Contains(w.Lessons, v.Lesson) || v.Topic != "" && !slices.Contains(w.Topics,
			v.Topic) || v.Org != "" && w.Org != v.Org || v.Unread && v.Read[w.ID] {
			continue
		}
		i := slices.IndexFunc(v.Groups, func(g readingGroup) bool { return g.Name == w.Group })
		if i < 0 {
			i = len(v.Groups)
			v.Groups = append(v.Groups, readingGroup{Name: w.Group})
		}
		v.Groups[i].Works = append(v.Groups[i].Works, w)
		v.Shown++
	}
	slices.SortFunc(v.Orgs, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
}

// topicLink is the address of all works on a topic.
func topicLink(topic string) string { return "/reading?" + url.Values{"topic": {topic}}.Encode() }

// otherTitle is the title of the entry that is the same work, with its link.
func (v readingView) otherTitle(id string) string {
	if w, ok := v.Course.Work(id); ok {
		return w.Title
	}
	return id
}

// markWork serves POST /reading/mark: a work was read, or is unread again.
func (s *Server) markWork(c echo.Context) error {
	w, ok := s.Course.Work(c.FormValue("id"))
	if !ok {
		return errNotFound
	}
	person, err := s.writer(c)
	if err != nil {
		return err
	}
	mark := s.Store.SaveReading
	if c.FormValue("as") == "unread" {
		mark = s.Store.DeleteReading
	}
	if err := mark(c.Request().Context(), person, readingShelf, w.ID); err != nil {
		return err
	}
	return back(c, "/reading#"+w.ID)
}

// workSource prints who published a work, who wrote it and when, and whether its address was confirmed.
func workSource(w *course.Work) string {
	parts := []string{w.Org}
	if w.Author != "" && w.Author != w.Org {
		parts = append(parts, w.Author)
	}
	if w.Year > 0 {
		parts = append(parts, strconv.Itoa(w.Year))
	}
	if w.URL != "" && !w.Seen {
		parts = append(parts, "address not confirmed")
	}
	return strings.Join(parts, ", ")
}

func plainChoices(all []string) []choice {
	out := make([]choice, len(all))
	for i, v := range all {
		out[i] = choice{v, v}
	}
	return out
}

func lessonChoices(all []*course.Stage) []choice {
	out := make([]choice, len(all))
	for i, st := range all {
		out[i] = choice{st.Slug, strconv.Itoa(st.Number) + " " + st.Title}
	}
	return out
}

func offers(options []choice, value string) bool {
	return slices.ContainsFunc(options, func(o choice) bool { return o.Value == value })
}
