{{- define "podward.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 38 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 38 characters, so that every suffix fits a name of 63. */}}
{{- define "podward.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 38 | trimSuffix "-" -}}
{{- else if contains (include "podward.name" .) .Release.Name -}}
{{- .Release.Name | trunc 38 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "podward.name" .) | trunc 38 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Mutating configurations run in the order of their names; this one must see what all others did. */}}
{{- define "podward.webhookConfigurationName" -}}
zz-{{ include "podward.fullname" . }}
{{- end -}}

{{- define "podward.selectorLabels" -}}
app.kubernetes.io/name: {{ include "podward.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Called with (dict "root" $ "component" "server"). */}}
{{- define "podward.labels" -}}
{{ include "podward.selectorLabels" .root }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "podward.serviceAccountName" -}}
{{- default (ternary (include "podward.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "podward.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{/* The names that the certificate must hold, as a JSON object {names: [...]}. The API server asks for the last. */}}
{{- define "podward.dnsNames" -}}
{{- $service := include "podward.fullname" . -}}
{{- $namespace := .Release.Namespace -}}
{{- dict "names" (list $service (printf "%s.%s" $service $namespace) (printf "%s.%s.svc" $service $namespace)) | toJson -}}
{{- end -}}

{{/* Secrets of different modes have different names, so that a change of mode rolls the Deployment and deletes nothing in use. */}}
{{- define "podward.tlsSecretName" -}}
{{- if eq .Values.certificates.mode "existingSecret" -}}
{{- .Values.certificates.existingSecret.name -}}
{{- else if eq .Values.certificates.mode "certManager" -}}
{{- include "podward.fullname" . }}-cert-manager-tls
{{- else -}}
{{- include "podward.fullname" . }}-tls
{{- end -}}
{{- end -}}

{{/* The modes in which there is anything to do in the mutating phase, as a JSON object {modes: [...]}. */}}
{{- define "podward.mutatingModes" -}}
{{- $mutate := default dict .Values.config.mutate -}}
{{- $modes := list "deny" "warn" "audit" -}}
{{- if and (hasKey $mutate "explain") (not $mutate.explain) -}}
  {{- $fill := ternary $mutate.fill "default" (hasKey $mutate "fill") -}}
  {{- if kindIs "slice" $fill -}}
    {{- $modes = $fill | uniq | sortAlpha -}}
  {{- else if kindIs "bool" $fill -}}
    {{- $modes = ternary (list "deny" "warn") list $fill -}}
  {{- else -}}
    {{- $modes = list "deny" -}}
  {{- end -}}
{{- end -}}
{{- dict "modes" $modes | toJson -}}
{{- end -}}

{{/* What the schema cannot say. */}}
{{- define "podward.check" -}}
{{- if not .Values.image.repository -}}
  {{- fail (printf "image.repository: required: no image of Podward is published. Build it in a clone (docker build -t registry.example.com/podward:%s .), push it to a registry that your nodes pull from (docker push), or load it into them (kind load docker-image, minikube image load), and then install with --set image.repository=registry.example.com/podward" .Chart.AppVersion) -}}
{{- end -}}
{{- $certificates := .Values.certificates -}}
{{- if eq $certificates.mode "existingSecret" -}}
  {{- if not $certificates.existingSecret.name -}}
    {{- fail "certificates.existingSecret.name: required when certificates.mode is existingSecret: name the Secret that holds tls.crt and tls.key" -}}
  {{- end -}}
  {{- if not $certificates.existingSecret.caBundle -}}
    {{- fail "certificates.existingSecret.caBundle: required when certificates.mode is existingSecret: give the CA as PEM, e.g. --set-file certificates.existingSecret.caBundle=ca.crt" -}}
  {{- end -}}
{{- else if or $certificates.existingSecret.name $certificates.existingSecret.caBundle -}}
  {{- fail (printf "certificates.existingSecret: set, but certificates.mode is %s: set certificates.mode=existingSecret or leave it empty" $certificates.mode) -}}
{{- end -}}
{{- if ge (int $certificates.helm.renewBeforeDays) (int $certificates.helm.validityDays) -}}
  {{- fail "certificates.helm.renewBeforeDays: must be less than certificates.helm.validityDays: otherwise every upgrade makes new certificates" -}}
{{- end -}}
{{- if eq (int .Values.containerPorts.https) (int .Values.containerPorts.health) -}}
  {{- fail "containerPorts.health: must differ from containerPorts.https: both are opened by one container" -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
  {{- fail "autoscaling.minReplicas: must not be more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- range $key := list "apiVersion" "kind" -}}
  {{- if hasKey $.Values.config $key -}}
    {{- fail (printf "config.%s: written by the chart: remove it" $key) -}}
  {{- end -}}
{{- end -}}
{{- end -}}
