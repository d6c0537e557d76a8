package main

import (
	"context"
	"log/slog"
	"regexp"
	"slices"
	"strings"
)

// notices collects what Helm and Kustomize log while they render. Setting the default handler also catches package log.
var notices = &collector{}

func init() { slog.SetDefault(slog.New(notices)) }

type collector struct{ lines []string }

func (c *collector) reset() { c.lines = nil }

func (c *collector) take() []string {
	lines := c.lines
	c.lines = nil
	return lines
}

// A value that could not be merged is printed in full by Helm; it may be a secret.
var printedValue = regexp.MustCompile(`(?s)^(.*(?:non table for|is a table).*?) \(.*\)$`)

func (c *collector) Handle(_ context.Context, record slog.Record) error {
	text := strings.TrimSpace(record.Message)
	text = strings.TrimPrefix(strings.TrimPrefix(text, "warning: "), "Warning: ")
	if found := printedValue.FindStringSubmatch(text); found != nil {
		text = found[1]
	}
	var details []string
	record.Attrs(func(a slog.Attr) bool {
		details = append(details, a.Key+" "+a.Value.String())
		return true
	})
	if len(details) > 0 {
		text += " (" + strings.Join(details, ", ") + ")"
	}
	if !slices.Contains(c.lines, text) {
		c.lines = append(c.lines, text)
	}
	return nil
}

func (*collector) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }
func (c *collector) WithAttrs([]slog.Attr) slog.Handler             { return c }
func (c *collector) WithGroup(string) slog.Handler                  { return c }
