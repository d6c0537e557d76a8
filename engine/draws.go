package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"time"
	_ "time/tzdata" // charts may name a time zone; there is no file system to find it in

	"github.com/Masterminds/sprig/v3"
)

// draws notes which template functions a chart called that give something else every time.
type draws struct{ called map[string]bool }

var (
	drawing = []string{
		"now", "ago", "uuidv4", "shuffle", "randInt", "randBytes", "randAlphaNum", "randAlpha", "randAscii", "randNumeric",
		"bcrypt", "htpasswd", "encryptAES", "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert",
		"genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey",
	}
	// These take the present for what is no time.
	dating = []string{"date", "dateInZone", "date_in_zone", "htmlDate", "htmlDateInZone"}
)

func (d *draws) names() []string { return slices.Sorted(maps.Keys(d.called)) }

// functions wraps the functions that draw, and gives `keys` and `values` an order: Go's maps have none, and any order is right.
func (d *draws) functions() template.FuncMap {
	original := sprig.TxtFuncMap()
	wrapped := template.FuncMap{"keys": sortedKeys, "values": sortedValues}
	for _, name := range drawing {
		wrapped[name] = d.watch(name, original[name], func([]reflect.Value) bool { return true })
	}
	for _, name := range dating {
		wrapped[name] = d.watch(name, original[name], noTimeAmong)
	}
	return wrapped
}

func (d *draws) watch(name string, function any, draws func([]reflect.Value) bool) any {
	inner := reflect.ValueOf(function)
	return reflect.MakeFunc(inner.Type(), func(arguments []reflect.Value) []reflect.Value {
		if draws(arguments) {
			d.called[name] = true
		}
		if inner.Type().IsVariadic() {
			return inner.CallSlice(arguments)
		}
		return inner.Call(arguments)
	}).Interface()
}

func noTimeAmong(arguments []reflect.Value) bool {
	for _, argument := range arguments {
		switch argument.Interface().(type) {
		case time.Time, *time.Time, int64, int, int32:
			return false
		}
	}
	return true
}

func sortedKeys(dicts ...map[string]any) []string {
	keys := []string{}
	for _, dict := range dicts {
		keys = append(keys, slices.Sorted(maps.Keys(dict))...)
	}
	return keys
}

func sortedValues(dict map[string]any) []any {
	values := []any{}
	for _, key := range slices.Sorted(maps.Keys(dict)) {
		values = append(values, dict[key])
	}
	return values
}

// releaseName carries out a `nameTemplate` as `helm template --name-template` does.
func releaseName(text string) (string, error) {
	t, err := template.New("name-template").Funcs(sprig.TxtFuncMap()).Parse(text)
	if err != nil {
		return "", fmt.Errorf("the name template cannot be parsed: %w", err)
	}
	var name strings.Builder
	if err := t.Execute(&name, nil); err != nil {
		return "", fmt.Errorf("the name template fails: %w", err)
	}
	return name.String(), nil
}
