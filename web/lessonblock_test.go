package web

import (
	"io"
	"strings"
	"testing"

	"tradeofflab/course"
)

// TestUnknownBlockFails: a block that no component shows is an error, not a gap in the page.
func TestUnknownBlockFails(t *testing.T) {
	err := block(&pageView{}, course.Block{ID: "strange"}).Render(t.Context(), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "strange") {
		t.Errorf("a block without a component gives %v", err)
	}
}
