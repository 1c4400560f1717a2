{{/* The requests that can change the labels of a Namespace. The strategies of kube-apiserver for both subresources keep the new labels. */}}
{{- define "podward.namespaceRules" -}}
- apiGroups: [""]
  apiVersions: [v1]
  operations: [CREATE, UPDATE]
  resources: [namespaces]
  scope: Cluster
- apiGroups: [""]
  apiVersions: [v1]
  operations: [UPDATE]
  resources: [namespaces/finalize, namespaces/status]
  scope: Cluster
{{- end -}}

{{/* The ranks of the modes as a JSON object, which is a map in CEL, too: the stricter, the higher. */}}
{{- define "podward.modeRanks" -}}
{"audit":1,"deny":3,"off":0,"warn":2}
{{- end -}}

{{- define "podward.defaultRank" -}}
{{- get (include "podward.modeRanks" . | fromJson) (include "podward.defaultMode" .) -}}
{{- end -}}

{{/* The rank of the mode of a Namespace in CEL. Called with (dict "root" $ "namespace" "oldObject"). */}}
{{- define "podward.modeRank" -}}
{{ include "podward.modeRanks" .root }}[?{{ .namespace }}.metadata.?labels[?"podward.dev/mode"].orValue("")].orValue({{ include "podward.defaultRank" .root }})
{{- end -}}

{{/* The namespaceSelector of the values in CEL, for the map "labels". Empty if there is none. JSON strings are strings in CEL, too. */}}
{{- define "podward.isSelected" -}}
{{- $selector := default dict .Values.namespaceSelector -}}
{{- $requirements := list -}}
{{- range $key, $value := $selector.matchLabels -}}
{{- $requirements = append $requirements (dict "key" $key "operator" "In" "values" (list $value)) -}}
{{- end -}}
{{- $conditions := list -}}
{{- range concat $requirements (default list $selector.matchExpressions) -}}
{{- $condition := printf "%s in labels" (toJson .key) -}}
{{- if has .operator (list "In" "NotIn") -}}
{{- $condition = printf "%s && labels[%s] in %s" $condition (toJson .key) (default list .values | toJson) -}}
{{- end -}}
{{- $conditions = append $conditions (printf "%s(%s)" (ternary "!" "" (has .operator (list "NotIn" "DoesNotExist"))) $condition) -}}
{{- end -}}
{{- join " && " $conditions -}}
{{- end -}}

{{/* Only a change that lowers the mode, or after which the namespace no longer matches the namespaceSelector of the values, by a user who may not do this, reaches Podward, which refuses it. All other requests do not depend on
Podward. If one condition is false, the API server does not call the webhook, even if another condition has an error. So the groups are a
condition of their own, which needs no authorizer. */}}
{{- define "podward.loweringConditions" -}}
- name: lowers-the-mode
  expression: >-
    {{ include "podward.modeRank" (dict "root" . "namespace" "object") }} < (request.operation == "CREATE" ? {{ include "podward.defaultRank" . }} : {{ include "podward.modeRank" (dict "root" . "namespace" "oldObject") }})
    {{- with include "podward.isSelected" . }}
    {{- /* In every mode, because the mode can become stricter later. A new namespace is compared with one that has only the label that the API
    server sets. */}}
    || [dyn(request.operation == "CREATE" ? {"kubernetes.io/metadata.name": object.metadata.?name.orValue("")} : oldObject.metadata.?labels.orValue({})),
    dyn(object.metadata.?labels.orValue({}))].map(labels, {{ . }}) == [true, false]
    {{- end }}
- name: is-reviewed
  expression: >-
    !(object.metadata.?name.orValue("") in {{ (include "podward.excludedNamespaces" . | fromJson).names | toJson }})
- name: group-may-not-lower
  expression: >-
    !request.userInfo.?groups.orValue([]).exists(group, group in {{ toJson .Values.modeLabel.mayLower.groups }})
- name: user-may-not-lower
  expression: >-
    !(request.userInfo.?username.orValue("") in {{ toJson .Values.modeLabel.mayLower.users }})
- name: has-no-permission
  expression: >-
    !authorizer.group("podward.dev").resource("modes").check("lower").allowed()
{{- end -}}

{{/* Sends only Namespaces on which a label of Podward is new or changed, by every user. The updates of the namespace controller and of the kubelet
change no labels, so they are not sent. A removed mode can only be stricter for existing Pods. The search takes more than linear time in the API server,
20 s for 45,000 labels, so a Namespace with more than 1,000 is not searched. */}}
{{- define "podward.labelConditions" -}}
- name: label-of-podward-changes
  expression: >-
    size(object.metadata.?labels.orValue({})) <= 1000 && object.metadata.?labels.orValue({}).exists(key, key.startsWith("podward.dev/") && (request.operation == "CREATE"
    || object.metadata.?labels[?key] != oldObject.metadata.?labels[?key]))
    {{- if .Values.modeCheck.enabled }}
    || (request.operation == "UPDATE" && oldObject.metadata.?labels[?"podward.dev/mode"].hasValue()
    && !object.metadata.?labels[?"podward.dev/mode"].hasValue())
    {{- end }}
{{- end -}}

{{/* What the guard cannot mean, and conditions that the API server does not accept. */}}
{{- define "podward.checkModeLabel" -}}
{{- if .Values.modeLabel.guard -}}
  {{- $groupsOfAll := list "system:authenticated" "system:unauthenticated" "system:serviceaccounts" -}}
  {{- range $list := list "groups" "users" -}}
    {{- range $i, $entry := get $.Values.modeLabel.mayLower $list -}}
      {{- $path := printf "modeLabel.mayLower.%s[%d]" $list $i -}}
      {{- if regexMatch "[\\p{Cc}\\p{Zl}\\p{Zp}\\x{feff}\\x{fffe}\\x{ffff}]" $entry -}}
        {{- fail (printf "%s: Invalid value: %q: must not contain a line break or another invisible character. Remove it." $path $entry) -}}
      {{- else if contains "*" $entry -}}
        {{- fail (printf "%s: Invalid value: %q: must be a whole name, because patterns with * are not supported here. List the %s, or bind the ClusterRole of docs/modes.md to them." $path $entry $list) -}}
      {{- else if and (eq $list "groups") (has $entry $groupsOfAll) -}}
        {{- fail (printf "%s: Invalid value: %q: must not be a group of all users or all service accounts, because anybody could then lower the mode. Remove it, and list smaller groups. To let everybody lower the mode, set modeLabel.guard to false." $path $entry) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- $selector := default dict .Values.namespaceSelector -}}
  {{- $path := ternary "namespaceSelector.matchLabels[podward.dev/mode]" "" (hasKey (default dict $selector.matchLabels) "podward.dev/mode") -}}
  {{- range $i, $requirement := $selector.matchExpressions -}}
    {{- if eq $requirement.key "podward.dev/mode" -}}
      {{- $path = printf "namespaceSelector.matchExpressions[%d].key" $i -}}
    {{- end -}}
  {{- end -}}
  {{- if $path -}}
    {{- fail (printf "%s: Forbidden: is not allowed when modeLabel.guard is true, because everybody may raise the mode, after which a namespace might no longer match. Remove it. To review only namespaces with this label, set defaultMode to off." $path) -}}
  {{- end -}}
  {{- $lists := dict "lowers-the-mode" "namespaceSelector" "group-may-not-lower" "modeLabel.mayLower.groups" "user-may-not-lower" "modeLabel.mayLower.users" "is-reviewed" "excludedNamespaces" -}}
  {{- range include "podward.loweringConditions" . | fromYamlArray -}}
    {{- if gt (len .expression) 100000 -}}
      {{- fail (printf "%s: Too long: the list makes a match condition of %d bytes, and the API server accepts no more than 100000. Shorten the list. To let many users lower the mode, give them the permission instead, as docs/modes.md says." (get $lists .name) (len .expression)) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- end -}}
