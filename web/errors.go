package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tradeofflab/advisor"
	"tradeofflab/exercises"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/store"
)

// errNotFound is returned for an address that names nothing.
var errNotFound = echo.NewHTTPError(http.StatusNotFound, "There is nothing at this address.")

// retryAfter is how many seconds a reader is asked to wait when the lab is busy.
const retryAfter = "5"

// unfinished says whether an error is that of a legal run that was ended or found no seat.
func unfinished(err error) (why error, ok bool) {
	var stopped *model.Stopped
	switch {
	case errors.As(err, &stopped):
		return stopped, true
	case errors.Is(err, sims.ErrBusy):
		return sims.ErrBusy, true
	}
	return nil, false
}

// sentenceOf is an error as a sentence for a reader.
func sentenceOf(err error) string {
	text := err.Error()
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:] + "."
}

// problem is the body of every error of the API (RFC 9457).
type problem struct {
	Type   string            `json:"type"`
	Title  string            `json:"title"`
	Status int               `json:"status"`
	Detail string            `json:"detail"`
	Errors []sims.FieldError `json:"errors,omitempty"`
	Back   string            `json:"-"` // address to try again from, beside the usual ways out
}

// explain is the one place where an error gets a status and words for a reader.
func explain(err error) problem {
	p := problem{Type: "about:blank", Status: http.StatusInternalServerError,
		Detail: "Something broke on our side. Nothing you sent was lost; try again in a moment."}
	var http4 *echo.HTTPError
	var params *sims.ParamError
	var input *exercises.InputError
	var workload *advisor.InputError
	var tooLarge *http.MaxBytesError
	var stale *store.StaleError
	why, cut := unfinished(err)
	switch {
	case cut:
		p.Status, p.Detail = http.StatusServiceUnavailable, sentenceOf(why)
	case errors.As(err, &params):
		p.Status, p.Detail, p.Errors = http.StatusBadRequest, params.Error(), params.Fields
	case errors.As(err, &input):
		p.Status, p.Detail = http.StatusBadRequest, input.Error()
	case errors.As(err, &workload):
		p.Status, p.Detail = http.StatusBadRequest, workload.Error()
		for _, f := range workload.Fields {
			p.Errors = append(p.Errors, sims.FieldError{Knob: f.Field, Message: f.Message})
		}
	case errors.As(err, &tooLarge):
		p.Status, p.Detail = http.StatusRequestEntityTooLarge,
			"The request is larger than the lab takes. Send at most 1 MB."
	case errors.As(err, &stale):
		p.Status, p.Detail = http.StatusConflict, sentenceOf(stale)+" Go back, open the page anew, and do it again."
	case errors.Is(err, store.ErrArchived):
		p.Status, p.Detail = http.StatusForbidden, sentenceOf(store.ErrArchived)+
			" Its owner can open it again in its settings."
	case errors.Is(err, store.ErrNotFound):
		p.Status, p.Detail = http.StatusNotFound, "There is nothing at this address."
	case errors.As(err, &http4):
		p.Status = http4.Code
		if text, ok := http4.Message.(string); ok {
			p.Detail = text
		}
		switch http4.Code {
		case http.StatusNotFound:
			p.Detail = "There is nothing at this address."
		case http.StatusMethodNotAllowed:
			p.Detail = "This address does not take that kind of request."
		case http.StatusRequestEntityTooLarge:
			p.Detail = "The request is larger than the lab takes. Send at most 1 MB."
		case http.StatusTooManyRequests:
			p.Detail = "Too many requests at once. Wait a second and try again."
		}
	}
	p.Title = http.StatusText(p.Status)
	return p
}

// fail turns an error into a page, or into a problem document under /api.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if s.askToSignIn(err, c) || s.askForProof(err, c) || s.notOpenYet(err, c) {
		return
	}
	p := explain(err)
	switch {
	case c.Request().Context().Err() != nil: // nobody reads the answer
		c.NoContent(p.Status)
		return
	case p.Status == http.StatusServiceUnavailable:
		c.Response().Header().Set("Retry-After", retryAfter)
	case p.Status >= 500:
		s.Log.Error("request failed", "path", loggedPath(c), "error", err)
	}
	if strings.HasPrefix(c.Request().URL.Path, "/api/") || strings.Contains(c.Request().Header.Get("Accept"),
		"application/json") {
		body, _ := json.Marshal(p)
		c.Blob(p.Status, "application/problem+json", body)
		return
	}
	if path, upload := strings.CutSuffix(c.Request().URL.Path, "/replay"); upload && p.Status != http.StatusNotFound {
		p.Back = path
	}
	if err := s.render(c, p.Status, errorPage(s.shell(c, p.Title, ""), p)); err != nil {
		s.Log.Error("render error page", "error", err)
	}
}
