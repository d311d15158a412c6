package consensus

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalCommitMs   = 60.0
	goalDownMs     = 1200.0
	goalMessages   = 3000.0
	goalCrashCount = "200"
)

// challenge asks for quick elections that nobody starts without need.
var challenge = &sims.Challenge{
	Text: "Five nodes in three regions, 6 to 9 ms apart with a random part of 4 ms, one message in a hundred lost. A " +
		"follower comes and goes. Choose the times, PreVote, CheckQuorum and how writes go to disk, so that on hidden " +
		"seeds every goal holds.",
	Goals:  []string{"a"},
	Preset: url.Values{"regions": {"near"}, "nodes": {"5"}},
	Fixed:  []string{"regions", "nodes"},
	Judge:  func(r sims.Report) []sims.Check { return []sims.Check{sims.AtMost("a", "a", 1, 0, "", "challenge")} },
}
