package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

// Helm's errors are chains of colons. These functions find the sentence and the place in them.

var (
	execAt    = regexp.MustCompile(`(?s)^(?:execution|parse) error at \(([^():]+):(\d+)(?::\d+)?\): (.*)$`)
	frameAt   = regexp.MustCompile(`(?m)^([^\s:][^:\n]*):(\d+)(?::\d+)?$`)
	yamlFile  = regexp.MustCompile(`^YAML parse error on ([^:]+): (.*)$`)
	yamlLine  = regexp.MustCompile(`line (\d+): (.*)`)
	loadFile  = regexp.MustCompile(`^cannot load ([^:]+): (.*)$`)
	subchart  = regexp.MustCompile(`^error unpacking subchart (\S+) in \S+: (.*)$`)
	execution = regexp.MustCompile(`^executing "[^"]*" at <(.*?)>:? ?(.*)$`)
	calling   = regexp.MustCompile(`^(?:error calling [A-Za-z]+|template)(?:: ?|$)`)
	flatAt    = regexp.MustCompile(`([^\s:]+):(\d+):\d+: executing "[^"]*" at <[^>]*>: `)
)

// templateFailure takes what the template engine says. Where one template includes another, the place is that of the innermost
// expression that failed, and the outermost template is named beside it.
func templateFailure(err error) *failure {
	text := strings.TrimSpace(err.Error())
	if at := execAt.FindStringSubmatch(text); at != nil {
		return &failure{Kind: kindRender, File: at[1], Line: number(at[2]), Message: oneLine(at[3])}
	}
	frames := frameAt.FindAllStringSubmatch(text, -1)
	if len(frames) == 0 {
		if f := flatFailure(text); f != nil {
			return f
		}
		return &failure{Kind: kindRender, Message: oneLine(strings.TrimPrefix(text, "template: "))}
	}
	inner, outer := frames[len(frames)-1], frames[0]
	message := lastSentence(text)
	if inner[1] != outer[1] || inner[2] != outer[2] {
		message = fmt.Sprintf("%s (on behalf of %s:%s)", message, outer[1], outer[2])
	}
	return &failure{Kind: kindRender, File: inner[1], Line: number(inner[2]), Message: message}
}

// flatFailure takes the errors that Helm leaves as text/template chains them, all on one line: those of endless recursion.
func flatFailure(text string) *failure {
	frames := flatAt.FindAllStringSubmatchIndex(text, -1)
	if frames == nil {
		return nil
	}
	last := frames[len(frames)-1]
	message := text[last[1]:]
	for calling.MatchString(message) {
		message = calling.ReplaceAllString(message, "")
	}
	return &failure{Kind: kindRender, File: text[last[2]:last[3]], Line: number(text[last[4]:last[5]]), Message: oneLine(message)}
}

// lastSentence is the innermost message of a trace, with the expression it is about.
func lastSentence(trace string) string {
	lines := strings.Split(trace, "\n")
	message, expression := "", ""
	for _, line := range lines {
		switch line = strings.TrimSpace(line); {
		case line == "" || frameAt.MatchString(line):
		default:
			if frame := execution.FindStringSubmatch(line); frame != nil {
				expression, message, line = frame[1], "", frame[2]
			}
			line = strings.TrimSuffix(calling.ReplaceAllString(line, ""), ` associated with template "gotpl"`)
			message = strings.TrimSpace(message + " " + line)
		}
	}
	message = strings.TrimSuffix(message, ":")
	if message == "" {
		message = "the expression fails"
	}
	if expression != "" && !strings.Contains(message, expression) {
		return fmt.Sprintf("%s, in {{ %s }}", message, expression)
	}
	return message
}

// manifestFailure finds the line of the rendered text that no YAML reader accepts; the template's own line is not known.
// The line is not quoted when it may be part of a Secret.
func manifestFailure(err error, rendered map[string]string) *failure {
	found := yamlFile.FindStringSubmatch(err.Error())
	if found == nil {
		return asFailure(err)
	}
	reason := yamlReason(fmt.Errorf("%s", found[2]))
	content := rendered[found[1]]
	if at := yamlLine.FindStringSubmatch(found[2]); at != nil && !strings.Contains(content, "Secret") {
		if line := brokenLine(content, number(at[1])); line != "" {
			reason += fmt.Sprintf(", near `%s`", line)
		}
	}
	return &failure{Kind: kindRender, File: found[1], Message: "does not render to YAML that can be read: " + reason}
}

func brokenLine(content string, line int) string {
	for _, document := range regexp.MustCompile(`(?m)^---[ \t]*`).Split(strings.TrimSpace(content), -1) {
		document = strings.TrimLeft(document, " \t\r\n")
		if yaml.Unmarshal([]byte(document), &map[string]any{}) == nil {
			continue
		}
		if lines := strings.Split(document, "\n"); line >= 1 && line <= len(lines) {
			text := strings.TrimSpace(lines[line-1])
			return text[:min(len(text), 80)]
		}
	}
	return ""
}

func yamlReason(err error) string {
	text := oneLine(err.Error())
	for _, prefix := range []string{"cannot unmarshal yaml document: ", "error converting YAML to JSON: ", "error unmarshaling JSON: ", "yaml: ", "unmarshal errors: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return text
}

// loadFailure is for files of the chart that cannot be read.
func loadFailure(err error) error {
	if f, ok := err.(*failure); ok {
		return f
	}
	text, directory := oneLine(err.Error()), ""
	for found := subchart.FindStringSubmatch(text); found != nil; found = subchart.FindStringSubmatch(text) {
		directory += "charts/" + found[1] + "/"
		text = found[2]
	}
	if found := loadFile.FindStringSubmatch(text); found != nil {
		f := &failure{Kind: kindInput, File: directory + found[1], Message: yamlReason(fmt.Errorf("%s", found[2]))}
		if at := yamlLine.FindStringSubmatch(found[2]); at != nil {
			f.Line, f.Message = number(at[1]), at[2]
		}
		f.Message = "cannot be read: " + f.Message
		return f
	}
	if packed, ok := strings.CutSuffix(directory, ".tgz/"); ok {
		return &failure{Kind: kindInput, File: packed + ".tgz", Message: "the packed chart cannot be read: " + text}
	}
	if text == "Chart.yaml file is missing" {
		return &failure{Kind: kindInput, File: directory + "Chart.yaml", Message: "there is no Chart.yaml, so this is not a chart"}
	}
	return &failure{Kind: kindInput, File: directory + "Chart.yaml", Message: strings.TrimPrefix(text, "validation: ")}
}

// valuesFailure is for values that do not fit a chart's schema.
func valuesFailure(err error) *failure {
	text, isSchema := strings.CutPrefix(err.Error(), "values don't meet the specifications of the schema(s) in the following chart(s):\n")
	if !isSchema {
		return asFailure(err)
	}
	var reasons []string
	chart := ""
	for line := range strings.SplitSeq(text, "\n") {
		switch line = strings.TrimSpace(line); {
		case line == "":
		case strings.HasSuffix(line, ":") && !strings.HasPrefix(line, "-"):
			chart = strings.TrimSuffix(line, ":")
		default:
			reason := strings.TrimPrefix(strings.TrimPrefix(line, "- "), "at '': ")
			reasons = append(reasons, fmt.Sprintf("%s %s", chart, reason))
		}
	}
	return &failure{Kind: kindInput, File: "values.schema.json", Message: "the values do not fit the schema: " + strings.Join(reasons, "; ")}
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
