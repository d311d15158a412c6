package web

import "testing"

func TestNetworkOfAnAddress(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7":              "192.0.2.7",
		"2001:db8:1:2:3:4:5:6":   "2001:db8:1:2::/64",
		"2001:db8:1:2:f::1":      "2001:db8:1:2::/64",
		"fe80::1%eth0":           "fe80::/64",
		"::ffff:192.0.2.7":       "::ffff:192.0.2.7",
		"what no address can be": "what no address can be",
	} {
		if got := network(address); got != want {
			t.Errorf("of %s: %s, want %s", address, got, want)
		}
	}
}
