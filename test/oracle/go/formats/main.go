// Decodes texts as kubectl and kube-apiserver do. It takes one question a line from stdin, as JSON, and writes one answer a line, in the same
// order. The text of a type is JSON, as it stands in a file. The text of a name is the name itself.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	kjson "sigs.k8s.io/json"
)

type question struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type answer struct {
	Accepted bool `json:"accepted"`
	// The value as the API server prints it.
	Value string `json:"value,omitempty"`
	// The thousandths and the units of a quantity, as 64-bit integers.
	Milli string `json:"milli,omitempty"`
	Units string `json:"units,omitempty"`
	Sign  int    `json:"sign,omitempty"`
}

type wrapper[T any] struct {
	Value T `json:"value"`
}

// kubectl decodes the file to a tree, and encodes the tree for the request.
func sent(text string) ([]byte, error) {
	var tree map[string]any
	if err := utiljson.Unmarshal([]byte(`{"value":`+text+`}`), &tree); err != nil {
		return nil, err
	}
	return json.Marshal(tree)
}

func decode[T any](text string) (T, bool) {
	var into wrapper[T]
	body, err := sent(text)
	if err != nil {
		return into.Value, false
	}
	strict, err := kjson.UnmarshalStrict(body, &into)
	return into.Value, err == nil && len(strict) == 0
}

func quantity(text string) answer {
	value, ok := decode[resource.Quantity](text)
	if !ok {
		return answer{}
	}
	return answer{
		Accepted: true,
		Value:    value.String(),
		Milli:    strconv.FormatInt(value.MilliValue(), 10),
		Units:    strconv.FormatInt(value.Value(), 10),
		Sign:     value.Sign(),
	}
}

func printed[T any](text string) answer {
	value, ok := decode[T](text)
	if !ok {
		return answer{}
	}
	body, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return answer{Accepted: true, Value: string(body)}
}

func accepted(problems []string) answer        { return answer{Accepted: len(problems) == 0} }
func withPath(problems field.ErrorList) answer { return answer{Accepted: len(problems) == 0} }

var types = map[string]func(string) answer{
	"quantity":      quantity,
	"time":          printed[metav1.Time],
	"intOrString":   printed[intstr.IntOrString],
	"int32":         printed[int32],
	"int64":         printed[int64],
	"string":        printed[string],
	"boolean":       printed[bool],
	"dnsLabel":      func(text string) answer { return accepted(validation.IsDNS1123Label(text)) },
	"dnsSubdomain":  func(text string) answer { return accepted(validation.IsDNS1123Subdomain(text)) },
	"qualifiedName": func(text string) answer { return accepted(validation.IsQualifiedName(text)) },
	"labelValue":    func(text string) answer { return accepted(validation.IsValidLabelValue(text)) },
	"portName":      func(text string) answer { return accepted(validation.IsValidPortName(text)) },
	"envName":       func(text string) answer { return accepted(validation.IsRelaxedEnvVarName(text)) },
	"configKey":     func(text string) answer { return accepted(validation.IsConfigMapKey(text)) },
	"ip":            func(text string) answer { return withPath(validation.IsValidIP(field.NewPath("ip"), text)) },
	"legacyIp": func(text string) answer {
		return withPath(validation.IsValidIPForLegacyField(field.NewPath("ip"), text, false, nil))
	},
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for in.Scan() {
		var asked question
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			panic(err)
		}
		answerTo, ok := types[asked.Type]
		if !ok {
			panic(fmt.Sprintf("no type is called %s", asked.Type))
		}
		if err := encoder.Encode(answerTo(asked.Text)); err != nil {
			panic(err)
		}
	}
}
