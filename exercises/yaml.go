package exercises

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// DecodeYAML reads the text of a YAML file into what v points to. A key that v has no field for is a mistake. The error
// lists the mistakes with file and line. Where the file is a list in block style, the lines are those on which its
// entries begin.
func DecodeYAML(file, text string, v any) (lines []int, err error) {
	d := yaml.NewDecoder(strings.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		var several *yaml.TypeError
		if !errors.As(err, &several) {
			return nil, mistake(file, err.Error())
		}
		var all []error
		for _, e := range several.Errors {
			all = append(all, mistake(file, e))
		}
		return nil, errors.Join(all...)
	}
	n := 0
	for line := range strings.Lines(text) {
		if n++; strings.HasPrefix(line, "- ") {
			lines = append(lines, n)
		}
	}
	return lines, nil
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s*)?line (\d+): `)

// mistake writes what the YAML reader says as "file:line: what".
func mistake(file, said string) error {
	if at := yamlLine.FindStringSubmatchIndex(said); at != nil {
		return fmt.Errorf("%s:%s: %s", file, said[at[2]:at[3]], said[at[1]:])
	}
	return fmt.Errorf("%s: %s", file, strings.TrimPrefix(said, "yaml: "))
}
