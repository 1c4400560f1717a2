{{- define "podward.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 38 | trimAll "-" -}}
{{- end -}}

{{/* At most 38 characters, so that a name with any suffix of the chart has no more than 63. */}}
{{- define "podward.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 38 | trimAll "-" -}}
{{- else if contains (include "podward.name" .) .Release.Name -}}
{{- .Release.Name | trunc 38 | trimAll "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "podward.name" .) | trunc 38 | trimAll "-" -}}
{{- end -}}
{{- end -}}

{{/* Mutating webhooks run in the order of the names of their configurations. This one must see the changes of all others. */}}
{{- define "podward.webhookConfigurationName" -}}
zz-{{ include "podward.fullname" . }}
{{- end -}}

{{- define "podward.selectorLabels" -}}
app.kubernetes.io/name: {{ include "podward.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* The labels of an object. Called with (dict "root" $ "component" "server"), and optionally with more "labels", which override commonLabels.
Neither overrides the labels of the chart. */}}
{{- define "podward.labels" -}}
{{- $own := include "podward.selectorLabels" .root | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/component" .component -}}
{{- $_ := set $own "app.kubernetes.io/version" .root.Chart.AppVersion -}}
{{- $_ := set $own "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_") -}}
{{- merge $own (default dict .labels) (default dict .root.Values.commonLabels) | toYaml -}}
{{- end -}}

{{- define "podward.serviceAccountName" -}}
{{- default (ternary (include "podward.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end -}}

{{/* The ClusterRole that owns the reports. */}}
{{- define "podward.reportsName" -}}
{{ include "podward.fullname" . }}-reports
{{- end -}}

{{- define "podward.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{/* DNS names of the serving certificate, as a JSON object {names: [...]}. The API server connects with the last one. */}}
{{- define "podward.dnsNames" -}}
{{- $service := include "podward.fullname" . -}}
{{- $namespace := .Release.Namespace -}}
{{- dict "names" (list $service (printf "%s.%s" $service $namespace) (printf "%s.%s.svc" $service $namespace)) | toJson -}}
{{- end -}}

{{/* Each mode has a Secret name of its own, so that a change of the mode rolls out the Deployment and deletes no Secret in use. */}}
{{- define "podward.tlsSecretName" -}}
{{- if eq .Values.certificates.mode "existingSecret" -}}
{{- .Values.certificates.existingSecret.name -}}
{{- else if eq .Values.certificates.mode "certManager" -}}
{{- include "podward.fullname" . }}-cert-manager-tls
{{- else -}}
{{- include "podward.fullname" . }}-tls
{{- end -}}
{{- end -}}

{{/* YAML parses an unquoted off as false. */}}
{{- define "podward.defaultMode" -}}
{{- .Values.defaultMode | default "off" -}}
{{- end -}}

{{/* Modes that need a mutating webhook, as a JSON object {modes: [...]}. */}}
{{- define "podward.mutatingModes" -}}
{{- $mutate := default dict (default dict .Values.config).mutate -}}
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

{{/*
"true" for a name, an IPv4 address with four numbers, or an IPv6 address in brackets, else "". The server also reads other forms of IPv4 addresses
(https://url.spec.whatwg.org/#concept-ipv4-parser), but nobody means these.
*/}}
{{- define "podward.isHost" -}}
{{- $is := false -}}
{{- $number := "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])" -}}
{{- $ipv4 := printf "(%[1]s[.]){3}%[1]s" $number -}}
{{- if hasPrefix "[" . -}}
  {{- /* An IPv4 address at the end has the place of two groups. */ -}}
  {{- $address := regexReplaceAll (printf ":%s]$" $ipv4) . ":0:0]" -}}
  {{- $groups := "[0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4})*" -}}
  {{- $count := len (regexFindAll "[0-9A-Fa-f]+" $address -1) -}}
  {{- if contains "::" $address -}}
    {{- $is = and (lt $count 8) (regexMatch (printf "^\\[(%[1]s)?::(%[1]s)?]$" $groups) $address) -}}
  {{- else -}}
    {{- $is = and (eq $count 8) (regexMatch (printf "^\\[%s]$" $groups) $address) -}}
  {{- end -}}
{{- else if regexMatch "(^|[.])([0-9]+|0[xX][0-9A-Fa-f]*)[.]?$" . -}}
  {{- $is = regexMatch (printf "^%s$" $ipv4) . -}}
{{- else -}}
  {{- $is = regexMatch "^([-A-Za-z0-9_]+[.])*[-A-Za-z0-9_]+[.]?$" . -}}
{{- end -}}
{{- ternary "true" "" $is -}}
{{- end -}}

{{/* Checks that the schema cannot express. */}}
{{- define "podward.check" -}}
{{- $image := .Values.image -}}
{{- if and (not $image.repository) .Release.IsUpgrade -}}
  {{- fail "image.repository: Required value: Helm drops the values of the release if the command gives others. Add --reset-then-reuse-values to the helm command, or set the value." -}}
{{- else if not $image.repository -}}
  {{- $tag := default .Chart.AppVersion .Values.image.tag -}}
  {{- fail (printf `image.repository: Required value: no image of this chart is published.
In a clone of Podward, build the image:
  make image
Load it into every node of a local cluster, with the command for kind, minikube or containerd:
  kind load image-archive .cache/image/podward.tar
  minikube image load .cache/image/podward.tar
  ctr --namespace k8s.io images import .cache/image/podward.tar
Then add this to the helm command:
  --set image.repository=localhost/podward
For other clusters, push the image to a registry that your nodes can pull from instead:
  docker load --input .cache/image/podward.tar
  docker tag localhost/podward:%[1]s registry.example.com/podward:%[2]s
  docker push registry.example.com/podward:%[2]s
Then add this to the helm command:
  --set image.repository=registry.example.com/podward` .Chart.AppVersion $tag) -}}
{{- end -}}
{{- if regexMatch "://|[:@][^/]*$" $image.repository -}}
  {{- fail (printf "image.repository: Invalid value: %q: must not have a scheme, a tag or a digest. Set the tag as image.tag or the digest as image.digest." $image.repository) -}}
{{- end -}}
{{- $part := "[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*" -}}
{{- if not (regexMatch (printf "^(([A-Za-z0-9][-A-Za-z0-9.]*|\\[[0-9a-fA-F:]+\\])(:[0-9]+)?/)?%s(/%s)*$" $part $part) $image.repository) -}}
  {{- fail (printf "image.repository: Invalid value: %q: must consist of lowercase letters, digits, '.', '_', '-' and '/', optionally after a registry. Write it in the form registry.example.com/podward." $image.repository) -}}
{{- end -}}
{{- $service := include "podward.fullname" . -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $service) -}}
  {{- fail (printf "fullnameOverride: Required value: the name of the Service would be %q, which must start with a letter and consist of lowercase letters, digits and '-'. Set fullnameOverride, for example to podward." $service) -}}
{{- end -}}
{{- $certificates := .Values.certificates -}}
{{- if eq $certificates.mode "existingSecret" -}}
  {{- if not $certificates.existingSecret.name -}}
    {{- fail "certificates.existingSecret.name: Required value: must be set when certificates.mode is existingSecret. Set the name of the Secret that has tls.crt and tls.key." -}}
  {{- end -}}
  {{- $bundle := $certificates.existingSecret.caBundle -}}
  {{- /* Not in the schema, because Helm shows the value that does not match a pattern. */ -}}
  {{- if not $bundle -}}
    {{- fail "certificates.existingSecret.caBundle: Required value: must be set when certificates.mode is existingSecret. Set the CA in PEM format: --set-file certificates.existingSecret.caBundle=ca.crt" -}}
  {{- else if contains "PRIVATE KEY" $bundle -}}
    {{- fail "certificates.existingSecret.caBundle: Invalid value: must not contain a private key, because everybody who can read the webhook configurations could read it. Write only the certificates to a file, and set it: --set-file certificates.existingSecret.caBundle=ca.crt" -}}
  {{- else if not (contains "-----BEGIN CERTIFICATE-----" $bundle) -}}
    {{- fail "certificates.existingSecret.caBundle: Invalid value: must be a CA in PEM format. Set a file that contains its certificate: --set-file certificates.existingSecret.caBundle=ca.crt" -}}
  {{- end -}}
{{- else if or $certificates.existingSecret.name $certificates.existingSecret.caBundle -}}
  {{- fail (printf "certificates.existingSecret: Forbidden: is not allowed when certificates.mode is %s. Set certificates.mode to existingSecret, or set certificates.existingSecret.name and certificates.existingSecret.caBundle to the empty string." $certificates.mode) -}}
{{- end -}}
{{- range $feature := list "events" "modeCheck" "reports" -}}
  {{- if and (get $.Values $feature).enabled (not $.Values.serviceAccount.create) (not $.Values.serviceAccount.name) -}}
    {{- fail (printf "serviceAccount.name: Required value: must be set when serviceAccount.create is false and %s.enabled is true. Otherwise, every Pod with the ServiceAccount default would get the permissions of the server. Set the name of a ServiceAccount that only the server uses." $feature) -}}
  {{- end -}}
{{- end -}}
{{- with .Values.apiServerVersion.url -}}
  {{- $authority := trimPrefix "https://" . | splitList "/" | first -}}
  {{- $port := regexFind ":[0-9]*$" $authority -}}
  {{- $number := trimPrefix ":" $port | atoi -}}
  {{- if and (gt (len $port) 1) (or (lt $number 1) (gt $number 65535)) -}}
    {{- fail (printf "apiServerVersion.url: Invalid value: %q: the port must be between 1 and 65535. Correct it, or remove it to use 443." .) -}}
  {{- end -}}
  {{- if not (include "podward.isHost" (trimSuffix $port $authority)) -}}
    {{- fail (printf "apiServerVersion.url: Invalid value: %q: must have a host name, an IPv4 address with four numbers, or an IPv6 address in brackets after https://. Write it in the form https://192.0.2.1:6443." .) -}}
  {{- end -}}
{{- end -}}
{{- $client := .Values.clientCertificate -}}
{{- $clientCa := or $client.caConfigMap $client.caSecret -}}
{{- if and $client.caConfigMap $client.caSecret -}}
  {{- fail "clientCertificate.caSecret: Forbidden: is not allowed when clientCertificate.caConfigMap is set. Set one of them to the empty string." -}}
{{- else if and $clientCa (not $client.commonNames) -}}
  {{- fail "clientCertificate.commonNames: Required value: must be set when a CA is set. Set the common name of the certificate of kube-apiserver." -}}
{{- else if and $client.commonNames (not $clientCa) -}}
  {{- fail "clientCertificate.commonNames: Forbidden: is not allowed without a CA. Set clientCertificate.caConfigMap or clientCertificate.caSecret." -}}
{{- end -}}
{{- $validity := int $certificates.helm.validityDays -}}
{{- $renewal := int $certificates.helm.renewBeforeDays -}}
{{- if ge $renewal $validity -}}
  {{- fail (printf "certificates.helm.renewBeforeDays: Invalid value: %d: must be less than certificates.helm.validityDays, which is %d. Otherwise every helm upgrade creates a new certificate." $renewal $validity) -}}
{{- end -}}
{{- $health := int .Values.containerPorts.health -}}
{{- if eq (int .Values.containerPorts.https) $health -}}
  {{- fail (printf "containerPorts.health: Invalid value: %d: must differ from containerPorts.https, because one container listens on both ports." $health) -}}
{{- end -}}
{{- $metrics := int .Values.service.metricsPort -}}
{{- if eq (int .Values.service.port) $metrics -}}
  {{- fail (printf "service.metricsPort: Invalid value: %d: must differ from service.port, because the ports of a Service must be unique." $metrics) -}}
{{- end -}}
{{- if and .Values.monitoring.prometheusRule.enabled (not .Values.monitoring.prometheusRule.runbookUrl) -}}
  {{- fail "monitoring.prometheusRule.runbookUrl: Required value: must be set when monitoring.prometheusRule.enabled is true, because the pages of Podward are not published. Set the URL at which your team reads docs/runbooks.md." -}}
{{- end -}}
{{- $fewest := int .Values.autoscaling.minReplicas -}}
{{- $most := int .Values.autoscaling.maxReplicas -}}
{{- if and .Values.autoscaling.enabled (gt $fewest $most) -}}
  {{- fail (printf "autoscaling.minReplicas: Invalid value: %d: must be no more than autoscaling.maxReplicas, which is %d." $fewest $most) -}}
{{- end -}}
{{- if and .Values.hostNetwork .Values.networkPolicy.enabled -}}
  {{- fail "networkPolicy.enabled: Forbidden: is not allowed when hostNetwork is true, because no NetworkPolicy applies to Pods in the network of a node. Set one of them to false." -}}
{{- end -}}
{{- $ofChart := list "config" "tls-dir" "server-name" "client-ca" "client-common-name" "port" "health-port" "log-level" "no-log-identities" "log-allowed-every" "no-learn-version" "api-server" "api-server-ca" "api-server-token" "events" "mode-check" "reports" "reports-owner" -}}
{{- range $i, $arg := .Values.extraArgs -}}
  {{- $flag := trimPrefix "--" $arg | splitList "=" | first -}}
  {{- if has $flag $ofChart -}}
    {{- fail (printf "extraArgs[%d]: Forbidden: the chart sets --%s itself. Remove it from extraArgs, and use the value of the chart." $i $flag) -}}
  {{- end -}}
  {{- $needed := splitList "=" $arg | last | int | add 25 -}}
  {{- if and (eq $flag "drain-seconds") (lt (int $.Values.terminationGracePeriodSeconds) (int $needed)) -}}
    {{- fail (printf "terminationGracePeriodSeconds: Invalid value: %d: must be at least %d, because %s lets the server drain for this time, then complete the reviews in progress within 20 seconds, and then write reports." (int $.Values.terminationGracePeriodSeconds) $needed $arg) -}}
  {{- end -}}
{{- end -}}
{{- $conditions := list "more-than-finalizers-removed" -}}
{{- range $i, $condition := .Values.matchConditions -}}
  {{- if has $condition.name $conditions -}}
    {{- fail (printf "matchConditions[%d].name: Duplicate value: %q: the names of match conditions must be unique, and \"more-than-finalizers-removed\" is a condition of the chart. Choose another name." $i $condition.name) -}}
  {{- end -}}
  {{- $conditions = append $conditions $condition.name -}}
{{- end -}}
{{- include "podward.checkModeLabel" . -}}
{{- if hasKey (default dict .Values.config) "modeLabel" -}}
  {{- fail "config.modeLabel: Forbidden: the chart sets this field from defaultMode and excludedNamespaces. Remove config.modeLabel." -}}
{{- end -}}
{{- include "podward.checkExemptions" . -}}
{{- end -}}
