package say

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParseNumber reads 3200, 3,200, 3.2k, 1e5, 2M. A decimal comma is refused with a sentence that says what to write.
func ParseNumber(s string) (float64, error) {
	s = strings.TrimSpace(s)
	factor := 1.0
	body := s
	if n := len(body); n > 1 {
		switch body[n-1] {
		case 'k', 'K':
			factor, body = 1e3, body[:n-1]
		case 'M':
			factor, body = 1e6, body[:n-1]
		}
	}
	body = strings.TrimSpace(body)
	if strings.Contains(body, ",") {
		whole, frac, _ := strings.Cut(body, ".")
		groups := strings.Split(strings.TrimLeft(whole, "+-"), ",")
		for i, g := range groups {
			if strings.Contains(frac, ",") || len(g) > 3 || len(g) == 0 || i > 0 && len(g) != 3 {
				return 0, fmt.Errorf("write 3,200 or 3.2k; a decimal comma is not read")
			}
		}
		body = strings.ReplaceAll(body, ",", "")
	}
	v, err := strconv.ParseFloat(body, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(body, "xXpP_") {
		hint := ""
		if s != "" && s[0] >= '0' && s[0] <= '9' {
			hint = "; write digits without a unit, such as 1,500, 1.5k or 0.5"
		}
		return 0, fmt.Errorf("%q is not a number%s", Clip(s, 40), hint)
	}
	return v * factor, nil
}
