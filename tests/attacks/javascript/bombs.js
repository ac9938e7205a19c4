// Takes memory as `Deno.args[0]` says, and tells when it has more than it may.

const held = [];
const BOMBS = {
  buffers: () => held.push(new Uint8Array(64 << 20)),
  shared: () => held.push(new SharedArrayBuffer(64 << 20)),
  sharedWasm: () =>
    held.push(new WebAssembly.Memory({ initial: 1024, maximum: 1024, shared: true })),
  wasm: () => held.push(new WebAssembly.Memory({ initial: 1024 })),
};
while (held.length < 48) BOMBS[Deno.args[0]]();
Deno.stdout.writeSync(new TextEncoder().encode("through"));
Deno.exit(0);
