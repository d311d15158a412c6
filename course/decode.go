package course

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// lines remembers on which line of the file each value of a YAML body stands: "knobs.nodes" → 123, "free.0" → 125.
type lines map[string]int

// decodeYAML reads body, whose first line is line `first` of the file, into the struct v points to. Unknown keys,
// repeated keys and values of the wrong kind become problems with their own line.
func decodeYAML(file, body string, first int, v any, found *Problems) lines {
	at := lines{"": first}
	if len(body) > 1<<20 {
		found.add(Pos{file, first}, "split the file", "%d bytes of YAML in one piece", len(body))
		return at
	}
	// Empty lines before the body make every line number of the YAML reader a line number of the file.
	text := strings.Repeat("\n", first-1) + body
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		found.yaml(file, first, err)
		return at
	}
	if doc.Kind == 0 {
		found.add(Pos{file, first}, "write its keys as \"key: value\" lines", "empty body")
		return at
	}
	root := doc.Content[0]
	before := len(*found)
	if tooDeep(root, 0) {
		found.add(Pos{file, first}, "write the values in full", "aliases or more than 30 levels in the YAML")
		return at
	}
	at.walk("", root)
	unknownKeys(file, root, reflect.TypeOf(v).Elem(), found)
	if err := root.Decode(v); err != nil && len(*found) == before {
		found.yaml(file, first, err)
	}
	return at
}

// tooDeep refuses aliases (a few lines of them grow without bound) and absurd nesting.
func tooDeep(n *yaml.Node, depth int) bool {
	if n.Kind == yaml.AliasNode || depth > 30 {
		return true
	}
	for _, c := range n.Content {
		if tooDeep(c, depth+1) {
			return true
		}
	}
	return false
}

func (l lines) walk(path string, n *yaml.Node) {
	if _, known := l[path]; !known {
		l[path] = n.Line
	}
	join := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			l[join(n.Content[i].Value)] = n.Content[i].Line
			l.walk(join(n.Content[i].Value), n.Content[i+1])
		}
	case yaml.SequenceNode:
		for i, c := range n.Content {
			l.walk(join(strconv.Itoa(i)), c)
		}
	}
}

// of gives the line of the value at path, or of the nearest value around it.
func (l lines) of(path string) int {
	for {
		if n, ok := l[path]; ok {
			return n
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return l[""]
		}
		path = path[:i]
	}
}

var unmarshaler = reflect.TypeFor[yaml.Unmarshaler]()

func unknownKeys(file string, n *yaml.Node, t reflect.Type, found *Problems) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Implements(unmarshaler) || reflect.PointerTo(t).Implements(unmarshaler) {
		return
	}
	switch {
	case t.Kind() == reflect.Struct && n.Kind == yaml.MappingNode:
		fields := map[string]reflect.Type{}
		for _, f := range reflect.VisibleFields(t) { // those of what is inlined too
			name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if name != "" && name != "-" {
				fields[name] = f.Type
			}
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			field, known := fields[key.Value]
			if !known {
				found.add(Pos{file, key.Line}, Nearest(key.Value, slices.Sorted(maps.Keys(fields))), "unknown key %q",
					key.Value)
				continue
			}
			unknownKeys(file, n.Content[i+1], field, found)
		}
	case t.Kind() == reflect.Slice && n.Kind == yaml.SequenceNode:
		for _, c := range n.Content {
			unknownKeys(file, c, t.Elem(), found)
		}
	case t.Kind() == reflect.Map && n.Kind == yaml.MappingNode:
		for i := 1; i < len(n.Content); i += 2 {
			unknownKeys(file, n.Content[i], t.Elem(), found)
		}
	}
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// yaml turns an error of the YAML reader into problems with the file's own lines.
func (p *Problems) yaml(file string, first int, err error) {
	texts := []string{strings.TrimPrefix(err.Error(), "yaml: ")}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		texts = typed.Errors
	}
	for _, text := range texts {
		line := first
		if m := yamlLine.FindStringSubmatch(text); m != nil {
			line, _ = strconv.Atoi(m[1])
			text = strings.Replace(text, m[0], "", 1)
		}
		remedy := "check the indentation, and quote text that holds \": \" or starts with a sign"
		if rest, ok := strings.CutPrefix(text, "cannot unmarshal "); ok {
			_, rest, _ = strings.Cut(rest, " ")
			value, kind, _ := strings.Cut(rest, " into ")
			text = fmt.Sprintf("%s is not what is expected here", value)
			remedy = "write " + kindInWords(kind)
		}
		p.add(Pos{file, max(line, first)}, remedy, "%s", text)
	}
}

func kindInWords(kind string) string {
	switch {
	case kind == "int":
		return "a whole number"
	case kind == "float64":
		return "a number"
	case kind == "bool":
		return "true or false"
	case kind == "string":
		return "text"
	case strings.HasPrefix(kind, "[]"):
		return "a list: [a, b] or lines that start with \"- \""
	}
	return "\"key: value\" lines"
}
