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
{{- else if and (eq .list "users") (eq .entry "*") -}}must not exempt every user. List the users.
{{- else if and (eq .list "groups") (regexMatch $pattern "system:authenticated") -}}must not exempt every user, and every user is a member of the group system:authenticated. List the groups.
{{- else if and (eq .list "groups") (eq .entry "system:serviceaccounts") -}}{{ $everyAccount }} For the service accounts of a namespace, write "system:serviceaccounts:ci".
{{- else if and (has .list (list "users" "groups")) (contains "*" .entry) -}}
  {{- $start := (splitn "*" 2 .entry)._0 -}}
  {{- $ofAccount := "system:serviceaccount" -}}
  {{- $reaches := or (hasPrefix $ofAccount $start) (hasPrefix $start $ofAccount) -}}
  {{- if and $reaches (hasPrefix "system:" $start) (not (regexMatch "^system:serviceaccount:[^:]+:" $start)) -}}
    must not contain a * that could stand for the namespace of a service account, because whoever may create a namespace chooses its name. Write whole names. For the service accounts of a namespace, add "ci/*" to serviceAccounts.
  {{- end -}}
{{- else if and (eq .list "serviceAccounts") (eq .entry "*/*") -}}{{ $everyAccount }} For the service accounts of a namespace, write "ci/*".
{{- end -}}
{{- end -}}
