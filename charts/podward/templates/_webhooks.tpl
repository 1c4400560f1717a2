{{/* Namespaces that are never reviewed, as a JSON object {names: [...]}. Podward, and the components that it needs, must be able to start without
Podward. */}}
{{- define "podward.excludedNamespaces" -}}
{{- $names := concat (list "kube-system" "kube-node-lease" .Release.Namespace) .Values.excludedNamespaces -}}
{{- if eq .Values.certificates.mode "certManager" -}}
{{- $names = append $names .Values.certificates.certManager.namespace -}}
{{- end -}}
{{- dict "names" ($names | uniq | sortAlpha) | toJson -}}
{{- end -}}

{{/* Selects the namespaces in one mode. Each namespace matches at most one of the three selectors. The selector of the default mode also
matches namespaces without a valid label. All requirements of a selector must match, so those of the values cannot select an excluded namespace.
Called with (dict "root" $ "mode" "deny"). */}}
{{- define "podward.namespaceSelector" -}}
{{- $more := default dict .root.Values.namespaceSelector -}}
{{- with $more.matchLabels -}}
matchLabels:
  {{- toYaml . | nindent 2 }}
{{ end -}}
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values:
      {{- (include "podward.excludedNamespaces" .root | fromJson).names | toYaml | nindent 6 }}
  - key: podward.dev/mode
    {{- if eq .mode (include "podward.defaultMode" .root) }}
    operator: NotIn
    values:
      {{- without (list "deny" "warn" "audit" "off") .mode | toYaml | nindent 6 }}
    {{- else }}
    operator: In
    values:
      - {{ .mode }}
    {{- end }}
  {{- with $more.matchExpressions }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* A rule matches only the resources and subresources that it lists, so exec, attach, binding, eviction, scale and status match none. */}}
{{- define "podward.rules" -}}
- apiGroups: [""]
  apiVersions: [v1]
  operations: [CREATE, UPDATE]
  resources: [pods]
  scope: Namespaced
- apiGroups: [""]
  apiVersions: [v1]
  operations: [UPDATE]
  resources: [pods/ephemeralcontainers, pods/resize]
  scope: Namespaced
{{- $groups := dict
  "" (list "podtemplates" "replicationcontrollers")
  "apps" (list "daemonsets" "deployments" "replicasets" "statefulsets")
  "batch" (list "cronjobs" "jobs") }}
{{- range $group, $resources := $groups }}
{{- $wanted := list }}
{{- range $resources }}
{{- if get $.Values.kinds . }}{{ $wanted = append $wanted . }}{{ end }}
{{- end }}
{{- if $wanted }}
- apiGroups: [{{ $group | quote }}]
  apiVersions: [v1]
  operations: [CREATE, UPDATE]
  resources: [{{ join ", " $wanted }}]
  scope: Namespaced
{{- end }}
{{- end }}
{{- end -}}

{{- define "podward.statusRules" -}}
- apiGroups: [""]
  apiVersions: [v1]
  operations: [UPDATE]
  resources: [pods/status]
  scope: Namespaced
{{- end -}}

{{/* Skips an update that only removes finalizers, so that objects can be deleted while Podward is down. Such an update violates no rule.
Other updates of an object with a deletionTimestamp are not skipped. The comparison of finalizers takes quadratic time in the API server, so the server
compares more than 100 of them, in linear time. On CREATE, oldObject is null. Without the first line, its fields would be absent in CEL, or an error
where the API server sets EnableErrorOnBadPresenceTest of cel-go, which none does yet. Then all creations would be rejected. */}}
{{- define "podward.finalizersCondition" -}}
- name: more-than-finalizers-removed
  expression: >-
    request.operation != "UPDATE"
    || object.?spec != oldObject.?spec
    || object.?template != oldObject.?template
    || object.metadata.?labels.orValue({}) != oldObject.metadata.?labels.orValue({})
    || object.metadata.?annotations.orValue({}) != oldObject.metadata.?annotations.orValue({})
    || object.metadata.?ownerReferences.orValue([]) != oldObject.metadata.?ownerReferences.orValue([])
    || size(object.metadata.?finalizers.orValue([])) > 100
    || object.metadata.?finalizers.orValue([]).exists(f, !(f in oldObject.metadata.?finalizers.orValue([])))
{{- end -}}

{{/* Fields that all webhooks share. Called with (dict "root" $ "path" "/validate/deny" "mode" "deny" "caBundle" "..."), and optionally with a
match "condition" of the chart. Without a mode, the webhook is called for all namespaces, and the selectors and conditions of the values do not apply:
otherwise, whoever sets the labels that they select could evade the guard of the mode. The guard has the namespaceSelector as a condition. */}}
{{- define "podward.webhook" -}}
admissionReviewVersions: [v1]
{{- /* Events and reports are side effects. Podward writes none for a dry run. */}}
sideEffects: {{ ternary "NoneOnDryRun" "None" (or .root.Values.events.enabled .root.Values.reports.enabled) }}
matchPolicy: Equivalent
timeoutSeconds: {{ .root.Values.timeoutSeconds }}
clientConfig:
  service:
    name: {{ include "podward.fullname" .root | quote }}
    namespace: {{ .root.Release.Namespace | quote }}
    path: {{ .path }}
    port: {{ .root.Values.service.port }}
  {{- with .caBundle }}
  caBundle: {{ . }}
  {{- end }}
{{- if .mode }}
namespaceSelector:
  {{- include "podward.namespaceSelector" (dict "root" .root "mode" .mode) | nindent 2 }}
{{- with .root.Values.objectSelector }}
objectSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if or .condition .root.Values.matchConditions }}
matchConditions:
  {{- with .condition }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- with .root.Values.matchConditions }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "podward.webhookAnnotations" -}}
{{- if eq .Values.certificates.mode "certManager" -}}
annotations:
  cert-manager.io/inject-ca-from: {{ printf "%s/%s" .Release.Namespace (include "podward.tlsSecretName" .) | quote }}
{{- end -}}
{{- end -}}
