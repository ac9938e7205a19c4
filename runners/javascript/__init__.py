"""JavaScript and TypeScript sources: server, launcher, and what runs in Deno."""
