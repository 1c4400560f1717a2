{{/*
The certificate of the mode `helm`, as a JSON object {"ca.crt", "tls.crt", "tls.key", "names", "notAfter"}. The first three are
base64-encoded, as in a Secret. Each call creates another certificate, so call it once and pass the result on.

A certificate in the cluster is kept unless its names differ or it expires soon. Templates cannot parse a certificate, so the
names and the expiry date are annotations of the Secret. After a renewal, ca.crt also has the previous CA, because the Pods serve
the previous certificate until the kubelet has updated their volumes. The key of the CA is not kept, so it signs nothing else.

Without access to the cluster, every rendering has another certificate. Argo CD renders with `helm template` and the kinds that the cluster
serves (--api-versions), which Helm itself knows only from a cluster. Each sync would be an outage, so it is refused. A dry run of Helm that
knows these kinds, but looks nothing up (--dry-run=client), looks the same.
*/}}
{{- define "podward.generatedTls" -}}
{{- $names := (include "podward.dnsNames" . | fromJson).names -}}
{{- $found := lookup "v1" "Secret" .Release.Namespace (include "podward.tlsSecretName" .) | default dict -}}
{{- $data := $found.data | default dict -}}
{{- $annotations := ($found.metadata | default dict).annotations | default dict -}}
{{- $kindsAreKnown := .Capabilities.APIVersions.Has "apps/v1/Deployment" -}}
{{- if and (not $found) $kindsAreKnown (not (lookup "v1" "Namespace" "" "kube-system")) -}}
  {{- fail "certificates.mode: Forbidden: helm is not allowed in tools that render the chart without access to the cluster, such as Argo CD, because each rendering has another certificate, and each sync would be an outage. For a dry run of Helm, use --dry-run=server. With such a tool, set certificates.mode to certManager or existingSecret." -}}
{{- end -}}
{{- $complete := and (get $data "ca.crt") (get $data "tls.crt") (get $data "tls.key") -}}
{{- $notAfter := get $annotations "podward.dev/not-after" | default "1970-01-01" -}}
{{- $renewAt := now | date_modify (printf "%dh" (mul 24 (int .Values.certificates.helm.renewBeforeDays))) | date "2006-01-02" -}}
{{- if and $complete (eq (get $annotations "podward.dev/names") (join "," $names)) (gt $notAfter $renewAt) -}}
{{- dict "ca.crt" (get $data "ca.crt") "tls.crt" (get $data "tls.crt") "tls.key" (get $data "tls.key") "notAfter" $notAfter "names" (join "," $names) | toJson -}}
{{- else -}}
{{- $days := int .Values.certificates.helm.validityDays -}}
{{- $ca := genCAWithKey "podward-ca" $days (genPrivateKey "ecdsa") -}}
{{- $leaf := genSignedCertWithKey "podward" nil $names $days $ca (genPrivateKey "ecdsa") -}}
{{- $before := regexFind "-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?" (get $data "ca.crt" | default "" | b64dec) -}}
{{- $end := now | date_modify (printf "%dh" (mul 24 $days)) | date "2006-01-02" -}}
{{- dict "ca.crt" (print $ca.Cert $before | b64enc) "tls.crt" (b64enc $leaf.Cert) "tls.key" (b64enc $leaf.Key) "notAfter" $end "names" (join "," $names) | toJson -}}
{{- end -}}
{{- end -}}
