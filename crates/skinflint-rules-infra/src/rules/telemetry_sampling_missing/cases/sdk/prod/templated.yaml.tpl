%{ if opentelemetry_enabled ~}
apiVersion: opentelemetry.io/v1alpha1
kind: Instrumentation #~ telemetry-sampling-missing warning
metadata:
  name: ${release}-instrumentation
spec:
  sampler:
    type: parentbased_traceidratio
    argument: "1"
%{ endif ~}
