{{/* A ClusterRole of the server, bound to its ServiceAccount. Its rules follow. Called with (dict "root" $ "name" "podward-events"). */}}
{{- define "podward.clusterRole" -}}
{{- $labels := include "podward.labels" (dict "root" .root "component" "server") -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ .name | quote }}
  labels:
    {{- $labels | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: {{ .name | quote }}
subjects:
  - kind: ServiceAccount
    name: {{ include "podward.serviceAccountName" .root | quote }}
    namespace: {{ .root.Release.Namespace | quote }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ .name | quote }}
  labels:
    {{- $labels | nindent 4 }}
{{- end -}}
