"""Where time goes and what breaks, told to whom the configuration names: spans and defects.

A leaf that gateway, backend and runners share. Both are off by default, and then nothing of
OpenTelemetry or Sentry is imported.
"""
