package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readByPeople are exported whoever uses them: they are the part of a simulation that a reader learns from.
var readByPeople = []string{"Run", "Params", "Result"}

// calledByName are methods that the standard library or a dependency calls through an interface of its own.
var calledByName = []string{"String", "Error", "Unwrap", "Is", "As", "Len", "Less", "Swap", "Push", "Pop", "Read",
	"Write", "Close", "ServeHTTP", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "UnmarshalYAML",
	"Format", "Open", "Next", "Type", "Freeze", "Truth", "Hash", "Attr", "AttrNames", "Iterate", "Done", "Describe",
	"Collect", "ReadAt", "Run", "Extend", "Transform", "Parse", "Trigger", "RegisterFuncs", "Kind", "Dump", "Sync",
	"Infof", "WebAuthnID", "WebAuthnName", "WebAuthnDisplayName", "WebAuthnCredentials",
	"RoundTrip"}

// TestExportsAreUsed finds names that are exported for nobody: functions, constants, variables, types and methods that
// no other package names, the tests of other packages included. A type may also be reached through an exported name of
// its package, and one constant of a list, or their type, speaks for the whole list.
func TestExportsAreUsed(t *testing.T) {
	tree := parseTree(t)
	for _, folder := range slices.Sorted(maps.Keys(tree.exports)) {
		if strings.HasSuffix(folder, "test") { // test helpers of several packages
			continue
		}
		for _, e := range tree.exports[folder] {
			if !slices.ContainsFunc(e.names, func(name string) bool { return tree.used(folder, e, name) }) {
				t.Errorf("%s exports %s for nobody", folder, e.names[0])
			}
		}
	}
}

// export is an exported declaration. Names are more than one for the constants of one list: theirs, and their type's.
type export struct {
	kind  string // func, value, type, method
	names []string
}

type sourceTree struct {
	exports  map[string][]export        // folder → what it exports
	named    map[string]map[string]bool // folder → names that others say behind the package's
	selected map[string]map[string]bool // name behind any dot → folders that say it
	reached  map[string]map[string]bool // folder → types that its exported declarations mention
	promised map[string]bool            // methods of interfaces of ours, and names in data files
}

func (s *sourceTree) used(folder string, e export, name string) bool {
	if slices.Contains(readByPeople, name) || s.named[folder][name] {
		return true
	}
	switch e.kind {
	case "type":
		return s.reached[folder][name]
	case "method":
		others := len(s.selected[name])
		if s.selected[name][folder] {
			others--
		}
		return others > 0 || s.promised[name] || slices.Contains(calledByName, name)
	}
	return false
}

func parseTree(t *testing.T) *sourceTree {
	t.Helper()
	s := &sourceTree{exports: map[string][]export{}, named: map[string]map[string]bool{},
		selected: map[string]map[string]bool{}, reached: map[string]map[string]bool{}, promised: map[string]bool{}}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case filepath.Base(filepath.Dir(p)) == "rules" && path.Ext(p) == ".yaml": // rules call methods by their names
			return s.readNames(p)
		case d.IsDir() || path.Ext(p) != ".go":
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, filepath.Dir(p))
		s.read(filepath.ToSlash(rel), file, strings.HasSuffix(p, "_test.go"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var capitalName = regexp.MustCompile(`\b[A-Z]\w*`)

// readNames takes the names that a data file says for promised.
func (s *sourceTree) readNames(file string) error {
	text, err := os.ReadFile(file)
	for _, name := range capitalName.FindAll(text, -1) {
		s.promised[string(name)] = true
	}
	return err
}

func (s *sourceTree) read(folder string, file *ast.File, test bool) {
	self := folder // an external test stands outside the package
	if strings.HasSuffix(file.Name.Name, "_test") {
		self += " from outside"
	}
	imports := map[string]string{}
	for _, i := range file.Imports {
		if of, ok := strings.CutPrefix(strings.Trim(i.Path.Value, `"`), "tradeofflab/"); ok {
			name := path.Base(of)
			if i.Name != nil {
				name = i.Name.Name
			}
			imports[name] = of
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			add(s.selected, n.Sel.Name, self)
			if x, ok := n.X.(*ast.Ident); ok && imports[x.Name] != "" {
				add(s.named, imports[x.Name], n.Sel.Name)
			}
		case *ast.InterfaceType:
			for _, m := range n.Methods.List {
				for _, name := range m.Names {
					s.promised[name.Name] = true
				}
			}
		}
		return true
	})
	if !test && file.Name.Name != "main" {
		for _, d := range file.Decls {
			s.declare(folder, d)
		}
	}
}

func (s *sourceTree) declare(folder string, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if !d.Name.IsExported() {
			return
		}
		kind := "func"
		if d.Recv != nil {
			kind = "method"
		}
		s.exports[folder] = append(s.exports[folder], export{kind, []string{d.Name.Name}})
		s.reach(folder, d.Type)
	case *ast.GenDecl:
		var list []string
		of := "" // type of the constants
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() {
					s.exports[folder] = append(s.exports[folder], export{"type", []string{spec.Name.Name}})
				}
				s.reach(folder, spec.Type)
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					if name.IsExported() {
						list = append(list, name.Name)
					}
				}
				if spec.Type != nil {
					s.reach(folder, spec.Type)
					if id, ok := spec.Type.(*ast.Ident); ok {
						of = id.Name
					}
				}
				for _, v := range spec.Values {
					s.reach(folder, v)
				}
			}
		}
		if len(list) == 0 {
			return
		}
		if d.Tok == token.CONST {
			if of != "" {
				list = append(list, of)
			}
			s.exports[folder] = append(s.exports[folder], export{"value", list})
			return
		}
		for _, name := range list {
			s.exports[folder] = append(s.exports[folder], export{"value", []string{name}})
		}
	}
}

func (s *sourceTree) reach(folder string, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			add(s.reached, folder, id.Name)
		}
		return true
	})
}

func add(m map[string]map[string]bool, key, value string) {
	if m[key] == nil {
		m[key] = map[string]bool{}
	}
	m[key][value] = true
}
