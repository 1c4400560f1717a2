// Prints the schema of the kinds that Podward judges, as JSON. It reads types, pointers and tags from the Go types by reflection. No tag has
// the keys of a list, so it reads those (x-kubernetes-list-map-keys) from the OpenAPI document of the same version, which is its argument.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

var kinds = []any{
	corev1.Pod{}, appsv1.Deployment{}, appsv1.ReplicaSet{}, appsv1.StatefulSet{}, appsv1.DaemonSet{}, batchv1.Job{}, batchv1.CronJob{},
	corev1.ReplicationController{}, corev1.PodTemplate{},
}

// Types that are not written as an object with their fields.
var scalars = map[reflect.Type]string{
	reflect.TypeFor[resource.Quantity]():  "quantity",
	reflect.TypeFor[intstr.IntOrString](): "intOrString",
	reflect.TypeFor[metav1.Time]():        "time",
	reflect.TypeFor[metav1.MicroTime]():   "time",
	reflect.TypeFor[metav1.FieldsV1]():    "any",
}

type object struct {
	Name   string  `json:"name"`
	Fields []field `json:"fields"`
}

type field struct {
	Name          string   `json:"name"`
	Type          string   `json:"type"`
	Pointer       bool     `json:"pointer,omitempty"`
	AlwaysWritten bool     `json:"alwaysWritten,omitempty"`
	ListMapKeys   []string `json:"listMapKeys,omitempty"`
	PatchStrategy string   `json:"patchStrategy,omitempty"`
	PatchMergeKey string   `json:"patchMergeKey,omitempty"`
}

type definition struct {
	Properties map[string]struct {
		ListMapKeys []string `json:"x-kubernetes-list-map-keys"`
	} `json:"properties"`
}

func main() {
	definitions, err := read(os.Args[1])
	if err != nil {
		fail(err)
	}
	objects, err := walk(definitions)
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(objects); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func read(path string) (map[string]definition, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var document struct {
		Definitions map[string]definition `json:"definitions"`
	}
	return document.Definitions, json.Unmarshal(text, &document)
}

func walk(definitions map[string]definition) ([]object, error) {
	var found []object
	var queue []reflect.Type
	seen := map[string]reflect.Type{}
	use := func(t reflect.Type) error {
		if known, ok := seen[t.Name()]; ok {
			if known != t {
				return fmt.Errorf("two types are called %s: %s and %s", t.Name(), known, t)
			}
			return nil
		}
		seen[t.Name()] = t
		queue = append(queue, t)
		return nil
	}
	for _, kind := range kinds {
		if err := use(reflect.TypeOf(kind)); err != nil {
			return nil, err
		}
	}
	for len(queue) > 0 {
		t := queue[0]
		queue = queue[1:]
		known := definitions["io.k8s."+strings.ReplaceAll(strings.TrimPrefix(t.PkgPath(), "k8s.io/"), "/", ".")+"."+t.Name()]
		fields := fieldsOf(t)
		sort.Slice(fields, func(i, j int) bool { return name(fields[i]) < name(fields[j]) })
		written := []field{}
		for _, f := range fields {
			property, ok := known.Properties[name(f)]
			if !ok {
				return nil, fmt.Errorf("the OpenAPI document has no %s.%s", t.Name(), name(f))
			}
			typeName, err := typeOf(f.Type, use)
			if err != nil {
				return nil, err
			}
			written = append(written, field{
				Name:          name(f),
				Type:          typeName,
				Pointer:       f.Type.Kind() == reflect.Pointer,
				AlwaysWritten: !strings.Contains(f.Tag.Get("json"), ",omit"),
				ListMapKeys:   property.ListMapKeys,
				PatchStrategy: f.Tag.Get("patchStrategy"),
				PatchMergeKey: f.Tag.Get("patchMergeKey"),
			})
		}
		if len(written) != len(known.Properties) {
			return nil, fmt.Errorf("the OpenAPI document has fields of %s that the Go type does not have", t.Name())
		}
		found = append(found, object{Name: t.Name(), Fields: written})
	}
	return found, nil
}

func name(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// The fields of an embedded struct are written as fields of the struct around it.
func fieldsOf(t reflect.Type) []reflect.StructField {
	var fields []reflect.StructField
	for f := range t.Fields() {
		switch {
		case f.Anonymous && name(f) == "":
			fields = append(fields, fieldsOf(f.Type)...)
		case name(f) != "-":
			fields = append(fields, f)
		}
	}
	return fields
}

func typeOf(t reflect.Type, use func(reflect.Type) error) (string, error) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if scalar, ok := scalars[t]; ok {
		return scalar, nil
	}
	switch t.Kind() {
	case reflect.String:
		return "string", nil
	case reflect.Bool:
		return "boolean", nil
	case reflect.Int32, reflect.Int64:
		return t.Kind().String(), nil
	case reflect.Slice:
		entry, err := typeOf(t.Elem(), use)
		return "[]" + entry, err
	case reflect.Map:
		entry, err := typeOf(t.Elem(), use)
		return "{}" + entry, err
	case reflect.Struct:
		return t.Name(), use(t)
	default:
		return "", fmt.Errorf("%s has the unknown kind %s", t, t.Kind())
	}
}
