"""The edge: routes, authentication, problem details, OpenAPI."""
