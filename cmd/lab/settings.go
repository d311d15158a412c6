package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"gopkg.in/yaml.v3"

	"tradeofflab/course"
)

// settings are the values of flags that stand elsewhere than on the command line. A flag of lab serve, and one of the
// same name of any other command, takes its value from the first of these that has one: the command line, the
// variable LAB_NAME of the environment, the file NAME among the credentials of systemd, the file that --config names.
type settings struct {
	flags map[string]*kong.Flag // those of lab serve, by name
	file  map[string]any        // what the file says: a text, or a list of texts
	read  bool                  // the file was read
}

// maxSettings bounds the file of settings and that of a secret, in bytes.
const maxSettings = 64 << 10

// options let a parser take settings.
func (s *settings) options() []kong.Option {
	return []kong.Option{kong.PostBuild(s.offer), kong.WithBeforeResolve(s.load),
		kong.Resolvers(kong.ResolverFunc(s.resolve)), settingsHelp}
}

var settingsHelp = kong.Vars{
	"config_help": "YAML file of settings: the flags of lab serve without their hyphens. Variables of the " +
		"environment go before it, and flags before these.",
	"secret_help": "Mixed into the hidden seeds instead of the secret of the database. Others on the machine " +
		"can read a command line: prefer --secret-file.",
}

// variable is the variable of the environment that holds a setting.
func variable(name string) string {
	return "LAB_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// offer names the variables of the environment in the help of each flag that takes its value from there.
func (s *settings) offer(k *kong.Kong) error {
	s.flags = map[string]*kong.Flag{}
	for _, node := range k.Model.Children {
		if node.Name == "serve" {
			for _, f := range node.Flags {
				s.flags[f.Name] = f
			}
		}
	}
	return kong.Visit(k.Model, func(v kong.Visitable, next kong.Next) error {
		if f, ok := v.(*kong.Flag); ok && (s.flags[f.Name] != nil || f.Name == configFlag) {
			f.Tag.Envs = []string{variable(f.Name)}
		}
		return next(nil)
	})
}

// configFlag is the name of the flag that names the file of settings.
const configFlag = "config"

// load reads the file of settings, if one is named. It is called for each word of the command line.
func (s *settings) load(ctx *kong.Context) error {
	if s.read {
		return nil
	}
	s.read = true
	i := slices.IndexFunc(ctx.Model.Flags, func(f *kong.Flag) bool { return f.Name == configFlag })
	name, _ := ctx.FlagValue(ctx.Model.Flags[i]).(string)
	if name == "" {
		return nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return badInput{err}
	}
	s.file, err = s.understand(filepath.Base(name), text)
	return err
}

// resolve is the value of a flag that the command line does not give, nil for none.
func (s *settings) resolve(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
	if s.flags[f.Name] == nil {
		return nil, nil
	}
	text, set := os.LookupEnv(variable(f.Name))
	if text != "" {
		return nil, nil // kong has read it
	}
	text, err := credential(f.Name)
	switch {
	case err != nil:
		return nil, err
	case text != "":
		return text, nil
	case s.file[f.Name] != nil:
		return s.file[f.Name], nil
	case set: // a variable that is set to nothing sets nothing
		return unset(f), nil
	}
	return nil, nil
}

// unset is the value of a flag that nobody sets.
func unset(f *kong.Flag) any {
	switch {
	case f.Target.Kind() == reflect.Slice:
		return []any{}
	case f.HasDefault:
		return f.Default
	case f.IsBool():
		return false
	}
	return ""
}

// credential is the text of a credential of systemd, "" when there is none.
func credential(name string) (string, error) {
	folder := os.Getenv("CREDENTIALS_DIRECTORY")
	if folder == "" {
		return "", nil
	}
	text, err := secretFile(filepath.Join(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return text, err
}

// secretFile reads a secret that a file holds, with or without a line end.
func secretFile(name string) (string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	secret := strings.TrimRight(string(text), "\r\n")
	switch {
	case len(text) > maxSettings:
		return "", fmt.Errorf("%s is larger than %d kB: that is no secret", name, maxSettings>>10)
	case secret == "":
		return "", fmt.Errorf("%s is empty: write the secret into it", name)
	}
	return secret, nil
}

// understand reads a file of settings: a mapping of names of flags to values.
func (s *settings) understand(name string, text []byte) (map[string]any, error) {
	if len(text) > maxSettings {
		return nil, bad("%s is larger than %d kB: that is no file of settings", name, maxSettings>>10)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, bad("%s is no YAML: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(document.Content) == 0 { // nothing but remarks
		return nil, nil
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, bad("%s:%d: write lines such as “addr: 127.0.0.1:8080”", name, root.Line)
	}
	var names []string
	for n := range s.flags {
		names = append(names, n)
	}
	slices.Sort(names)
	out := map[string]any{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		f := s.flags[key.Value]
		if f == nil || key.Value == "help" {
			return nil, bad("%s:%d: there is no setting %q; %s", name, key.Line, key.Value,
				course.Nearest(key.Value, names))
		}
		if _, twice := out[key.Value]; twice {
			return nil, bad("%s:%d: %q is there twice; keep one", name, key.Line, key.Value)
		}
		v, wrong := settingOf(f, value)
		if wrong != "" {
			return nil, bad("%s:%d: %q %s", name, value.Line, key.Value, wrong)
		}
		out[key.Value] = v
	}
	return out, nil
}

// settingOf is the value of a flag that a file gives, or what is wrong with it.
func settingOf(f *kong.Flag, value *yaml.Node) (v any, wrong string) {
	for value.Kind == yaml.AliasNode {
		value = value.Alias
	}
	list := f.Target.Kind() == reflect.Slice
	switch {
	case value.Tag == "!!null":
		return nil, ""
	case list && value.Kind == yaml.SequenceNode:
		all := []any{}
		for _, one := range value.Content {
			if one.Kind != yaml.ScalarNode {
				return nil, "takes a list of texts"
			}
			all = append(all, one.Value)
		}
		return all, ""
	case value.Kind == yaml.SequenceNode:
		return nil, "takes one value, not a list"
	case value.Kind != yaml.ScalarNode:
		return nil, "takes a value, not a mapping"
	case f.IsBool() && value.Tag != "!!bool":
		return nil, fmt.Sprintf("takes true or false, not %q", value.Value)
	case list:
		return []any{value.Value}, ""
	}
	return value.Value, ""
}
