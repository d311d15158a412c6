package web

import (
	"strings"

	"github.com/labstack/echo/v4"
)

// partsHeader names the parts in a request, and says in the answer that it holds some parts alone.
const partsHeader = "X-Parts"

// inSight gives the names of the parts that the script asks for while a slider moves. ok is false when it asks for all.
func inSight(c echo.Context) (names []string, ok bool) {
	asked := c.Request().Header.Values(partsHeader)
	if len(asked) == 0 || fragment(c) == "" || len(c.QueryParams()) == 0 {
		return nil, false
	}
	return append([]string{}, strings.Fields(asked[0])...), true
}
