{{/* Exemptions of nearly everything, and too many patterns, which the schema cannot explain. src/policy/exemption-mistakes.ts has the same sentences. */}}
{{- define "podward.checkExemptions" -}}
{{- $exemptions := default dict (default dict .Values.config).exemptions -}}
{{- range $list := list "namespaces" "users" "serviceAccounts" "groups" "runtimeClasses" -}}
  {{- $patterns := 0 -}}
  {{- range $i, $entry := get $exemptions $list | default list -}}
    {{- if contains "*" $entry -}}{{- $patterns = add1 $patterns -}}{{- end -}}
    {{- with include "podward.exemptionOfAll" (dict "list" $list "entry" $entry) -}}
      {{- fail (printf "config.exemptions.%s[%d]: Invalid value: %q: %s" $list $i $entry .) -}}
    {{- end -}}
  {{- end -}}
  {{- if gt (int $patterns) 100 -}}
    {{- fail (printf "config.exemptions.%s: Too many: %d: must have no more than 100 entries with a *. Names without a * are not limited." $list $patterns) -}}
  {{- end -}}
{{- end -}}
{{- $selector := $exemptions.objectSelector -}}
{{- if and (kindIs "map" $selector) (not (dig "matchLabels" dict $selector)) -}}
  {{- $requirements := dig "matchExpressions" list $selector -}}
  {{- if not $requirements -}}
    {{- fail "config.exemptions.objectSelector: Invalid value: must not be empty, because an empty selector would exempt every object. Set matchLabels or matchExpressions, or remove objectSelector." -}}
  {{- end -}}
  {{- $requiresLabel := false -}}
  {{- range $requirements -}}{{- if has .operator (list "In" "Exists") -}}{{- $requiresLabel = true -}}{{- end -}}{{- end -}}
  {{- if not $requiresLabel -}}
    {{- fail "config.exemptions.objectSelector: Invalid value: must require a label, because every object without labels would be exempt. Add matchLabels or a requirement with operator In or Exists. To review only objects with a label, use the value objectSelector of the chart." -}}
  {{- end -}}
{{- end -}}
{{- end -}}

{{/* What is wrong with an entry that exempts nearly everything. Empty for others. Called with (dict "list" "users" "entry" "system:*"). */}}
{{- define "podward.exemptionOfAll" -}}
{{- $everyAccount := "must not exempt every service account, because controllers create nearly all Pods with one." -}}
{{- $pattern := printf "^(?:%s)$" (regexQuoteMeta .entry | replace "\\*" ".*") -}}
{{- if eq .list "namespaces" -}}
  {{- if eq .entry "*" -}}must not exempt every namespace. List the namespaces, or set defaultMode: "off" in the values of the chart.{{- end -}}
{{- else if eq .list "users" -}}
  {{- if eq .entry "*" -}}must not exempt every user. List the users.
  {{- else if contains "*" .entry -}}
    {{- $parts := splitn "*" 2 .entry -}}
    {{- if and (hasPrefix $parts._0 "system:serviceaccount:") (regexMatch "^[-.a-z0-9]*$" $parts._1) -}}
      {{- if $parts._1 -}}must not exempt service accounts of all namespaces, because whoever may create one with such a name would be exempt.
      {{- else -}}{{ $everyAccount }}{{- end }} List the users.
    {{- end -}}
  {{- end -}}
{{- else if eq .list "groups" -}}
  {{- if regexMatch $pattern "system:authenticated" -}}must not exempt every user, and every user is a member of the group system:authenticated. List the groups.
  {{- else if or (regexMatch $pattern "system:serviceaccounts") (eq .entry "system:serviceaccounts:*") -}}{{ $everyAccount }} For the service accounts of a namespace, write "system:serviceaccounts:ci".
  {{- end -}}
{{- else if and (eq .list "serviceAccounts") (eq .entry "*/*") -}}{{ $everyAccount }} For the service accounts of a namespace, write "ci/*".
{{- end -}}
{{- end -}}
