// The oracle answers what kube-apiserver would: it asks the registry strategies of k8s.io/kubernetes themselves, in the order in
// which a request meets them. It reads one question a line from stdin and writes one answer a line to stdout, in the same order.
//
//	--feature-gates Name=true,Other=false   as the flag of kube-apiserver
//	--print-gates                           prints the feature gates of the version, as JSON, and answers nothing
//	--trace-gates FILE                      after the last answer, writes there which gates were asked for, as JSON
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/component-base/featuregate"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	"k8s.io/kubernetes/pkg/apis/batch"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
)

// A question is about one stored object and the changes asked of it, or, without one, about objects to create.
type question struct {
	Kind        string          `json:"kind"`
	Subresource string          `json:"subresource"`
	OldObject   json.RawMessage `json:"oldObject"`
	// OldObject was stored before its problems were refused, or when other feature gates were on.
	StoredInvalid bool              `json:"storedInvalid"`
	Objects       []json.RawMessage `json:"objects"`
}

type answer struct {
	// What is stored of OldObject once it was created, as a webhook would see it.
	OldObject json.RawMessage `json:"oldObject,omitempty"`
	// Why OldObject cannot be what is stored.
	InvalidOld *verdict  `json:"invalidOld,omitempty"`
	Verdicts   []verdict `json:"verdicts"`
}

type verdict struct {
	Allowed bool `json:"allowed"`
	// The object as a webhook of the mutating phase would see it.
	Object json.RawMessage `json:"object,omitempty"`
	// The object as a webhook of the validating phase would see it: what is about to be stored.
	Stored  json.RawMessage `json:"stored,omitempty"`
	Code    int32           `json:"code,omitempty"`
	Reason  string          `json:"reason,omitempty"`
	Message string          `json:"message,omitempty"`
	Causes  []cause         `json:"causes,omitempty"`
	// What kube-apiserver would send in Warning headers, except for its limits on their length.
	Warnings    []string `json:"warnings,omitempty"`
	Undecodable string   `json:"undecodable,omitempty"`
	Panic       string   `json:"panic,omitempty"`
}

type cause struct {
	Type    string `json:"type"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

// The strategies are kube-apiserver's own values. They must not be wrapped: rest.BeforeUpdate asks for optional methods.
type resource struct {
	gvk    schema.GroupVersionKind
	plural string
	create rest.RESTCreateStrategy
	update map[string]rest.RESTUpdateStrategy
}

func onlyMain(update rest.RESTUpdateStrategy) map[string]rest.RESTUpdateStrategy {
	return map[string]rest.RESTUpdateStrategy{"": update}
}

var resources = func() map[string]resource {
	byKind := map[string]resource{}
	for _, r := range []resource{
		{gvk("", "Pod"), "pods", pod.Strategy, map[string]rest.RESTUpdateStrategy{
			"":                    pod.Strategy,
			"status":              pod.StatusStrategy,
			"ephemeralcontainers": pod.EphemeralContainersStrategy,
		}},
		{gvk("", "ReplicationController"), "replicationcontrollers", replicationcontroller.Strategy, onlyMain(replicationcontroller.Strategy)},
		{gvk("", "PodTemplate"), "podtemplates", podtemplate.Strategy, onlyMain(podtemplate.Strategy)},
		{gvk("apps", "Deployment"), "deployments", deployment.Strategy, onlyMain(deployment.Strategy)},
		{gvk("apps", "ReplicaSet"), "replicasets", replicaset.Strategy, onlyMain(replicaset.Strategy)},
		{gvk("apps", "StatefulSet"), "statefulsets", statefulset.Strategy, onlyMain(statefulset.Strategy)},
		{gvk("apps", "DaemonSet"), "daemonsets", daemonset.Strategy, onlyMain(daemonset.Strategy)},
		{gvk("batch", "Job"), "jobs", job.Strategy, onlyMain(job.Strategy)},
		{gvk("batch", "CronJob"), "cronjobs", cronjob.Strategy, onlyMain(cronjob.Strategy)},
	} {
		byKind[r.gvk.Kind] = r
	}
	return byKind
}()

func gvk(group, kind string) schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: group, Version: "v1", Kind: kind}
}

func main() {
	// The strategies log what they find odd, such as a cause that is reported twice. The gates log which of them are set.
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	set := flag.String("feature-gates", "", "")
	printOnly := flag.Bool("print-gates", false, "")
	trace := flag.String("trace-gates", "", "")
	flag.Parse()
	if err := setGates(*set); err != nil {
		exit(err)
	}
	if *printOnly {
		fmt.Printf("%s\n", encode(knownGates()))
		return
	}
	if *trace != "" {
		traced := &tracedGates{FeatureGate: utilfeature.DefaultFeatureGate}
		utilfeature.DefaultFeatureGate = traced
		defer func() {
			if err := os.WriteFile(*trace, encode(traced.names()), 0o644); err != nil {
				exit(err)
			}
		}()
	}

	// As kube-apiserver with --allow-privileged=true, which every common installation sets.
	capabilities.Setup(true, 0)
	debug.SetGCPercent(400)

	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	pending := make(chan chan []byte, 2*runtime.NumCPU())
	busy := make(chan struct{}, runtime.NumCPU())
	go func() {
		defer close(pending)
		for {
			line, err := in.ReadBytes('\n')
			if len(line) > 0 {
				reply := make(chan []byte, 1)
				pending <- reply
				busy <- struct{}{}
				go func() {
					reply <- replyTo(line)
					<-busy
				}()
			}
			if err != nil {
				return
			}
		}
	}()
	for reply := range pending {
		out.Write(<-reply)
		out.WriteByte('\n')
		if len(pending) == 0 {
			out.Flush()
		}
	}
	out.Flush()
}

func exit(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

// setGates fails as kube-apiserver does, which does not start with a gate that is unknown or locked to the other value, or whose
// dependencies are off.
func setGates(text string) error {
	if err := utilfeature.DefaultMutableFeatureGate.Set(text); err != nil {
		return err
	}
	// Not a method of the gates of every version.
	if gates, ok := utilfeature.DefaultFeatureGate.(interface{ Validate() []error }); ok {
		return errors.Join(gates.Validate()...)
	}
	return nil
}

// A gate as the version has it, whatever is set.
type gate struct {
	Name            string `json:"name"`
	Default         bool   `json:"default"`
	Stage           string `json:"stage"`
	LockedToDefault bool   `json:"lockedToDefault"`
	// The gates that must be on if this one is.
	Requires []string `json:"requires,omitempty"`
}

func knownGates() []gate {
	required := map[featuregate.Feature][]featuregate.Feature{}
	// Not a method of the gates of every version.
	if gates, ok := utilfeature.DefaultFeatureGate.(interface {
		Dependencies() map[featuregate.Feature][]featuregate.Feature
	}); ok {
		required = gates.Dependencies()
	}
	var known []gate
	for name, spec := range utilfeature.DefaultMutableFeatureGate.GetAll() {
		g := gate{Name: string(name), Default: spec.Default, LockedToDefault: spec.LockToDefault}
		g.Stage = orElse(strings.ToLower(string(spec.PreRelease)), "ga")
		for _, other := range required[name] {
			g.Requires = append(g.Requires, string(other))
		}
		slices.Sort(g.Requires)
		known = append(known, g)
	}
	slices.SortFunc(known, func(a, b gate) int { return strings.Compare(a.Name, b.Name) })
	return known
}

// tracedGates notes which gates are asked for. The names are few, and a gate is asked for in many goroutines at once.
type tracedGates struct {
	featuregate.FeatureGate
	asked sync.Map
}

func (t *tracedGates) Enabled(name featuregate.Feature) bool {
	t.asked.Store(string(name), true)
	return t.FeatureGate.Enabled(name)
}

func (t *tracedGates) names() []string {
	names := map[string]bool{}
	t.asked.Range(func(name, _ any) bool { names[name.(string)] = true; return true })
	return slices.Sorted(maps.Keys(names))
}

// recorder holds each warning once, as the server's does.
type recorder struct {
	texts []string
	// The object as a webhook would see it, as soon as that is known.
	seen json.RawMessage
}

func (r *recorder) AddWarning(_, text string) {
	if text != "" && !slices.Contains(r.texts, text) {
		r.texts = append(r.texts, text)
	}
}

func replyTo(line []byte) []byte {
	var q question
	if err := json.Unmarshal(line, &q); err != nil {
		return encode(map[string]string{"error": err.Error()})
	}
	r, known := resources[q.Kind]
	if !known || (len(q.OldObject) > 0 && r.update[q.Subresource] == nil) {
		return encode(map[string]string{"error": fmt.Sprintf("no strategy for %s/%s", q.Kind, q.Subresource)})
	}
	a := answer{Verdicts: make([]verdict, len(q.Objects))}
	if len(q.OldObject) == 0 {
		for i, object := range q.Objects {
			a.Verdicts[i] = guarded(func(warned *recorder) verdict { return r.judgeCreate(warned, object) })
		}
		return encode(a)
	}
	var old kruntime.Object
	store := r.store
	if q.StoredInvalid {
		store = r.storeInvalid
	}
	stored := guarded(func(*recorder) (v verdict) { old, v = store(q.OldObject); return })
	if !stored.Allowed {
		stored.Object = nil
		a.InvalidOld = &stored
		a.Verdicts = []verdict{}
		return encode(a)
	}
	a.OldObject = r.seen(old)
	for i, object := range q.Objects {
		a.Verdicts[i] = guarded(func(warned *recorder) verdict {
			return r.judgeUpdate(warned, q.Subresource, object, old.DeepCopyObject())
		})
	}
	return encode(a)
}

func (r resource) judgeCreate(warned *recorder, raw []byte) verdict {
	object, err := r.decode(raw)
	if err != nil {
		return verdict{Undecodable: err.Error()}
	}
	accessor, _ := meta.Accessor(object)
	const namespace = "default"
	rest.WipeObjectMetaSystemFields(accessor)
	if err := rest.EnsureObjectNamespaceMatchesRequestNamespace(namespace, accessor); err != nil {
		return refused(err, nil)
	}
	dedupOwners(warned, accessor)
	seen := r.seen(object)
	warned.seen = seen
	rest.FillObjectMetaSystemFields(accessor)
	return r.withStored(object, refused(r.beforeCreate(warned, namespace, object), seen))
}

func (r resource) beforeCreate(warned *recorder, namespace string, object kruntime.Object) error {
	accessor, _ := meta.Accessor(object)
	if accessor.GetGenerateName() != "" && accessor.GetName() == "" {
		accessor.SetName(r.create.GenerateName(accessor.GetGenerateName()))
	}
	return rest.BeforeCreate(r.create, r.context(warned, namespace, "create", ""), object)
}

func (r resource) judgeUpdate(warned *recorder, subresource string, raw []byte, old kruntime.Object) verdict {
	object, err := r.decode(raw)
	if err != nil {
		return verdict{Undecodable: err.Error()}
	}
	accessor, _ := meta.Accessor(object)
	oldAccessor, _ := meta.Accessor(old)
	namespace := oldAccessor.GetNamespace()
	// The HTTP handler's and the store's own checks, which come before any webhook.
	if err := rest.EnsureObjectNamespaceMatchesRequestNamespace(namespace, accessor); err != nil {
		return refused(err, nil)
	}
	if name := accessor.GetName(); name != oldAccessor.GetName() {
		return refused(apierrors.NewBadRequest(fmt.Sprintf(
			"the name of the object (%s) does not match the name on the URL (%s)", name, oldAccessor.GetName())), nil)
	}
	if uid := accessor.GetUID(); uid != "" && uid != oldAccessor.GetUID() {
		return refused(r.conflict(accessor.GetName(), "Precondition failed: UID"), nil)
	}
	dedupOwners(warned, accessor)
	seen := r.seen(object)
	warned.seen = seen
	switch accessor.GetResourceVersion() {
	case "", "0":
		accessor.SetResourceVersion(oldAccessor.GetResourceVersion())
	case oldAccessor.GetResourceVersion():
	default:
		return refused(r.conflict(accessor.GetName(), "the object has been modified"), seen)
	}
	ctx := r.context(warned, namespace, "update", subresource)
	return r.withStored(object, refused(rest.BeforeUpdate(r.update[subresource], ctx, object, old), seen))
}

func (r resource) withStored(object kruntime.Object, v verdict) verdict {
	if v.Allowed {
		v.Stored = r.seen(object)
	}
	return v
}

func (r resource) conflict(name, why string) error {
	return apierrors.NewConflict(schema.GroupResource{Group: r.gvk.Group, Resource: r.plural}, name, errors.New(why))
}

// store makes of an object what kube-apiserver would hold of it: it is created, then given its status, its ephemeral containers
// and, at last, the metadata that the server sets. The status of a workload is taken as it is.
func (r resource) store(raw []byte) (kruntime.Object, verdict) {
	given, err := r.decode(raw)
	if err != nil {
		return nil, verdict{Undecodable: err.Error()}
	}
	created := given.DeepCopyObject()
	accessor, _ := meta.Accessor(created)
	givenAccessor, _ := meta.Accessor(given)
	if accessor.GetNamespace() == "" {
		accessor.SetNamespace("default")
	}
	rest.WipeObjectMetaSystemFields(accessor)
	accessor.SetResourceVersion("")
	dedupOwners(&recorder{}, accessor)
	rest.FillObjectMetaSystemFields(accessor)
	// A Job's selector is made of its uid.
	accessor.SetUID(types.UID(orElse(string(givenAccessor.GetUID()), defaultUID)))
	removeGenerated(created)
	// A schedule with a time zone cannot be created, but older versions stored some.
	cronJob, isCronJob := created.(*batch.CronJob)
	schedule := ""
	if isCronJob && strings.Contains(cronJob.Spec.Schedule, "TZ") {
		schedule, cronJob.Spec.Schedule = cronJob.Spec.Schedule, "@daily"
	}
	if err := r.beforeCreate(&recorder{}, accessor.GetNamespace(), created); err != nil {
		return nil, refused(err, nil)
	}
	if schedule != "" {
		cronJob.Spec.Schedule = schedule
	}
	accessor.SetResourceVersion(orElse(givenAccessor.GetResourceVersion(), "1000"))
	accessor.SetCreationTimestamp(givenAccessor.GetCreationTimestamp())
	if created := accessor.GetCreationTimestamp(); created.IsZero() {
		accessor.SetCreationTimestamp(longAgo)
	}
	if generation := givenAccessor.GetGeneration(); generation > 0 {
		accessor.SetGeneration(generation)
	}
	if err := r.storeStatus(created, given); err != nil {
		return nil, refused(err, nil)
	}
	accessor, _ = meta.Accessor(created)
	accessor.SetDeletionTimestamp(givenAccessor.GetDeletionTimestamp())
	accessor.SetDeletionGracePeriodSeconds(givenAccessor.GetDeletionGracePeriodSeconds())
	stored, err := r.decode(r.seen(created))
	if err != nil {
		return nil, verdict{Undecodable: err.Error()}
	}
	return stored, verdict{Allowed: true}
}

// storeInvalid stores an object with all its fields and problems. It sets only what every stored object has.
func (r resource) storeInvalid(raw []byte) (kruntime.Object, verdict) {
	object, err := r.decode(raw)
	if err != nil {
		return nil, verdict{Undecodable: err.Error()}
	}
	accessor, _ := meta.Accessor(object)
	accessor.SetNamespace(orElse(accessor.GetNamespace(), "default"))
	accessor.SetUID(types.UID(orElse(string(accessor.GetUID()), defaultUID)))
	accessor.SetResourceVersion(orElse(accessor.GetResourceVersion(), "1000"))
	if created := accessor.GetCreationTimestamp(); created.IsZero() {
		accessor.SetCreationTimestamp(longAgo)
	}
	return object, verdict{Allowed: true}
}

// removeGenerated takes away what a stored object has and a new one must not have.
func removeGenerated(object kruntime.Object) {
	switch o := object.(type) {
	case *core.Pod:
		o.Spec.EphemeralContainers = nil
	case *batch.Job:
		if o.Spec.Selector == nil || o.Spec.Selector.MatchLabels[batch.ControllerUidLabel] != string(o.UID) {
			return
		}
		o.Spec.Selector = nil
		for _, label := range []string{batch.ControllerUidLabel, batch.LegacyControllerUidLabel, batch.JobNameLabel, batch.LegacyJobNameLabel} {
			delete(o.Spec.Template.Labels, label)
		}
	}
}

// The answers to a question are the same every time.
var longAgo = metav1.NewTime(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))

const defaultUID = "6b1e4d0c-6c53-4c0f-9e3f-3c1b6a7a0001"

func (r resource) storeStatus(created, given kruntime.Object) error {
	status := reflect.ValueOf(given).Elem().FieldByName("Status")
	if !status.IsValid() {
		return nil
	}
	p, isPod := created.(*core.Pod)
	if isPod {
		for i := range p.Status.Conditions {
			p.Status.Conditions[i].LastTransitionTime = longAgo
		}
	} else {
		reflect.ValueOf(created).Elem().FieldByName("Status").Set(status)
		return nil
	}
	if !status.IsZero() {
		before := p.DeepCopy()
		p.Status = *given.(*core.Pod).Status.DeepCopy()
		if err := rest.BeforeUpdate(pod.StatusStrategy, r.context(&recorder{}, p.Namespace, "update", "status"), p, before); err != nil {
			return err
		}
	}
	if ephemeral := given.(*core.Pod).Spec.EphemeralContainers; len(ephemeral) > 0 {
		before := p.DeepCopy()
		p.Spec.EphemeralContainers = ephemeral
		ctx := r.context(&recorder{}, p.Namespace, "update", "ephemeralcontainers")
		return rest.BeforeUpdate(pod.EphemeralContainersStrategy, ctx, p, before)
	}
	return nil
}

// decode reads, defaults and converts, as for a request with fieldValidation=Ignore.
func (r resource) decode(raw []byte) (kruntime.Object, error) {
	object, found, err := legacyscheme.Codecs.UniversalDecoder().Decode(raw, &r.gvk, nil)
	if err != nil {
		return nil, err
	}
	if *found != r.gvk {
		return nil, fmt.Errorf("%s is no %s", found, r.gvk)
	}
	return object, nil
}

// seen is the object as an AdmissionReview carries it.
func (r resource) seen(object kruntime.Object) json.RawMessage {
	versioned, err := legacyscheme.Scheme.ConvertToVersion(object, r.gvk.GroupVersion())
	if err != nil {
		panic(err)
	}
	versioned.GetObjectKind().SetGroupVersionKind(r.gvk)
	return encode(versioned)
}

func (r resource) context(warned *recorder, namespace, verb, subresource string) context.Context {
	ctx := warning.WithWarningRecorder(request.NewContext(), warned)
	return request.WithRequestInfo(request.WithNamespace(ctx, namespace), &request.RequestInfo{
		IsResourceRequest: true,
		Verb:              verb,
		APIGroup:          r.gvk.Group,
		APIVersion:        r.gvk.Version,
		Resource:          r.plural,
		Subresource:       subresource,
		Namespace:         namespace,
	})
}

// DuplicateOwnerReferencesWarningFormat in k8s.io/apiserver/pkg/endpoints/handlers, which would bring the whole server with it.
const duplicateOwners = ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may " +
	"reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: %v"

// dedupOwners does what the HTTP handlers do before admission: of equal owner references the first stays, with a warning.
func dedupOwners(warned *recorder, accessor metav1.Object) {
	var kept []metav1.OwnerReference
	var duplicates []string
	for _, reference := range accessor.GetOwnerReferences() {
		double := false
		for _, other := range kept {
			double = double || apiequality.Semantic.DeepEqual(other, reference)
		}
		if double {
			duplicates = append(duplicates, string(reference.UID))
		} else {
			kept = append(kept, reference)
		}
	}
	if len(duplicates) > 0 {
		warned.AddWarning("", fmt.Sprintf(duplicateOwners, strings.Join(duplicates, ", ")))
	}
	accessor.SetOwnerReferences(kept)
}

// Long enough to tell messages apart; some hold a dump of Go structs, which has pages.
const longestMessage = 1000

func refused(err error, seen json.RawMessage) verdict {
	if err == nil {
		return verdict{Allowed: true, Object: seen}
	}
	v := verdict{Object: seen, Message: shortened(err.Error())}
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return v
	}
	v.Code, v.Reason = status.Status().Code, string(status.Status().Reason)
	if details := status.Status().Details; details != nil {
		for _, c := range details.Causes {
			v.Causes = append(v.Causes, cause{string(c.Type), c.Field, shortened(c.Message)})
		}
	}
	return v
}

func guarded(work func(warned *recorder) verdict) (v verdict) {
	warned := &recorder{}
	defer func() {
		if r := recover(); r != nil {
			v = verdict{Panic: fmt.Sprint(r, "\n", string(debug.Stack())), Object: warned.seen}
		}
		v.Warnings = warned.texts
	}()
	return work(warned)
}

func encode(value any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimRight(buffer.Bytes(), "\n")
}

// shortened leaves out diffs, which begin on a line of their own, and the middle of dumps.
func shortened(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	if half := longestMessage / 2; len(text) > longestMessage {
		return text[:half] + "…" + text[len(text)-half:]
	}
	return text
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
