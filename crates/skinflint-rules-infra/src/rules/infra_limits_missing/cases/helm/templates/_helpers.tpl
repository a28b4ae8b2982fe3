{{- define "shop.sidecar" -}}
- name: sidecar
  image: sidecar
{{- end }}
{{- define "shop.resources" -}}
requests:
  cpu: 10m
{{- end -}}
{{- define "shop.nested" -}}
{{ include "shop.resources" . }}
{{- end -}}
