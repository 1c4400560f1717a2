{{/* Namespaces that are never looked at, as a JSON object {names: [...]}. Podward's own Pods, and what they need, must start without Podward. */}}
{{- define "podward.excludedNamespaces" -}}
{{- $names := concat (list "kube-system" "kube-node-lease" .Release.Namespace) .Values.excludedNamespaces -}}
{{- if eq .Values.certificates.mode "certManager" -}}
{{- $names = append $names .Values.certificates.certManager.namespace -}}
{{- end -}}
{{- dict "names" ($names | uniq | sortAlpha) | toJson -}}
{{- end -}}

{{/* Selects the namespaces of one mode. The three selectors overlap nowhere; the default mode also takes namespaces without
the label or with one that is not a mode. Called with (dict "root" $ "mode" "deny"). */}}
{{- define "podward.namespaceSelector" -}}
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values:
      {{- (include "podward.excludedNamespaces" .root | fromJson).names | toYaml | nindent 6 }}
  - key: podward.dev/mode
    {{- if eq .mode .root.Values.defaultMode }}
    operator: NotIn
    values:
      {{- without (list "deny" "warn" "audit" "off") .mode | toYaml | nindent 6 }}
    {{- else }}
    operator: In
    values:
      - {{ .mode }}
    {{- end }}
{{- end -}}

{{/* A rule matches only the resources and subresources that it names: exec, attach, binding, eviction, scale and status are left alone. */}}
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

{{/* Skips an update that does nothing but remove finalizers, so that objects can finish their deletion while Podward is down.
There is nothing in it to judge. A deletionTimestamp alone does not skip anything. */}}
{{- define "podward.matchConditions" -}}
- name: more-than-finalizers-removed
  expression: >-
    request.operation != "UPDATE"
    || object.?spec != oldObject.?spec
    || object.?template != oldObject.?template
    || object.metadata.?labels.orValue({}) != oldObject.metadata.?labels.orValue({})
    || object.metadata.?annotations.orValue({}) != oldObject.metadata.?annotations.orValue({})
    || object.metadata.?ownerReferences.orValue([]) != oldObject.metadata.?ownerReferences.orValue([])
    || object.metadata.?finalizers.orValue([]).exists(f, !(f in oldObject.metadata.?finalizers.orValue([])))
{{- end -}}

{{/* What all entries have in common. Called with (dict "root" $ "path" "/validate/deny" "mode" "deny" "caBundle" "..."). */}}
{{- define "podward.webhook" -}}
admissionReviewVersions: [v1]
sideEffects: None
matchPolicy: Equivalent
timeoutSeconds: {{ .root.Values.timeoutSeconds }}
clientConfig:
  service:
    name: {{ include "podward.fullname" .root }}
    namespace: {{ .root.Release.Namespace }}
    path: {{ .path }}
    port: {{ .root.Values.service.port }}
  {{- with .caBundle }}
  caBundle: {{ . }}
  {{- end }}
namespaceSelector:
  {{- include "podward.namespaceSelector" (dict "root" .root "mode" .mode) | nindent 2 }}
{{- end -}}

{{- define "podward.webhookAnnotations" -}}
{{- if eq .Values.certificates.mode "certManager" -}}
annotations:
  cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/{{ include "podward.tlsSecretName" . }}
{{- end -}}
{{- end -}}
