// Reads files as kubectl reads them: k8s.io/cli-runtime pkg/resource/visitor.go (FileVisitor, StreamVisitor). It takes one file a line
// from stdin, in base64, and writes its documents as JSON, one answer a line, in the same order.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type answer struct {
	// The documents before the first that cannot be read.
	Documents []json.RawMessage `json:"documents"`
	Error     string            `json:"error,omitempty"`
}

func read(file io.Reader) (result answer) {
	result.Documents = []json.RawMessage{}
	defer func() {
		if problem := recover(); problem != nil {
			result.Error = fmt.Sprintf("panic: %v", problem)
		}
	}()
	decoder := yaml.NewYAMLOrJSONDecoder(transform.NewReader(file, unicode.BOMOverride(unicode.UTF8.NewDecoder())), 4096)
	for {
		document := runtime.RawExtension{}
		if err := decoder.Decode(&document); err != nil {
			if err != io.EOF {
				result.Error = err.Error()
			}
			return result
		}
		raw := bytes.TrimSpace(document.Raw)
		if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
			continue
		}
		result.Documents = append(result.Documents, json.RawMessage(raw))
	}
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		file, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(line)))
		if err != nil {
			panic(err)
		}
		if err := out.Encode(read(bytes.NewReader(file))); err != nil {
			panic(err)
		}
	}
}
