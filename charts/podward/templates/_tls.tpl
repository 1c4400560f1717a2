{{/*
The certificate of mode `helm`, as a JSON object {"ca.crt", "tls.crt", "tls.key", "names", "notAfter"}, the first three in
base64 like in a Secret. It is random: include it once and hand the result on.

What is in the cluster is kept, unless its names are not ours or its end is near. Templates cannot read a certificate, so
both stand in annotations of the Secret. After a renewal the CA before stays in ca.crt: until the kubelet has brought the
new certificate to every Pod, the old one is still served. The CA's key is not kept: nothing else is ever signed with it.
*/}}
{{- define "podward.generatedTls" -}}
{{- $names := (include "podward.dnsNames" . | fromJson).names -}}
{{- $found := lookup "v1" "Secret" .Release.Namespace (include "podward.tlsSecretName" .) | default dict -}}
{{- $data := $found.data | default dict -}}
{{- $annotations := ($found.metadata | default dict).annotations | default dict -}}
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
