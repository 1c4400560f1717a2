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

{{/* The rank of the mode of a Namespace in CEL: the stricter, the higher. Called with (dict "root" $ "namespace" "oldObject"). */}}
{{- define "podward.modeRank" -}}
{{- $ranks := dict "deny" 3 "warn" 2 "audit" 1 "off" 0 -}}
{{ toJson $ranks }}[?{{ .namespace }}.metadata.?labels[?"podward.dev/mode"].orValue("")].orValue({{ get $ranks (include "podward.defaultMode" .root) }})
{{- end -}}

{{/* Only a change that lowers the mode, by a user who may not do this, reaches Podward, which refuses it. All other requests do not depend on
Podward. If one condition is false, the API server does not call the webhook, even if another condition has an error. So the groups are a
condition of their own, which needs no authorizer. */}}
{{- define "podward.loweringConditions" -}}
{{- $ranks := dict "deny" 3 "warn" 2 "audit" 1 "off" 0 -}}
- name: lowers-the-mode
  expression: >-
    {{ include "podward.modeRank" (dict "root" . "namespace" "object") }}
    < (request.operation == "CREATE" ? {{ get $ranks (include "podward.defaultMode" .) }}
    : {{ include "podward.modeRank" (dict "root" . "namespace" "oldObject") }})
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
change no labels, so they are not sent. A removed mode can only be stricter for existing Pods. */}}
{{- define "podward.labelConditions" -}}
- name: label-of-podward-changes
  expression: >-
    object.metadata.?labels.orValue({}).exists(key, key.startsWith("podward.dev/") && (request.operation == "CREATE"
    || object.metadata.?labels[?key] != oldObject.metadata.?labels[?key]))
    {{- if .Values.modeCheck.enabled }}
    || (request.operation == "UPDATE" && oldObject.metadata.?labels[?"podward.dev/mode"].hasValue()
    && !object.metadata.?labels[?"podward.dev/mode"].hasValue())
    {{- end }}
{{- end -}}
