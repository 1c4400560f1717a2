// Reads references of images as kube-apiserver and the kubelet read them: ParseImageName of pkg/util/parsers. It takes one JSON string a line
// from stdin, and writes one answer a line, in the same order.
package main

import (
	"bufio"
	_ "crypto/sha256" // as pkg/util/parsers: each digest needs its algorithm
	_ "crypto/sha512"
	"encoding/json"
	"os"

	"github.com/distribution/reference"
)

type answer struct {
	Valid  bool   `json:"valid"`
	Tag    string `json:"tag,omitempty"`
	Digest string `json:"digest,omitempty"`
}

func read(text string) answer {
	named, err := reference.ParseNormalizedNamed(text)
	if err != nil {
		return answer{}
	}
	result := answer{Valid: true}
	if tagged, ok := named.(reference.Tagged); ok {
		result.Tag = tagged.Tag()
	}
	if digested, ok := named.(reference.Digested); ok {
		result.Digest = digested.Digest().String()
	}
	return result
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var text string
		must(json.Unmarshal(line, &text))
		must(out.Encode(read(text)))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
