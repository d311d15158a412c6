package course

import "embed"

// Files are the lessons, claims, glossary and outline as shipped in the binary.
//
//go:embed lessons claims outline.yaml glossary.yaml reading.yaml
var Files embed.FS
