// Package content holds the text of the course as files: a lesson, a claim or a term is changed here, without touching
// code. Package course reads them.
package content

import "embed"

// Files are the lessons, case studies, claims, outline, glossary, measurements and reading room as shipped in the
// binary.
//
//go:embed lessons cases claims cases.yaml outline.yaml glossary.yaml measured.yaml reading.yaml
var Files embed.FS
